/** The maximum size of a page. */
const MAX_LIMIT = 100;

/** The page that a call requests. */
export interface PageQuery {
  limit: number;
  page: number;
}

/** The totals of a paged list. */
export interface Totals {
  total_entries: number;
  total_pages: number;
}

/** The limit and offset of a page. */
export interface PageRange {
  limit: number;
  offset: number;
}

/** The page that a call requests. */
export function pageOf({ limit, page }: PageQuery): PageRange {
  const size = Math.min(limit, MAX_LIMIT);
  // SQLite's offset has 64 bits. A larger one is past the end anyway.
  return { limit: size, offset: Math.min((page - 1) * size, Number.MAX_SAFE_INTEGER) };
}

/** The totals of a list with pages of `limit` entries. An empty list has one page. */
export function totals(entries: number, limit: number): Totals {
  return { total_entries: entries, total_pages: Math.max(1, Math.ceil(entries / limit)) };
}
