import type { Kysely } from 'kysely';
import { migrate } from './migrations.ts';
import type { Database, Id } from './schema.ts';
import { type Connection, connect } from './sqlite.ts';

export type Db = Kysely<Database>;

/** Where everything is kept. */
export interface Store {
  /** For reading. It never waits for a write. */
  readonly reading: Db;
  /**
   * Runs `change` as one transaction and resolves once it is on the disk. What `change` throws undoes all that it
   * wrote and nothing else.
   *
   * Changes that queue up while one is committed share the next commit, and so one fsync.
   *
   * @param account whose data is written; a change stays within one account
   */
  write<Result>(account: Id, change: (db: Db) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

/**
 * Opens the database file, creating it or bringing its schema forward.
 *
 * @throws Error when the file was written by a newer version of this program, or is no database
 */
export async function openStore(file: string): Promise<Store> {
  const writing = connect(file);
  try {
    await migrate(writing.db, file);
  } catch (error) {
    await writing.db.destroy();
    throw error;
  }
  const reading = connect(file);
  const queue = new WriteQueue(writing);
  return {
    reading: reading.db,
    write: (_account, change) => queue.add(change),
    async close() {
      await queue.idle();
      await reading.db.destroy();
      await writing.db.destroy();
    },
  };
}

interface Waiting {
  change: (db: Db) => Promise<unknown>;
  resolve: (result: unknown) => void;
  reject: (reason: unknown) => void;
}

/** Writes of one connection, one after the other; those that wait together are committed together. */
class WriteQueue {
  readonly #connection: Connection;
  #waiting: Waiting[] = [];
  #working: Promise<void> | undefined;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  add<Result>(change: (db: Db) => Promise<Result>): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      this.#waiting.push({ change, resolve: resolve as (result: unknown) => void, reject });
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
  }

  async #commit(batch: Waiting[]): Promise<void> {
    const { db, driver } = this.#connection;
    const settle: (() => void)[] = [];
    try {
      driver.exec('begin immediate');
      for (const { change, resolve, reject } of batch) {
        driver.exec('savepoint change');
        try {
          const result = await change(db);
          settle.push(() => resolve(result));
        } catch (reason) {
          driver.exec('rollback to change');
          settle.push(() => reject(reason));
        }
        driver.exec('release change');
      }
      driver.exec('commit');
    } catch (reason) {
      // The commit itself failed, on a full disk for one: nobody may believe that he was served.
      if (driver.isTransaction) driver.exec('rollback');
      for (const { reject } of batch) reject(reason);
      return;
    }
    for (const tell of settle) tell();
  }
}
