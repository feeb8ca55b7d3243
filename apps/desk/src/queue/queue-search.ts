import type { Id, IncidentsListQuery } from '@service-desk/client';

export const orders = ['due_date', 'priority', 'created_at', 'last_active_at'] as const;
export const limits = [10, 20, 50, 100] as const;
export const defaultOrder = 'due_date';
export const defaultLimit = 20;

export type Order = (typeof orders)[number];

/** What the queue shows, by the names of the API. What is absent is at its default. */
export type QueueSearch = {
  selected_user_id?: Id;
  include_watchlisted?: true;
  service_ids?: Id[];
  order?: Order;
  limit?: number;
  page?: number;
};

/** Takes from an address what the queue understands, and leaves out the rest and all that is at its default. */
export function parseQueueSearch(raw: Record<string, unknown>): QueueSearch {
  const user = parseId(raw.selected_user_id);
  const services = idsOf(raw.service_ids);
  const order = orders.find((known) => known === raw.order);
  const limit = parseCount(raw.limit);
  const page = parseCount(raw.page);
  return {
    ...(user !== undefined && { selected_user_id: user }),
    ...(/^(true|1)$/.test(String(raw.include_watchlisted)) && { include_watchlisted: true as const }),
    ...(services.length > 0 && { service_ids: services }),
    ...(order && order !== defaultOrder && { order }),
    ...(limit !== undefined && limit !== defaultLimit && { limit: Math.min(limit, 100) }),
    ...(page !== undefined && page > 1 && { page }),
  };
}

/** The query that asks the API for what the queue shows. */
export function queueQuery(search: QueueSearch): IncidentsListQuery {
  const { include_watchlisted, ...rest } = search;
  return {
    ...rest,
    ...(include_watchlisted && { include_watchlisted: 1 as const }),
    order: search.order ?? defaultOrder,
    limit: search.limit ?? defaultLimit,
    page: search.page ?? 1,
  };
}

/** The same queue from its first page on, with something changed. */
export function withFilter(
  search: QueueSearch,
  change: { [Key in keyof QueueSearch]: QueueSearch[Key] | undefined },
) {
  return parseQueueSearch({ ...search, ...change, page: undefined });
}

/** Which entries a page holds, such as `41–60 of 73`. The total is NaN when the provider leaves it out. */
export function rangeText(page: number, limit: number, count: number, total: number): string {
  if (count === 0) return Number.isNaN(total) ? 'None' : `0 of ${total}`;
  const first = (page - 1) * limit + 1;
  const last = first + count - 1;
  const range = first === last ? `${first}` : `${first}–${last}`;
  return Number.isNaN(total) ? range : `${range} of ${total}`;
}

/** An id from an address: beyond 2^53 it stays a string of its digits, as a number would round it. */
export function parseId(value: unknown): Id | undefined {
  const text = String(value ?? '').trim();
  if (!/^\d{1,19}$/.test(text)) return undefined;
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : text;
}

function idsOf(value: unknown): Id[] {
  const parts = Array.isArray(value) ? value : String(value ?? '').split(',');
  const ids = parts.map(parseId).filter((id) => id !== undefined);
  return [...new Map(ids.map((id) => [String(id), id])).values()];
}

function parseCount(value: unknown): number | undefined {
  const text = String(value ?? '');
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined;
}
