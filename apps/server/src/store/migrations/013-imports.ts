import { required, type Schemaless } from './columns.ts';

/** Creates the table of the progress of imports, so that an interrupted import can continue. */
export async function createImports(db: Schemaless): Promise<void> {
  await db.schema
    .createTable('imports')
    .addColumn('account_id', 'bigint', (column) => column.primaryKey())
    .addColumn('lines', 'bigint', required)
    .addColumn('digest', 'text', required)
    .addColumn('finished', 'integer', required)
    .execute();
}
