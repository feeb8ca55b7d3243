import type { Id, Page } from '@service-desk/client';
import type { QueryClient, QueryKey } from '@tanstack/react-query';

/** All rows that lists have brought so far, whole or by the page. `lists` is the key of all of these lists. */
export function rowsOf<Row>(queryClient: QueryClient, lists: QueryKey): Row[] {
  return queryClient
    .getQueriesData<Row[] | Partial<Page<Row>>>({ queryKey: lists })
    .flatMap(([, data]) => (Array.isArray(data) ? data : (data?.items ?? [])));
}

/** A record as a list has shown it, for its page to begin with; undefined when no list did. */
export function rowOf<Row extends { id: Id }>(
  queryClient: QueryClient,
  lists: QueryKey,
  id: Id,
): Row | undefined {
  return rowsOf<Row>(queryClient, lists).find((row) => String(row.id) === String(id));
}
