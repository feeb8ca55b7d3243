import { PostgresAdapter, sql } from 'kysely';
import { required, type Schemaless } from './columns.ts';

/**
 * The requests of the hour, for processes that count together; a file has one, which counts in memory. Postgres keeps
 * them without a log: nobody waits for a disk in order to be counted, and a crash of the database begins the hours anew.
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
