import { sql } from 'kysely';
import type { Db, Engine } from './engine.ts';
import type { HourlyCounts } from './hourly-counts.ts';
import { checkSchema } from './migrations.ts';
import { openPostgres } from './postgres.ts';
import type { Id } from './schema.ts';
import { openSqlite } from './sqlite.ts';

export { type Db, withoutUser } from './engine.ts';

/** Where everything is kept. */
export interface Store {
  /** For reading. It never waits for a write. */
  readonly reading: Db;
  /** The names of the migrations that opening it applied. */
  readonly applied: readonly string[];
  /**
   * Runs `change` as one transaction and resolves once it is on the disk. What `change` throws undoes all that it
   * wrote and nothing else.
   *
   * Changes of one account happen one after the other, whichever process makes them. Those that queue up while one is
   * committed share the next commit, and so one fsync.
   *
   * @param account whose data is written; a change stays within one account
   */
  write<Result>(account: Id, change: (db: Db) => Promise<Result>): Promise<Result>;
  /** Reads what is committed as of one moment, however long it takes, while others go on writing. */
  snapshot<Result>(work: (db: Db) => Promise<Result>): Promise<Result>;
  /** Counts the requests of tokens, together with all processes that serve the database. */
  readonly hourlyCounts: HourlyCounts;
  /**
   * Asks the database whether it answers and still has this program's schema.
   *
   * @throws Error that says what is wrong
   */
  check(): Promise<void>;
  close(): Promise<void>;
}

/** Changes that were committed together. */
export interface Batch {
  /** Seconds that each of them waited for its turn. */
  waited: readonly number[];
  /** Seconds that they and their commit took. */
  took: number;
  /** Whether they are on the disk. */
  committed: boolean;
}

/** Is told of each batch once it is over. */
export type BatchObserver = (batch: Batch) => void;

/** Whether a location is the address of a Postgres database, and not a file. */
function isPostgres(location: string): boolean {
  return /^postgres(ql)?:\/\//.test(location);
}

/**
 * Opens the database at a location, a file or a Postgres URL, creating what it lacks or bringing its schema forward.
 *
 * @throws Error when it was written by a newer version of this program, or is no database
 */
export async function openStore(location: string, observe?: BatchObserver): Promise<Store> {
  return storeOn(isPostgres(location) ? await openPostgres(location) : await openSqlite(location), observe);
}

/** A store on a database that is open. */
export function storeOn(engine: Engine, observe?: BatchObserver): Store {
  const queues = new Map<string, WriteQueue>();
  function queueOf(account: Id): WriteQueue {
    const name = engine.queueOf(account);
    const known = queues.get(name);
    if (known) return known;
    const queue = new WriteQueue(engine, account, () => queues.delete(name), observe);
    queues.set(name, queue);
    return queue;
  }
  return {
    reading: engine.reading,
    applied: engine.applied,
    hourlyCounts: engine.hourlyCounts,
    snapshot: engine.snapshot,
    write: (account, change) => queueOf(account).add(change),
    check: () => checkSchema(engine.reading),
    async close() {
      await Promise.all([...queues.values()].map((queue) => queue.idle()));
      await engine.close();
    },
  };
}

/**
 * The database takes no changes: its disk is full or can only be read, or nobody answers. Nothing of the change was
 * kept; it can be made again once that is over.
 */
export class UnwritableError extends Error {
  override readonly name = 'UnwritableError';

  constructor(cause: unknown) {
    super(`the database takes no changes: ${(cause as Error).message}`, { cause });
  }
}

interface Waiting {
  since: number;
  change: (db: Db) => Promise<unknown>;
  resolve: (result: unknown) => void;
  reject: (reason: unknown) => void;
}

/** Writes that happen one after the other; those that wait together are committed together. */
class WriteQueue {
  readonly #engine: Engine;
  readonly #account: Id;
  readonly #emptied: () => void;
  readonly #observe: BatchObserver | undefined;
  #waiting: Waiting[] = [];
  #working: Promise<void> | undefined;

  /** @param emptied called when nothing waits any more and the queue may be forgotten */
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

  async idle(): Promise<void> {
    await this.#working;
  }

  async #work(): Promise<void> {
    // The requests of this turn of the event loop get their chance to queue up.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      await this.#commit(batch);
    }
    // In the same turn as the look at the queue, or a change added in between would wait for ever.
    this.#working = undefined;
    this.#emptied();
  }

  async #commit(batch: Waiting[]): Promise<void> {
    const settle: (() => void)[] = [];
    const began = performance.now();
    const over = (committed: boolean) =>
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
            if (this.#engine.takesNoChanges(reason)) throw reason;
            await sql`rollback to savepoint change`.execute(db);
            settle.push(() => reject(reason));
          }
          await sql`release savepoint change`.execute(db);
        }
      });
    } catch (reason) {
      // Nothing of it was kept: nobody may believe that he was served.
      for (const { reject } of batch) reject(new UnwritableError(reason));
      over(false);
      return;
    }
    for (const tell of settle) tell();
    over(true);
  }
}
