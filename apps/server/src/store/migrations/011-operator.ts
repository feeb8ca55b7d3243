import { blank, type Schemaless } from './columns.ts';

/** Adds names and expiry dates of tokens, and disabled users. */
export async function knowOperator(db: Schemaless): Promise<void> {
  await db.schema.alterTable('tokens').addColumn('name', 'text', blank).execute();
  await db.schema.alterTable('tokens').addColumn('expires_at', 'bigint').execute();
  await db.schema.createIndex('tokens_of_account').on('tokens').columns(['account_id', 'hash']).execute();
  await db.schema.alterTable('users').addColumn('disabled_at', 'bigint').execute();
}
