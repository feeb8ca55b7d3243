import { PostgresAdapter, sql } from 'kysely';
import { required, type Schemaless } from './columns.ts';

/**
 * Creates the table of hourly counts for processes that share a database. A SQLite file has one process, which counts in
 * memory. On Postgres the table is unlogged: counting does not wait for the disk, and a crash of the database resets it.
 */
export async function createHourlyCounts(db: Schemaless): Promise<void> {
  const table = db.schema
    .createTable('hourly_counts')
    .addColumn('account_id', 'bigint', required)
    .addColumn('token', 'text', required)
    .addColumn('count', 'bigint', required)
    .addColumn('ends_at', 'bigint', required)
    .addPrimaryKeyConstraint('hourly_counts_key', ['account_id', 'token']);
  const isPostgres = db.getExecutor().adapter instanceof PostgresAdapter;
  await (isPostgres ? table.modifyFront(sql`unlogged`) : table).execute();
}
