import { statSync } from 'node:fs';
import { DatabaseSync, type SQLInputValue, type SQLOutputValue, type StatementSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  HandleEmptyInListsPlugin,
  Kysely,
  replaceWithNoncontingentExpression,
  SqliteAdapter,
  SqliteDialect,
} from 'kysely';
import { type Db, type Engine, narrowed, type QueryCache, type SynchronousEngine } from './engine.ts';
import { countInMemory } from './hourly-counts.ts';
import { migrate } from './migrations.ts';
import { NameKeys } from './name-keys.ts';
import type { Database } from './schema.ts';
import { Snapshot } from './snapshot.ts';

/** A connection: Kysely for queries, and the driver for everything else. */
export interface SqliteConnection {
  db: Db;
  driver: DatabaseSync;
}

/** The number of prepared statements per connection, after which they are cleared. */
const MAX_STATEMENTS = 500;

/** Milliseconds that a change waits for the file's write lock. */
const LOCK_TIMEOUT = 10_000;
/** The same for a migration, because another process may be upgrading a large file. */
const MIGRATION_LOCK_TIMEOUT = 600_000;
/** The maximum pause between attempts to take the lock, in milliseconds. A process that writes in batches leaves short gaps. */
const MAX_PAUSE = 5;
/** Milliseconds that a reader blocks while another process recovers the write-ahead log after a crash. */
const READ_TIMEOUT = 5000;

/**
 * Opens a database file. Creates it or upgrades its schema if needed. One connection writes, another reads.
 *
 * @throws Error if the file was written by a newer version of this program or is not a database
 */
export async function openSqlite(file: string): Promise<Engine> {
  const writing = await whenUnlocked(file, MIGRATION_LOCK_TIMEOUT, () => connectSqlite(file));
  const { db } = writing;
  let applied: readonly string[];
  try {
    applied = await migrate(db, file, (work) => transaction(file, writing, MIGRATION_LOCK_TIMEOUT, work));
  } catch (error) {
    await db.destroy();
    throw error;
  }
  const reading = connectSqliteReader(file);
  const opened = statSync(file);
  function checkAlive(): void {
    const now = statSync(file, { throwIfNoEntry: false });
    if (now?.ino === opened.ino && now.dev === opened.dev) return;
    throw new Error(`${file} was removed or replaced after it was opened`);
  }
  return {
    reading: reading.db,
    applied,
    // SQLite has one writer, so all accounts share a queue and its commits.
    queueKey: () => file,
    // Only one process serves a file, and counting in it would cost an fsync per request.
    hourlyCounts: countInMemory(),
    async transaction(_account, work) {
      // Writes to a removed file would be lost.
      checkAlive();
      await transaction(file, writing, LOCK_TIMEOUT, work);
      reading.snapshot.release();
    },
    isUnwritable,
    checkAlive,
    async snapshot(work) {
      const connection = connectSqlite(file);
      connection.driver.exec('begin');
      try {
        return await work(connection.db);
      } finally {
        connection.driver.exec('rollback');
        // Writes during the snapshot are still in the log. Checkpointing here saves the next commit of a server from it.
        connection.driver.exec('pragma wal_checkpoint(passive)');
        await connection.db.destroy();
      }
    },
    async close() {
      await reading.db.destroy();
      await db.destroy();
    },
  };
}

/** Runs work in a transaction that holds the write lock from the start. */
async function transaction<Result>(
  file: string,
  { db, driver }: SqliteConnection,
  timeout: number,
  work: (db: Db) => Promise<Result>,
): Promise<Result> {
  await whenUnlocked(file, timeout, () => driver.exec('begin immediate'));
  try {
    const result = await work(db);
    driver.exec('commit');
    return result;
  } catch (error) {
    // If the commit itself failed, such as on a full disk, the transaction is already rolled back.
    if (driver.isTransaction) driver.exec('rollback');
    throw error;
  }
}

/**
 * Retries until the lock is free. SQLite's own wait would block the event loop.
 *
 * @throws Error if another process still holds the lock after `timeout` milliseconds
 */
async function whenUnlocked<Result>(file: string, timeout: number, attempt: () => Result): Promise<Result> {
  const deadline = performance.now() + timeout;
  for (let pause = 1; ; pause = Math.min(pause + 1, MAX_PAUSE)) {
    try {
      return attempt();
    } catch (error) {
      if (!isBusy(error)) throw error;
      if (performance.now() >= deadline) {
        throw new Error(`another process has held the write lock of ${file} for ${timeout / 1000} s`, {
          cause: error,
        });
      }
    }
    await sleep(pause);
  }
}

const BUSY = 5;

function isBusy(error: unknown): boolean {
  return codeOf(error) === BUSY;
}

/** Result codes of SQLite: READONLY, IOERR, FULL, CANTOPEN. */
const UNWRITABLE = [8, 10, 13, 14];

/** Whether a statement failed because the file cannot be written. */
export function isUnwritable(error: unknown): boolean {
  return UNWRITABLE.includes(codeOf(error));
}

/** The primary result code of an error of SQLite; 0 for other errors. */
function codeOf(error: unknown): number {
  return ((error as { errcode?: number }).errcode ?? 0) & 0xff;
}

/**
 * Opens a connection to a database file. Commits are durable. It never waits for a lock.
 */
export function connectSqlite(file: string): SqliteConnection {
  const driver = open(file, 0);
  return { db: queriesOn(driver), driver };
}

/** Opens a connection that rejects writes. */
export function connectSqliteReader(file: string): SqliteConnection & { snapshot: Snapshot } {
  const driver = open(file, READ_TIMEOUT);
  driver.exec(QUERY_ONLY);
  const snapshot = new Snapshot(driver);
  return { db: queriesOn(driver, snapshot), driver, snapshot };
}

/** Makes a connection reject writes. */
export const QUERY_ONLY = 'pragma query_only = on';

/** @param timeout milliseconds that it blocks for a lock */
function open(file: string, timeout: number): DatabaseSync {
  const driver = new DatabaseSync(file, { timeout });
  try {
    driver.exec('pragma journal_mode = wal');
    driver.exec('pragma synchronous = full');
  } catch (error) {
    driver.close();
    throw error;
  }
  return driver;
}

/** @param snapshot the snapshot of a connection that only reads */
function queriesOn(driver: DatabaseSync, snapshot?: Snapshot): Db {
  const statements = new Map<string, Statement>();
  function prepare(query: string): Statement {
    const existing = statements.get(query);
    if (existing) return existing;
    if (statements.size >= MAX_STATEMENTS) statements.clear();
    const statement = new Statement(driver, query);
    statements.set(query, statement);
    return statement;
  }
  const dialect = new SqliteDialect({ database: { prepare, close: () => driver.close() } });
  dialect.createAdapter = () => new SynchronousAdapter(prepare, snapshot);
  const plugins = [
    new HandleEmptyInListsPlugin({ strategy: replaceWithNoncontingentExpression }),
    new NameKeys(),
  ];
  return new Kysely<Database>({ dialect, plugins });
}

/** Lets prepared queries bypass Kysely's executor. */
class SynchronousAdapter extends SqliteAdapter implements SynchronousEngine {
  readonly #prepare: (query: string) => Statement;
  readonly #snapshot: Snapshot | undefined;

  constructor(prepare: (query: string) => Statement, snapshot: Snapshot | undefined) {
    super();
    this.#prepare = prepare;
    this.#snapshot = snapshot;
  }

  cache(): QueryCache | undefined {
    this.#snapshot?.take();
    return this.#snapshot?.cache;
  }

  run(query: string, values: readonly unknown[]): unknown[] {
    this.#snapshot?.take();
    const statement = this.#prepare(query);
    if (statement.reader) return statement.all(values);
    statement.run(values);
    return [];
  }
}

/** A statement with the interface that Kysely requires. */
class Statement {
  readonly reader: boolean;
  readonly #driver: DatabaseSync;
  readonly #query: string;
  readonly #statement: StatementSync;
  #exact: StatementSync | undefined;

  constructor(driver: DatabaseSync, query: string) {
    this.#driver = driver;
    this.#query = query;
    this.#statement = driver.prepare(query);
    this.reader = this.#statement.columns().length > 0;
    // A read can be repeated with bigints if a number turns out to be too large.
    if (!/^(select|with)\b/i.test(query)) this.#exact = withBigInts(this.#statement);
  }

  all(values: readonly unknown[]): Row[] {
    const inputs = values as SQLInputValue[];
    if (this.#exact) return this.#exact.all(...inputs).map(narrowedRow);
    try {
      return this.#statement.all(...inputs);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ERR_OUT_OF_RANGE') throw error;
      this.#exact = withBigInts(this.#driver.prepare(this.#query));
      return this.all(values);
    }
  }

  run(values: readonly unknown[]) {
    return this.#statement.run(...(values as SQLInputValue[]));
  }

  *iterate(values: readonly unknown[]) {
    yield* this.all(values);
  }
}

type Row = Record<string, SQLOutputValue>;

/** Reads integers as bigints, to be narrowed afterwards. This takes twice as long, so it is used only for ids above 2^53. */
function withBigInts(statement: StatementSync): StatementSync {
  statement.setReadBigInts(true);
  return statement;
}

function narrowedRow(row: Row): Row {
  for (const name in row) {
    const value = row[name];
    if (typeof value === 'bigint') row[name] = narrowed(value);
  }
  return row;
}
