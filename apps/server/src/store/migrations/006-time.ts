import { blank, keyed, none, required, type Schemaless } from './columns.ts';

/** Creates the table of time entries and the flag of Time Administrators. */
export async function createTimeTables(db: Schemaless): Promise<void> {
  await db.schema.alterTable('users').addColumn('time_administrator', 'integer', none).execute();
  await keyed(db, 'time_entries', ['id'])
    .addColumn('user_id', 'bigint', required)
    .addColumn('hours', 'real', required)
    .addColumn('description', 'text', blank)
    .addColumn('custom', 'text', blank)
    .addColumn('performed_at', 'bigint', required)
    .addColumn('record_type', 'text')
    .addColumn('record_id', 'bigint')
    .addColumn('service_id', 'bigint')
    .addColumn('locked_at', 'bigint')
    .addColumn('created_at', 'bigint', required)
    .addColumn('updated_at', 'bigint', required)
    .execute();
  await db.schema
    .createIndex('time_entries_by_moment')
    .on('time_entries')
    .columns(['account_id', 'performed_at', 'id'])
    .execute();
  await db.schema
    .createIndex('time_entries_of_user')
    .on('time_entries')
    .columns(['account_id', 'user_id', 'performed_at', 'id'])
    .execute();
  await db.schema
    .createIndex('time_entries_of_record')
    .on('time_entries')
    .columns(['account_id', 'record_id'])
    .execute();
}
