/** No page holds more, whatever was asked for. */
const MOST = 100;

/** Which page a call asks for, and how long it wants it. */
export interface PageQuery {
  limit: number;
  page: number;
}

/** What every paged list says of itself. */
export interface Totals {
  total_entries: number;
  total_pages: number;
}

/** How long a page is, and where it begins. */
export interface Page {
  limit: number;
  offset: number;
}

/** The page that a call asks for. */
export function pageOf({ limit, page }: PageQuery): Page {
  const size = Math.min(limit, MOST);
  // SQLite counts rows in 64 bits; a page further out than that is past the end anyway.
  return { limit: size, offset: Math.min((page - 1) * size, Number.MAX_SAFE_INTEGER) };
}

/** The totals of a list of which each page holds `limit` entries. An empty list has one page. */
export function totals(entries: number, limit: number): Totals {
  return { total_entries: entries, total_pages: Math.max(1, Math.ceil(entries / limit)) };
}
