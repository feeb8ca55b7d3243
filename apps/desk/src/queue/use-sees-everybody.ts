import type { CurrentUser, IncidentSummary, Page } from '@service-desk/client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useApi } from '../session.tsx';
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
  search: QueueSearch,
  me: CurrentUser | undefined,
  page: Page<IncidentSummary> | undefined,
): boolean | undefined {
  const { desk } = useApi();
  const queryClient = useQueryClient();
  const seen = me && page && whatPageTells(search, me, page);
  const { data: known } = useQuery({
    queryKey,
    queryFn: async ({ signal }) => {
      const [all, mine] = await Promise.all([
        desk.incidents.list({ limit: 1 }, { signal }),
        desk.incidents.list({ limit: 1, selected_user_id: me?.id ?? null }, { signal }),
      ]);
      return all.totalEntries !== mine.totalEntries;
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
export function whatPageTells(
  search: QueueSearch,
  me: Pick<CurrentUser, 'id'>,
  page: Pick<Page<Pick<IncidentSummary, 'assigned_user'>>, 'items' | 'totalEntries'>,
): 'everybody' | 'mine' | 'nothing' | 'unsettled' {
  if (search.selected_user_id !== undefined || page.totalEntries === 0) return 'nothing';
  // Watched incidents are in both lists, whatever their assignee.
  if (search.include_watchlisted) return 'unsettled';
  const foreign = page.items.some((item) => String(item.assigned_user?.id) !== String(me.id));
  if (foreign) return 'everybody';
  return page.items.length === page.totalEntries ? 'mine' : 'unsettled';
}
