import type { DialectAdapter, Kysely } from 'kysely';
import type { Database, Id, Seconds } from './schema.ts';

export type Db = Kysely<Database>;

/** A database for reading only. Writes do not compile. */
export type ReadDb = Pick<Db, 'selectFrom' | 'withRecursive' | 'getExecutor' | 'introspection'>;

/** The current hour of a token's rate limit. */
export interface Hour {
  /** The number of requests in it. */
  count: number;
  /** When it ends. */
  endsAt: Seconds;
}

/** Counts the requests of tokens. An hour begins with a token's first request; the next one with its first request after that. */
export interface HourlyCounts {
  /**
   * Counts a request.
   *
   * @param token the hash of a token
   */
  add(account: Id, token: string, now: Seconds): Promise<Hour>;
}

/** What the store needs of a database. */
export interface Engine {
  /** For reading. Reads never wait for writes. */
  readonly reading: ReadDb;
  /** The names of the migrations that were applied when it was opened. */
  readonly applied: readonly string[];
  /**
   * Runs `work` as one transaction, which is durable when this resolves. Transactions of an account run one after the
   * other, also across processes, so that no other write comes between the reads and writes of `work`.
   */
  transaction(account: Id, work: (db: Db) => Promise<void>): Promise<void>;
  /** Reads a consistent snapshot of the committed data, for as long as needed, while others write. */
  snapshot<Result>(work: (db: Db) => Promise<Result>): Promise<Result>;
  /** The queue of an account's changes. */
  queueKey(account: Id): string;
  /** Whether an error means that the database cannot be written, as opposed to an error of one change. */
  isUnwritable(error: unknown): boolean;
  /** @throws Error if the database file was removed or replaced */
  checkAlive(): void;
  /** Counts the requests of tokens across all processes that serve the database. */
  readonly hourlyCounts: HourlyCounts;
  close(): Promise<void>;
}

/** The cached results of each query, by its values. */
export type QueryCache = Map<object, Map<unknown, unknown>>;

/** A database that runs queries synchronously, for which Kysely's executor would take longer than the query. */
export interface SynchronousEngine {
  run(query: string, values: readonly unknown[]): unknown[];
  /** The cache of the current snapshot; undefined if nothing may be cached. */
  cache(): QueryCache | undefined;
}

/** The synchronous database behind a Kysely instance, if it is one. */
export function synchronousEngineOf(db: ReadDb): SynchronousEngine | undefined {
  const { adapter } = db.getExecutor();
  return 'cache' in adapter ? (adapter as DialectAdapter & SynchronousEngine) : undefined;
}

/** The largest id: databases store them in 64 bits. */
export const LARGEST_ID = 2n ** 63n - 1n;

/** Converts a 64-bit integer to a number if that is exact. */
export function narrowed(value: bigint): number | bigint {
  return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value;
}

/**
 * The database cannot be written: its disk is full or read-only, or it does not respond. The change was rolled back and
 * can be retried later.
 */
export class UnwritableError extends Error {
  override readonly name: string = 'UnwritableError';

  constructor(cause: unknown) {
    super(`the database cannot be written: ${(cause as Error).message}`, { cause });
  }
}

/** The connection was lost during a commit: the change was either committed or rolled back as a whole. */
export class UncertainError extends UnwritableError {
  override readonly name = 'UncertainError';

  constructor(cause: unknown) {
    super(cause);
    this.message = `the database did not confirm whether a change was committed: ${(cause as Error).message}`;
  }
}
