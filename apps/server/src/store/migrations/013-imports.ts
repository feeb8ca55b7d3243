import { required, type Schemaless } from './columns.ts';

/** How far the import of an account has come, so that one that was interrupted goes on where it stopped. */
export async function createImports(db: Schemaless): Promise<void> {
  await db.schema
    .createTable('imports')
    .addColumn('account_id', 'bigint', (column) => column.primaryKey())
    .addColumn('lines', 'bigint', required)
    .addColumn('digest', 'text', required)
    .addColumn('finished', 'integer', required)
    .execute();
}
