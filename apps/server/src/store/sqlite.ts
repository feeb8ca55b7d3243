import { DatabaseSync, type SQLInputValue, type SQLOutputValue, type StatementSync } from 'node:sqlite';
import { HandleEmptyInListsPlugin, Kysely, replaceWithNoncontingentExpression, SqliteDialect } from 'kysely';
import { type Db, type Engine, narrowed } from './engine.ts';
import { migrate } from './migrations.ts';
import type { Database } from './schema.ts';

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
  try {
    await migrate(writing.db, file);
  } catch (error) {
    await writing.db.destroy();
    throw error;
  }
  const reading = connect(file);
  const { db, driver } = writing;
  return {
    reading: reading.db,
    // SQLite has one writer, so all accounts share a queue, and those that wait a commit.
    queueOf: () => file,
    async transaction(_account, work) {
      driver.exec('begin immediate');
      try {
        await work(db);
        driver.exec('commit');
      } catch (error) {
        // The commit itself may have failed, on a full disk for one, and undone everything already.
        if (driver.isTransaction) driver.exec('rollback');
        throw error;
      }
    },
    async close() {
      await reading.db.destroy();
      await db.destroy();
    },
  };
}

/** Opens a connection to a database file in which each commit is on the disk before it is acknowledged. */
export function connect(file: string): Connection {
  const driver = new DatabaseSync(file, { timeout: 5000 });
  driver.exec('pragma journal_mode = wal');
  driver.exec('pragma synchronous = full');
  const statements = new Map<string, ReturnType<typeof wrapped>>();
  const dialect = new SqliteDialect({
    database: {
      prepare(query) {
        let statement = statements.get(query);
        if (!statement) {
          if (statements.size >= STATEMENTS) statements.clear();
          statement = wrapped(driver.prepare(query));
          statements.set(query, statement);
        }
        return statement;
      },
      close: () => driver.close(),
    },
  });
  const plugins = [new HandleEmptyInListsPlugin({ strategy: replaceWithNoncontingentExpression })];
  return { db: new Kysely<Database>({ dialect, plugins }), driver };
}

/** What Kysely asks of a statement. Ids may lie beyond 2^53, so integers are read as bigints and narrowed. */
function wrapped(statement: StatementSync) {
  statement.setReadBigInts(true);
  return {
    reader: statement.columns().length > 0,
    all: (values: readonly unknown[]) => statement.all(...(values as SQLInputValue[])).map(narrowedRow),
    run: (values: readonly unknown[]) => statement.run(...(values as SQLInputValue[])),
    *iterate(values: readonly unknown[]) {
      for (const row of statement.iterate(...(values as SQLInputValue[]))) yield narrowedRow(row);
    },
  };
}

function narrowedRow(row: Record<string, SQLOutputValue>): Record<string, SQLOutputValue> {
  for (const name in row) {
    const value = row[name];
    if (typeof value === 'bigint') row[name] = narrowed(value);
  }
  return row;
}
