import type { Id } from '@service-desk/client';
import { idsOf, parseId } from '../search-params.ts';
import { defaultLimit, type Paging, parsePaging } from '../shell/pager.tsx';
import type { AnyKind } from './kinds/index.ts';

/** The parameters of a queue by their names in the API; defaults are absent. */
export type QueueSearch = Paging & {
  selected_user_id?: Id;
  include_watchlisted?: true;
  service_ids?: Id[];
  /** A saved report of the account, with its own filters and order. */
  report_id?: Id;
  order?: string;
};

/** Parses the query parameters of a queue, and drops unknown or invalid ones. */
export function parseQueueSearch(raw: Record<string, unknown>): QueueSearch {
  const user = parseId(raw.selected_user_id);
  const services = idsOf(raw.service_ids);
  const report = parseId(raw.report_id);
  return {
    ...(user !== undefined && { selected_user_id: user }),
    ...(/^(true|1)$/.test(String(raw.include_watchlisted)) && { include_watchlisted: true as const }),
    ...(services.length > 0 && { service_ids: services }),
    ...(report !== undefined && { report_id: report }),
    ...(/^[a-z_]+$/.test(String(raw.order ?? '')) && { order: String(raw.order) }),
    ...parsePaging(raw),
  };
}

/** The requested order, if the kind has it, else the default; undefined if the report or v1 decides. */
export function orderOf(
  { orders }: Pick<AnyKind, 'orders'>,
  { order, report_id }: QueueSearch,
): string | undefined {
  if (order !== undefined && Object.hasOwn(orders, order)) return order;
  return report_id === undefined ? Object.keys(orders)[0] : undefined;
}

/** The list query of a queue. */
export function queueQuery(kind: Pick<AnyKind, 'orders' | 'hasWatchlist'>, search: QueueSearch) {
  const { include_watchlisted, order: _, ...rest } = search;
  const order = orderOf(kind, search);
  return {
    ...rest,
    ...(include_watchlisted && kind.hasWatchlist && { include_watchlisted: 1 as const }),
    ...(order !== undefined && { order }),
    limit: search.limit ?? defaultLimit,
    page: search.page ?? 1,
  };
}

/** The first page of a queue with other filters. */
export function withFilter(
  search: QueueSearch,
  change: { [Key in keyof QueueSearch]: QueueSearch[Key] | undefined },
): QueueSearch {
  return parseQueueSearch({ ...search, ...change, page: undefined });
}
