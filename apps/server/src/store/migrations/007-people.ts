import { sql } from 'kysely';
import { blank, keyed, required, type Schemaless } from './columns.ts';

/**
 * Adds the remaining fields, the sequences and the indexes of companies and customers, and the tables of pictures, messages
 * and knowledge articles.
 */
export async function completePeople(db: Schemaless): Promise<void> {
  for (const column of [
    'email',
    'office_phone',
    'mobile_phone',
    'other_phone',
    'fax',
    'website',
    'address',
    'notes',
  ]) {
    await db.schema.alterTable('companies').addColumn(column, 'text', blank).execute();
  }
  await db.schema.alterTable('customers').addColumn('email_aliases', 'text', blank).execute();
  for (const table of ['users', 'customers', 'companies']) {
    await db.schema.alterTable(table).addColumn('avatar_id', 'bigint').execute();
  }
  await keyed(db, 'avatars', ['id']).addColumn('public_filename', 'text', required).execute();
  await db.schema
    .createTable('pictures')
    .addColumn('key', 'text', (column) => column.primaryKey())
    .addColumn('public_filename', 'text', required)
    .addColumn('media_type', 'text', required)
    .addColumn('content', 'blob', required)
    .execute();
  for (const table of ['messages', 'knowledge_articles']) {
    await keyed(db, table, ['id'])
      .addColumn('title', 'text', required)
      .addColumn('service_id', 'bigint', required)
      .execute();
  }
  await db.schema
    .createIndex('companies_by_name')
    .on('companies')
    .expression(sql`account_id, lower(name), id`)
    .execute();
  await db.schema
    .createIndex('customers_by_name')
    .on('customers')
    .expression(sql`account_id, lower(first_name), lower(last_name), id`)
    .execute();
  // Rows that were imported before have no sequence yet.
  for (const [name, table] of [
    ['customer', 'customers'],
    ['company', 'companies'],
  ] as const) {
    await db
      .insertInto('sequences')
      .columns(['account_id', 'name', 'last'])
      .expression((eb) =>
        eb
          .selectFrom(table)
          .select(['account_id', sql.lit(name).as('name'), eb.fn.max('id').as('last')])
          .groupBy('account_id'),
      )
      .execute();
  }
}
