import { createHash } from 'node:crypto';
import { type ReadDb, synchronousEngineOf } from './engine.ts';
import type { Reader } from './rows.ts';
import type { Id } from './schema.ts';

/*
 * Caches what every call reads and few change: the user of a token, their services, people. An entry is valid until the
 * next commit. Only SQLite can detect commits of other processes for less than the cost of a query (see `snapshot.ts`).
 * On Postgres, and within a write transaction, nothing is cached.
 */

/** The limits of the cache of responses: together, some tens of megabytes. */
const MAX_RESPONSES = 500;
const MAX_RESPONSE_LENGTH = 65_536;

/** The number of entries per query, after which its cache is cleared. */
const MAX_ENTRIES = 10_000;

/** The cache of a query on this database; undefined if nothing may be cached. */
function cacheFor<Value>(db: ReadDb, query: object): Map<unknown, Value> | undefined {
  const queries = synchronousEngineOf(db)?.cache();
  if (!queries) return undefined;
  // After a commit there is a new map. Requests that read before it write to the old one, which is no longer used.
  const cache = queries.get(query) ?? new Map();
  if (cache.size > MAX_ENTRIES) cache.clear();
  queries.set(query, cache);
  return cache as Map<unknown, Value>;
}

/** A cached response. */
export interface CachedResponse {
  readonly text: string;
  /** A hash of the text, for its entity tag. */
  readonly hash: string;
  /** The compressed bodies by content coding, filled on first use. */
  readonly compressed: Map<string, Buffer>;
}

/** Responses by URL and caller. */
export interface ResponseCache {
  get(key: string): CachedResponse | undefined;
  /** @returns the cached response, if this was the second miss */
  set(key: string, text: string): CachedResponse | undefined;
}

/** The cache of the responses to GET requests. A response is cached on its second miss and dropped at the next commit. */
export function responseCacheOf(db: ReadDb): ResponseCache | undefined {
  const cache = cacheFor<CachedResponse | undefined>(db, responseCacheOf);
  return (
    cache && {
      get: (key) => cache.get(key),
      set: (key, text) => {
        if (text.length > MAX_RESPONSE_LENGTH) return undefined;
        if (cache.size >= MAX_RESPONSES) cache.clear();
        // Most responses are requested only once, so the first miss stores just the key.
        const response = cache.has(key) ? { text, hash: hashOf(text), compressed: new Map() } : undefined;
        cache.set(key, response);
        return response;
      },
    }
  );
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 22);
}

/**
 * Caches the rows of a query by its values, which must not contain spaces. Empty results are not cached, because their
 * number is unbounded.
 */
export function cached<Given extends Record<string, Id | string>, Row>(
  read: (db: ReadDb, given: Given) => Promise<Row[]>,
): (db: ReadDb, given: Given) => Promise<readonly Row[]> {
  return (db, given) => readThrough(db, read, Object.values(given).join(' '), () => read(db, given));
}

/** The same for a query of the rows of an account. */
export function cachedRows<Given extends Record<string, Id | string>, Row>(
  read: (rows: Reader, given: Given) => Promise<Row[]>,
): (rows: Reader, given: Given) => Promise<readonly Row[]> {
  return (rows, given) => {
    const key = [rows.account, ...Object.values(given)].join(' ');
    return readThrough(rows.source, read, key, () => read(rows, given));
  };
}

async function readThrough<Row>(
  db: ReadDb,
  query: object,
  key: string,
  read: () => Promise<Row[]>,
): Promise<readonly Row[]> {
  const cache = cacheFor<readonly Row[]>(db, query);
  const hit = cache?.get(key);
  if (hit) return hit;
  const rows = await read();
  if (rows.length > 0) cache?.set(key, rows);
  return rows;
}

/** Caches the views of an account's rows by their ids. Views are shared between requests and must not be changed. */
export function cachedById<Row extends { id: Id }, View>(
  read: (rows: Reader, given: { ids: Id[] }) => Promise<Row[]>,
  viewOf: (row: Row) => View,
): (rows: Reader, ids: Iterable<Id | null>) => Promise<ReadonlyMap<Id, View>> {
  return async (rows, ids) => {
    const { source, account } = rows;
    const cache = cacheFor<View>(source, read);
    const found = new Map<Id, View>();
    const missing: Id[] = [];
    for (const id of new Set(ids)) {
      if (id === null) continue;
      const hit = cache?.get(`${account} ${id}`);
      if (hit) found.set(id, hit);
      else missing.push(id);
    }
    if (missing.length === 0) return found;
    for (const row of await read(rows, { ids: missing })) {
      const view = viewOf(row);
      found.set(row.id, view);
      cache?.set(`${account} ${row.id}`, view);
    }
    return found;
  };
}
