import type { CurrentUser, Page } from '@service-desk/client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { resourceAt } from '../resource.ts';
import { useApi } from '../session.tsx';
import type { AnyKind, AnyRecord } from './kinds/index.ts';
import type { QueueSearch } from './queue-search.ts';

const queryKey = ['account-wide'];

/**
 * Whether the token is account-wide, so that a list without a chosen person has the records of all assignees; undefined
 * until known. v1 does not state the kind of a token, but the list of a personal token has no other assignees. If a page
 * is ambiguous, the totals are compared, once.
 *
 * @param page the response to `search`; undefined while it loads
 */
export function useAccountWide(
  kind: AnyKind,
  search: QueueSearch,
  me: CurrentUser | undefined,
  page: Page<AnyRecord> | undefined,
): boolean | undefined {
  const { desk } = useApi();
  const queryClient = useQueryClient();
  const inferred = me && page && inferTokenKind(kind, search, me, page);
  const { data: known } = useQuery({
    queryKey,
    queryFn: async () => {
      const lists = [{ limit: 1 }, { limit: 1, selected_user_id: me?.id ?? null }];
      const [all, mine] = await Promise.all(
        lists.map((query) => resourceAt(desk, kind.name).list(query) as Promise<Page<unknown>>),
      );
      return all?.totalEntries !== mine?.totalEntries;
    },
    enabled: inferred === 'ambiguous',
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
  });
  const accountWide = inferred === 'account-wide' ? true : inferred === 'personal' ? (known ?? false) : known;
  useEffect(() => {
    if (accountWide !== undefined) queryClient.setQueryData(queryKey, accountWide);
  }, [queryClient, accountWide]);
  return accountWide;
}

/** `unrelated` if the page would be the same with either kind of token. */
export function inferTokenKind<Row>(
  kind: { summarize: (row: Row) => { assigneeId?: unknown } },
  search: QueueSearch,
  me: Pick<CurrentUser, 'id'>,
  page: Pick<Page<Row>, 'items' | 'totalEntries'>,
): 'account-wide' | 'personal' | 'unrelated' | 'ambiguous' {
  const { selected_user_id, report_id } = search;
  if (selected_user_id !== undefined || report_id !== undefined || page.totalEntries === 0)
    return 'unrelated';
  // Watched records are in both lists, regardless of the assignee.
  if (search.include_watchlisted) return 'ambiguous';
  const hasOthers = page.items.some((item) => String(kind.summarize(item).assigneeId) !== String(me.id));
  if (hasOthers) return 'account-wide';
  return page.items.length === page.totalEntries ? 'personal' : 'ambiguous';
}
