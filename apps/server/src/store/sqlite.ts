import { DatabaseSync, type SQLInputValue, type SQLOutputValue, type StatementSync } from 'node:sqlite';
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

/**
 * Opens a database file, creating it or bringing its schema forward. One connection writes, another reads.
 *
 * @throws Error when the file was written by a newer version of this program, or is no database
 */
export async function openSqlite(file: string): Promise<Engine> {
  const writing = connect(file);
  let applied: readonly string[];
  try {
    applied = await migrate(writing.db, file);
  } catch (error) {
    await writing.db.destroy();
    throw error;
  }
  const reading = connectReader(file);
  const { db, driver } = writing;
  return {
    reading: reading.db,
    applied,
    // SQLite has one writer, so all accounts share a queue, and those that wait a commit.
    queueOf: () => file,
    // One process serves a file, and to count in it would cost each request an fsync.
    hourlyCounts: countInMemory(),
    async transaction(_account, work) {
      driver.exec('begin immediate');
      try {
        await work(db);
        driver.exec('commit');
        reading.snapshot.leave();
      } catch (error) {
        // The commit itself may have failed, on a full disk for one, and undone everything already.
        if (driver.isTransaction) driver.exec('rollback');
        throw error;
      }
    },
    takesNoChanges,
    async snapshot(work) {
      const apart = connect(file);
      apart.driver.exec('begin');
      return work(apart.db).finally(() => apart.db.destroy());
    },
    async close() {
      await reading.db.destroy();
      await db.destroy();
    },
  };
}

/** Result codes of SQLite: the file can only be read, the disk fails, is full, or is not there. */
const UNWRITABLE = [8, 10, 13, 14];

/** Whether a statement failed because the file can not be written. */
export function takesNoChanges(error: unknown): boolean {
  const { errcode = 0 } = error as { errcode?: number };
  return UNWRITABLE.includes(errcode & 0xff);
}

/** Opens a connection to a database file in which each commit is on the disk before it is acknowledged. */
export function connect(file: string): Connection {
  const driver = open(file);
  return { db: queriesOn(driver), driver };
}

/** Opens a connection that is only read from. */
export function connectReader(file: string): Connection & { snapshot: Snapshot } {
  const driver = open(file);
  const snapshot = new Snapshot(driver);
  return { db: queriesOn(driver, snapshot), driver, snapshot };
}

function open(file: string): DatabaseSync {
  const driver = new DatabaseSync(file, { timeout: 5000 });
  driver.exec('pragma journal_mode = wal');
  driver.exec('pragma synchronous = full');
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
