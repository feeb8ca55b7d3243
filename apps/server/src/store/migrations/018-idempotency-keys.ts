import { required, type Schemaless } from './columns.ts';

/** Responses by the idempotency key of their request. */
export async function createIdempotencyKeys(db: Schemaless): Promise<void> {
  await db.schema
    .createTable('idempotency_keys')
    .addColumn('account_id', 'bigint', required)
    .addColumn('user_id', 'bigint', required)
    .addColumn('key', 'text', required)
    .addColumn('request', 'text', required)
    .addColumn('response', 'text', required)
    .addColumn('created_at', 'bigint', required)
    .addPrimaryKeyConstraint('idempotency_keys_key', ['account_id', 'user_id', 'key'])
    .execute();
  await db.schema
    .createIndex('idempotency_keys_by_age')
    .on('idempotency_keys')
    .columns(['account_id', 'created_at'])
    .execute();
}
