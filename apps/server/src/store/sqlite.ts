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
import { type Db, type Direct, type Engine, narrowed, type Remembered } from './engine.ts';
import { countInMemory } from './hourly-counts.ts';
import { migrate } from './migrations.ts';
import { NameKeys } from './name-keys.ts';
import type { Database } from './schema.ts';
import { Snapshot } from './snapshot.ts';

/** A connection: Kysely for queries, and the driver for what stands outside of them. */
export interface Connection {
  db: Db;
  driver: DatabaseSync;
}

/** How many prepared statements a connection keeps; beyond it starts over, which only costs preparing again. */
const STATEMENTS = 500;

/** Milliseconds that a change waits for another process that holds the file's write lock. */
const LOCK_TIMEOUT = 10_000;
/** The same for a migration: another process may be bringing a large file forward. */
const MIGRATION_LOCK_TIMEOUT = 600_000;
/** The longest pause between two attempts to take the lock, in milliseconds: who writes in batches leaves short gaps. */
const LONGEST_PAUSE = 5;
/** Milliseconds that a reader blocks while another process rebuilds the log's index after a crash. */
const READ_TIMEOUT = 5000;

/**
 * Opens a database file, creating it or bringing its schema forward. One connection writes, another reads.
 *
 * @throws Error when the file was written by a newer version of this program, or is no database
 */
export async function openSqlite(file: string): Promise<Engine> {
  const writing = await whenUnlocked(file, MIGRATION_LOCK_TIMEOUT, () => connect(file));
  const { db } = writing;
  let applied: readonly string[];
  try {
    applied = await migrate(db, file, (work) => transaction(file, writing, MIGRATION_LOCK_TIMEOUT, work));
  } catch (error) {
    await db.destroy();
    throw error;
  }
  const reading = connectReader(file);
  const opened = statSync(file);
  function checkAlive(): void {
    const now = statSync(file, { throwIfNoEntry: false });
    if (now?.ino === opened.ino && now.dev === opened.dev) return;
    throw new Error(`${file} is not the file any more that was opened: it was removed or replaced`);
  }
  return {
    reading: reading.db,
    applied,
    // SQLite has one writer, so all accounts share a queue, and those that wait a commit.
    queueOf: () => file,
    // One process serves a file, and to count in it would cost each request an fsync.
    hourlyCounts: countInMemory(),
    async transaction(_account, work) {
      // What was written to a file without a name would be lost.
      checkAlive();
      await transaction(file, writing, LOCK_TIMEOUT, work);
      reading.snapshot.leave();
    },
    takesNoChanges,
    checkAlive,
    async snapshot(work) {
      const apart = connect(file);
      apart.driver.exec('begin');
      try {
        return await work(apart.db);
      } finally {
        apart.driver.exec('rollback');
        // What others wrote meanwhile is in the log. It is moved here, so that no server's next commit has to.
        apart.driver.exec('pragma wal_checkpoint(passive)');
        await apart.db.destroy();
      }
    },
    async close() {
      await reading.db.destroy();
      await db.destroy();
    },
  };
}

/** Runs work as one transaction that holds the write lock from the beginning. */
async function transaction<Result>(
  file: string,
  { db, driver }: Connection,
  timeout: number,
  work: (db: Db) => Promise<Result>,
): Promise<Result> {
  await whenUnlocked(file, timeout, () => driver.exec('begin immediate'));
  try {
    const result = await work(db);
    driver.exec('commit');
    return result;
  } catch (error) {
    // The commit itself may have failed, on a full disk for one, and undone everything already.
    if (driver.isTransaction) driver.exec('rollback');
    throw error;
  }
}

/**
 * Tries something until no other process holds the lock that it needs. SQLite's own wait would block the event loop.
 *
 * @throws Error when the lock is still held after so many milliseconds
 */
async function whenUnlocked<Result>(file: string, timeout: number, attempt: () => Result): Promise<Result> {
  const deadline = performance.now() + timeout;
  for (let pause = 1; ; pause = Math.min(pause + 1, LONGEST_PAUSE)) {
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

/** Result codes of SQLite: the file can only be read, the disk fails, is full, or is not there. */
const UNWRITABLE = [8, 10, 13, 14];

/** Whether a statement failed because the file cannot be written. */
export function takesNoChanges(error: unknown): boolean {
  return UNWRITABLE.includes(codeOf(error));
}

/** The primary result code of SQLite in an error; 0 when it came from elsewhere. */
function codeOf(error: unknown): number {
  return ((error as { errcode?: number }).errcode ?? 0) & 0xff;
}

/**
 * Opens a connection to a database file in which each commit is on the disk before it is acknowledged. It never waits
 * for a lock.
 */
export function connect(file: string): Connection {
  const driver = open(file, 0);
  return { db: queriesOn(driver), driver };
}

/** Opens a connection that only reads: SQLite refuses to write through it. */
export function connectReader(file: string): Connection & { snapshot: Snapshot } {
  const driver = open(file, READ_TIMEOUT);
  driver.exec(QUERY_ONLY);
  const snapshot = new Snapshot(driver);
  return { db: queriesOn(driver, snapshot), driver, snapshot };
}

/** Has a connection refuse to write. */
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

/** @param snapshot what is read from, where nothing is written */
function queriesOn(driver: DatabaseSync, snapshot?: Snapshot): Db {
  const statements = new Map<string, Statement>();
  function prepare(query: string): Statement {
    const known = statements.get(query);
    if (known) return known;
    if (statements.size >= STATEMENTS) statements.clear();
    const statement = new Statement(driver, query);
    statements.set(query, statement);
    return statement;
  }
  const dialect = new SqliteDialect({ database: { prepare, close: () => driver.close() } });
  dialect.createAdapter = () => new DirectAdapter(prepare, snapshot);
  const plugins = [
    new HandleEmptyInListsPlugin({ strategy: replaceWithNoncontingentExpression }),
    new NameKeys(),
  ];
  return new Kysely<Database>({ dialect, plugins });
}

/** Lets prepared queries go straight to their statement. */
class DirectAdapter extends SqliteAdapter implements Direct {
  readonly #prepare: (query: string) => Statement;
  readonly #snapshot: Snapshot | undefined;

  constructor(prepare: (query: string) => Statement, snapshot: Snapshot | undefined) {
    super();
    this.#prepare = prepare;
    this.#snapshot = snapshot;
  }

  remembered(): Remembered | undefined {
    this.#snapshot?.take();
    return this.#snapshot?.remembered;
  }

  run(query: string, values: readonly unknown[]): unknown[] {
    this.#snapshot?.take();
    const statement = this.#prepare(query);
    if (statement.reader) return statement.all(values);
    statement.run(values);
    return [];
  }
}

/** What Kysely asks of a statement. */
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
    // What only reads can be run again when a number turns out to be too large.
    if (!/^(select|with)\b/i.test(query)) this.#exact = exactly(this.#statement);
  }

  all(values: readonly unknown[]): Row[] {
    const inputs = values as SQLInputValue[];
    if (this.#exact) return this.#exact.all(...inputs).map(narrowedRow);
    try {
      return this.#statement.all(...inputs);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ERR_OUT_OF_RANGE') throw error;
      this.#exact = exactly(this.#driver.prepare(this.#query));
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

/** Ids may lie beyond 2^53, so integers are read as bigints, to be narrowed: twice the work, for those who need it. */
function exactly(statement: StatementSync): StatementSync {
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
