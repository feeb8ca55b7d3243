import { DatabaseSync, type SQLInputValue, type SQLOutputValue, type StatementSync } from 'node:sqlite';
import { Kysely, SqliteDialect } from 'kysely';
import type { Database } from './schema.ts';

/** A connection: Kysely for queries, and the driver for what stands outside of them. */
export interface Connection {
  db: Kysely<Database>;
  driver: DatabaseSync;
}

/** How many prepared statements a connection keeps; beyond it starts over, which only costs preparing again. */
const STATEMENTS = 500;

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
  return { db: new Kysely<Database>({ dialect }), driver };
}

/** What Kysely asks of a statement. Ids may lie beyond 2^53, so integers are read as bigints and narrowed. */
function wrapped(statement: StatementSync) {
  statement.setReadBigInts(true);
  return {
    reader: statement.columns().length > 0,
    all: (values: readonly unknown[]) => statement.all(...(values as SQLInputValue[])).map(narrowed),
    run: (values: readonly unknown[]) => statement.run(...(values as SQLInputValue[])),
    *iterate(values: readonly unknown[]) {
      for (const row of statement.iterate(...(values as SQLInputValue[]))) yield narrowed(row);
    },
  };
}

function narrowed(row: Record<string, SQLOutputValue>): Record<string, SQLOutputValue> {
  for (const name in row) {
    const value = row[name];
    if (typeof value === 'bigint' && value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER) {
      row[name] = Number(value);
    }
  }
  return row;
}
