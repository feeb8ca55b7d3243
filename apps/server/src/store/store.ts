import { sql } from 'kysely';
import { type Db, type Engine, type HourlyCounts, type ReadDb, UnwritableError } from './engine.ts';
import { checkSchema } from './migrations.ts';
import { openPostgres } from './postgres.ts';
import type { Id } from './schema.ts';
import { openSqlite } from './sqlite.ts';

export { type Db, type ReadDb, UncertainError, UnwritableError } from './engine.ts';
export { withoutUser } from './postgres-url.ts';

/** Where everything is kept. */
export interface Store {
  /** For reading. It never waits for a write. */
  readonly reading: ReadDb;
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
  snapshot<Result>(work: (db: ReadDb) => Promise<Result>): Promise<Result>;
  /** Counts the requests of tokens, together with all processes that serve the database. */
  readonly hourlyCounts: HourlyCounts;
  /**
   * Asks the database whether it answers and still has this program's schema.
   *
   * @throws Error that says what is wrong
   */
  check(): Promise<void>;
  /** @throws Error that says what is wrong when only a restart would help */
  checkAlive(): void;
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

/** What a store is opened for. */
export interface OpenOptions {
  observe?: BatchObserver | undefined;
  /** Whether its queries may take minutes, because no call waits for them. */
  isCommand?: boolean;
}

/**
 * Opens the database at a location, a file or a Postgres URL, creating what it lacks or bringing its schema forward.
 *
 * @throws Error when it was written by a newer version of this program, or is no database
 */
export async function openStore(
  location: string,
  { observe, isCommand = false }: OpenOptions = {},
): Promise<Store> {
  const isPostgres = /^postgres(ql)?:\/\//.test(location);
  return storeOn(isPostgres ? await openPostgres(location, isCommand) : await openSqlite(location), observe);
}

/** Milliseconds that changes are never under way, whatever happens to their database: all their waits are bounded. */
const STALLED_AFTER = 120_000;

/**
 * A store on a database that is open.
 *
 * @param stalledAfter milliseconds after which changes that are under way are taken to be stuck for good
 */
export function storeOn(engine: Engine, observe?: BatchObserver, stalledAfter = STALLED_AFTER): Store {
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
    async check() {
      engine.checkAlive();
      await checkSchema(engine.reading);
    },
    checkAlive() {
      engine.checkAlive();
      const longest = Math.max(0, ...[...queues.values()].map((queue) => queue.underWay));
      if (longest <= stalledAfter) return;
      throw new Error(`a change has been under way for ${Math.round(longest / 1000)} s`);
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

/** Writes that happen one after the other; those that wait together are committed together. */
class WriteQueue {
  readonly #engine: Engine;
  readonly #account: Id;
  readonly #emptied: () => void;
  readonly #observe: BatchObserver | undefined;
  #waiting: Waiting[] = [];
  #working: Promise<void> | undefined;
  #began: number | undefined;

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

  /** Milliseconds since what is being committed began; 0 when nothing is. */
  get underWay(): number {
    return this.#began === undefined ? 0 : performance.now() - this.#began;
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
      this.#began = performance.now();
      await this.#commit(batch);
      this.#began = undefined;
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
            await sql`rollback to savepoint change`.execute(db).catch(() => {
              // The connection was lost: what it was lost by says why.
              throw reason;
            });
            settle.push(() => reject(reason));
          }
          await sql`release savepoint change`.execute(db);
        }
      });
    } catch (reason) {
      // Nothing of it was kept, as far as is known: no caller may believe that it was.
      const error = reason instanceof UnwritableError ? reason : new UnwritableError(reason);
      for (const { reject } of batch) reject(error);
      over(false);
      return;
    }
    for (const tell of settle) tell();
    over(true);
  }
}
