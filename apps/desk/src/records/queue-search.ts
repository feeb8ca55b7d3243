import type { Id } from '@service-desk/client';
import { idsOf, parseId } from '../search-params.ts';
import { defaultLimit, type Paging, parsePaging } from '../shell/pager.tsx';
import type { AnyKind } from './kinds/index.ts';

/** What a queue shows, by the names of the API. What is absent is at its default. */
export type QueueSearch = Paging & {
  selected_user_id?: Id;
  include_watchlisted?: true;
  service_ids?: Id[];
  /** A report that the account has saved; it brings its own filters and order. */
  report_id?: Id;
  order?: string;
};

/** Takes from an address what a queue understands, and leaves out the rest. */
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

/** The order of a queue: the requested one, if its kind has it; undefined where the report or v1 decides. */
export function orderOf(
  { orders }: Pick<AnyKind, 'orders'>,
  { order, report_id }: QueueSearch,
): string | undefined {
  if (order !== undefined && Object.hasOwn(orders, order)) return order;
  return report_id === undefined ? Object.keys(orders)[0] : undefined;
}

/** The query that asks the API for what a queue shows. */
export function queueQuery(kind: Pick<AnyKind, 'orders' | 'watchlisted'>, search: QueueSearch) {
  const { include_watchlisted, order: _, ...rest } = search;
  const order = orderOf(kind, search);
  return {
    ...rest,
    ...(include_watchlisted && kind.watchlisted && { include_watchlisted: 1 as const }),
    ...(order !== undefined && { order }),
    limit: search.limit ?? defaultLimit,
    page: search.page ?? 1,
  };
}

/** The same queue from its first page on, with something changed. */
export function withFilter(
  search: QueueSearch,
  change: { [Key in keyof QueueSearch]: QueueSearch[Key] | undefined },
): QueueSearch {
  return parseQueueSearch({ ...search, ...change, page: undefined });
}
