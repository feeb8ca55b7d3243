import type { CurrentUser, Page } from '@service-desk/client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { resourceAt } from '../resource.ts';
import { useApi } from '../session.tsx';
import type { AnyKind, AnyRecord } from './kinds/index.ts';
import type { QueueSearch } from './queue-search.ts';

const queryKey = ['sees-everybody'];

/**
 * Whether a list without a chosen person is everybody's, as it is with an account-wide token; undefined until that is
 * known. v1 does not tell a token's kind, but a personal token's own list holds nothing of anybody else. Where the page
 * does not settle it, the totals are compared, once.
 *
 * @param page the answer to `search`, undefined until it is there
 */
export function useSeesEverybody(
  kind: AnyKind,
  search: QueueSearch,
  me: CurrentUser | undefined,
  page: Page<AnyRecord> | undefined,
): boolean | undefined {
  const { desk } = useApi();
  const queryClient = useQueryClient();
  const seen = me && page && whatPageTells(kind, search, me, page);
  const { data: known } = useQuery({
    queryKey,
    queryFn: async () => {
      const lists = [{ limit: 1 }, { limit: 1, selected_user_id: me?.id ?? null }];
      const [all, mine] = await Promise.all(
        lists.map((query) => resourceAt(desk, kind.name).list(query) as Promise<Page<unknown>>),
      );
      return all?.totalEntries !== mine?.totalEntries;
    },
    enabled: seen === 'unsettled',
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
  });
  const settled = seen === 'everybody' ? true : seen === 'mine' ? (known ?? false) : known;
  useEffect(() => {
    if (settled !== undefined) queryClient.setQueryData(queryKey, settled);
  }, [queryClient, settled]);
  return settled;
}

/** `nothing` of a list that is empty or another's: a token of either kind would show it. */
export function whatPageTells<Row>(
  kind: { brief: (row: Row) => { assigneeId?: unknown } },
  search: QueueSearch,
  me: Pick<CurrentUser, 'id'>,
  page: Pick<Page<Row>, 'items' | 'totalEntries'>,
): 'everybody' | 'mine' | 'nothing' | 'unsettled' {
  const { selected_user_id, report_id } = search;
  if (selected_user_id !== undefined || report_id !== undefined || page.totalEntries === 0) return 'nothing';
  // Watched records are in both lists, whatever their assignee.
  if (search.include_watchlisted) return 'unsettled';
  const foreign = page.items.some((item) => String(kind.brief(item).assigneeId) !== String(me.id));
  if (foreign) return 'everybody';
  return page.items.length === page.totalEntries ? 'mine' : 'unsettled';
}
