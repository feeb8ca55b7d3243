import type { DialectAdapter, Kysely } from 'kysely';
import type { Database, Id, Seconds } from './schema.ts';

export type Db = Kysely<Database>;

/** The same for reading alone: what writes does not compile with it. */
export type ReadDb = Pick<Db, 'selectFrom' | 'withRecursive' | 'getExecutor' | 'introspection'>;

/** An hour of a token. */
export interface Hour {
  /** How many requests were counted in it. */
  count: number;
  /** When it is over. */
  endsAt: Seconds;
}

/** Counts the requests of tokens. A token's hour begins with a request, the next one with the first that comes after it. */
export interface HourlyCounts {
  /**
   * Counts a request.
   *
   * @param token the hash of one
   */
  add(account: Id, token: string, now: Seconds): Promise<Hour>;
}

/** What the store asks of a database, whichever it is. */
export interface Engine {
  /** For reading. It never waits for a write. */
  readonly reading: ReadDb;
  /** The names of the migrations that opening it applied. */
  readonly applied: readonly string[];
  /**
   * Runs `work` as one transaction that is on the disk once this resolves. Transactions of one account run one after
   * the other, also those of other processes: what `work` reads stays true until it has written.
   */
  transaction(account: Id, work: (db: Db) => Promise<void>): Promise<void>;
  /** Reads what is committed as of one moment, however long it takes, while others go on writing. */
  snapshot<Result>(work: (db: Db) => Promise<Result>): Promise<Result>;
  /** The queue in which the changes of an account wait for each other. */
  queueOf(account: Id): string;
  /** Whether what was thrown within a transaction says of the database itself that it cannot be written. */
  takesNoChanges(error: unknown): boolean;
  /** @throws Error when the database is no longer the one that was opened */
  checkAlive(): void;
  /** Counts the requests of tokens, together with all processes that serve the database. */
  readonly hourlyCounts: HourlyCounts;
  close(): Promise<void>;
}

/** Answers by what was asked, for each query. */
export type Remembered = Map<object, Map<unknown, unknown>>;

/** A database that answers at once, for whom the way through Kysely's executor would take longer than the answer. */
export interface Direct {
  run(query: string, values: readonly unknown[]): unknown[];
  /** What is remembered of what is read now; undefined where that cannot be known to be still true. */
  remembered(): Remembered | undefined;
}

/** The database itself, if it is one that answers at once. */
export function directOf(db: ReadDb): Direct | undefined {
  const { adapter } = db.getExecutor();
  return 'remembered' in adapter ? (adapter as DialectAdapter & Direct) : undefined;
}

/** No id is larger: databases keep them in 64 bits. */
export const LARGEST_ID = 2n ** 63n - 1n;

/** An integer of 64 bits as it is used: a number where one can hold it. */
export function narrowed(value: bigint): number | bigint {
  return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value;
}

/**
 * The database takes no changes: its disk is full or can only be read, or it does not answer. Nothing of the change was
 * kept; it can be made again once that is over.
 */
export class UnwritableError extends Error {
  override readonly name: string = 'UnwritableError';

  constructor(cause: unknown) {
    super(`the database takes no changes: ${(cause as Error).message}`, { cause });
  }
}

/** The connection was lost while a change was committed: all of it was kept, or nothing. */
export class UncertainError extends UnwritableError {
  override readonly name = 'UncertainError';

  constructor(cause: unknown) {
    super(cause);
    this.message = `the database did not say whether a change was kept: ${(cause as Error).message}`;
  }
}
