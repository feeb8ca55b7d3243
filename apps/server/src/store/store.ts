import { sql } from 'kysely';
import { type Db, type Engine, type HourlyCounts, type ReadDb, UnwritableError } from './engine.ts';
import { checkSchema } from './migrations.ts';
import { openPostgres } from './postgres.ts';
import type { Id } from './schema.ts';
import { openSqlite } from './sqlite.ts';

export { type Db, type ReadDb, UncertainError, UnwritableError } from './engine.ts';
export { withoutUser } from './postgres-url.ts';

/** The storage of all data. */
export interface Store {
  /** For reading. Reads never wait for writes. */
  readonly reading: ReadDb;
  /** The names of the migrations that were applied when it was opened. */
  readonly applied: readonly string[];
  /**
   * Runs `change` as one transaction and resolves when it is durable. If `change` throws, only its own writes are rolled
   * back.
   *
   * Changes of an account are serialized, also across processes. Those that queue up during a commit share the next commit
   * and its fsync.
   *
   * @param account the account whose data is written; a change must not write to others
   */
  write<Result>(account: Id, change: (db: Db) => Promise<Result>): Promise<Result>;
  /** Reads a consistent snapshot of the committed data, for as long as needed, while others write. */
  snapshot<Result>(work: (db: ReadDb) => Promise<Result>): Promise<Result>;
  /** Counts the requests of tokens across all processes that serve the database. */
  readonly hourlyCounts: HourlyCounts;
  /**
   * Checks that the database responds and has the schema of this version.
   *
   * @throws Error with the reason if not
   */
  check(): Promise<void>;
  /** @throws Error with the reason if the process must be restarted */
  checkAlive(): void;
  close(): Promise<void>;
}

/** Changes that were committed together. */
export interface Batch {
  /** Seconds that each of them waited in the queue. */
  waited: readonly number[];
  /** Seconds for running and committing them. */
  took: number;
  /** Whether the commit succeeded. */
  committed: boolean;
}

/** Called after each batch. */
export type BatchObserver = (batch: Batch) => void;

/** The options for opening a store. */
export interface OpenOptions {
  observe?: BatchObserver | undefined;
  /** Whether queries may take minutes, as those of commands. */
  isCommand?: boolean;
}

/**
 * Opens the database at a location, a file or a Postgres URL. Creates or upgrades its schema if needed.
 *
 * @throws Error if it was written by a newer version of this program or is not a database
 */
export async function openStore(
  location: string,
  { observe, isCommand = false }: OpenOptions = {},
): Promise<Store> {
  const isPostgres = /^postgres(ql)?:\/\//.test(location);
  return storeOn(isPostgres ? await openPostgres(location, isCommand) : await openSqlite(location), observe);
}

/** Milliseconds. All waits in a batch have shorter timeouts, so a batch that takes longer is stuck. */
const STALLED_AFTER = 120_000;

/**
 * Creates a store on an open database.
 *
 * @param stalledAfter milliseconds after which a running batch is considered stuck
 */
export function storeOn(engine: Engine, observe?: BatchObserver, stalledAfter = STALLED_AFTER): Store {
  const queues = new Map<string, WriteQueue>();
  function queueKey(account: Id): WriteQueue {
    const name = engine.queueKey(account);
    const existing = queues.get(name);
    if (existing) return existing;
    const queue = new WriteQueue(engine, account, () => queues.delete(name), observe);
    queues.set(name, queue);
    return queue;
  }
  return {
    reading: engine.reading,
    applied: engine.applied,
    hourlyCounts: engine.hourlyCounts,
    snapshot: engine.snapshot,
    write: (account, change) => queueKey(account).add(change),
    async check() {
      engine.checkAlive();
      await checkSchema(engine.reading);
    },
    checkAlive() {
      engine.checkAlive();
      const longest = Math.max(0, ...[...queues.values()].map((queue) => queue.runningFor));
      if (longest <= stalledAfter) return;
      throw new Error(`a change has been running for ${Math.round(longest / 1000)} s`);
    },
    async close() {
      await Promise.all([...queues.values()].map((queue) => queue.idle()));
      await engine.close();
    },
  };
}

interface Waiting {
  since: number;
  change: (db: Db) => Promise<unknown>;
  resolve: (result: unknown) => void;
  reject: (reason: unknown) => void;
}

/** Serializes writes. Those that are waiting at the same time are committed together. */
class WriteQueue {
  readonly #engine: Engine;
  readonly #account: Id;
  readonly #emptied: () => void;
  readonly #observe: BatchObserver | undefined;
  #waiting: Waiting[] = [];
  #working: Promise<void> | undefined;
  #began: number | undefined;

  /** @param emptied called when the queue is empty and may be discarded */
  constructor(engine: Engine, account: Id, emptied: () => void, observe: BatchObserver | undefined) {
    this.#engine = engine;
    this.#account = account;
    this.#emptied = emptied;
    this.#observe = observe;
  }

  add<Result>(change: (db: Db) => Promise<Result>): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      const since = performance.now();
      this.#waiting.push({ since, change, resolve: resolve as (result: unknown) => void, reject });
      this.#working ??= this.#work();
    });
  }

  /** Milliseconds since the running batch began; 0 if there is none. */
  get runningFor(): number {
    return this.#began === undefined ? 0 : performance.now() - this.#began;
  }

  async idle(): Promise<void> {
    await this.#working;
  }

  async #work(): Promise<void> {
    // Lets the other requests of this turn of the event loop queue up.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      this.#began = performance.now();
      await this.#commit(batch);
      this.#began = undefined;
    }
    // Must be in the same turn as the check of the queue, or a change added in between would never run.
    this.#working = undefined;
    this.#emptied();
  }

  async #commit(batch: Waiting[]): Promise<void> {
    const settle: (() => void)[] = [];
    const began = performance.now();
    const report = (committed: boolean) =>
      this.#observe?.({
        waited: batch.map(({ since }) => (began - since) / 1000),
        took: (performance.now() - began) / 1000,
        committed,
      });
    try {
      await this.#engine.transaction(this.#account, async (db) => {
        for (const { change, resolve, reject } of batch) {
          await sql`savepoint change`.execute(db);
          try {
            const result = await change(db);
            settle.push(() => resolve(result));
          } catch (reason) {
            if (this.#engine.isUnwritable(reason)) throw reason;
            await sql`rollback to savepoint change`.execute(db).catch(() => {
              // The connection was lost, for which the first error is the reason.
              throw reason;
            });
            settle.push(() => reject(reason));
          }
          await sql`release savepoint change`.execute(db);
        }
      });
    } catch (reason) {
      // As far as is known, nothing was committed, so all changes of the batch fail.
      const error = reason instanceof UnwritableError ? reason : new UnwritableError(reason);
      for (const { reject } of batch) reject(error);
      report(false);
      return;
    }
    for (const resolveOrReject of settle) resolveOrReject();
    report(true);
  }
}
