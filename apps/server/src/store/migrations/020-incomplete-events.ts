import { sql } from 'kysely';
import { none, type Schemaless } from './columns.ts';

/** Marks events whose body does not have the record yet. */
export async function markIncompleteEvents(db: Schemaless): Promise<void> {
  await db.schema.alterTable('webhook_deliveries').addColumn('incomplete', 'integer', none).execute();
  await db.schema
    .createIndex('webhook_deliveries_incomplete')
    .on('webhook_deliveries')
    .columns(['account_id', 'id'])
    .where(sql.ref('incomplete'), '=', sql.lit(1))
    .execute();
}
