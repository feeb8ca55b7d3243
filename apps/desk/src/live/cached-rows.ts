import type { Id, Page } from '@service-desk/client';
import type { QueryClient, QueryKey } from '@tanstack/react-query';

/** All rows in the cached lists, paged or not. `lists` is the query key that these lists share. */
export function cachedRows<Row>(queryClient: QueryClient, lists: QueryKey): Row[] {
  return queryClient
    .getQueriesData<Row[] | Partial<Page<Row>>>({ queryKey: lists })
    .flatMap(([, data]) => (Array.isArray(data) ? data : (data?.items ?? [])));
}

/** The cached list row of a record, to show until its own response arrives. */
export function cachedRow<Row extends { id: Id }>(
  queryClient: QueryClient,
  lists: QueryKey,
  id: Id,
): Row | undefined {
  return cachedRows<Row>(queryClient, lists).find((row) => String(row.id) === String(id));
}
