import { sql } from 'kysely';
import { blank, keyed, none, required, type Schemaless } from './columns.ts';

/** Endpoints that are notified of events, and the outbox of their deliveries. */
export async function createWebhooks(db: Schemaless): Promise<void> {
  await keyed(db, 'webhooks', ['id'])
    .addColumn('url', 'text', required)
    .addColumn('events', 'text', required)
    .addColumn('secret', 'text', required)
    .addColumn('old_secret', 'text')
    .addColumn('old_secret_until', 'bigint')
    .addColumn('created_at', 'bigint', required)
    .addColumn('disabled_at', 'bigint')
    .execute();
  await keyed(db, 'webhook_deliveries', ['id'])
    .addColumn('webhook_id', 'bigint', required)
    .addColumn('record_type', 'text', required)
    .addColumn('record_id', 'bigint', required)
    .addColumn('event_key', 'text', required)
    .addColumn('event', 'text', required)
    .addColumn('body', 'text', required)
    .addColumn('created_at', 'bigint', required)
    .addColumn('tried_since', 'bigint')
    .addColumn('attempts', 'integer', none)
    .addColumn('due_at', 'bigint')
    .addColumn('failed_at', 'bigint')
    .addColumn('error', 'text', blank)
    .execute();
  await db.schema
    .createIndex('webhook_deliveries_waiting')
    .on('webhook_deliveries')
    .columns(['account_id', 'webhook_id', 'due_at', 'id'])
    .where(sql.ref('failed_at'), 'is', null)
    .execute();
  await db.schema
    .createIndex('webhook_deliveries_by_record')
    .on('webhook_deliveries')
    .columns(['account_id', 'webhook_id', 'record_type', 'record_id', 'id'])
    .where(sql.ref('failed_at'), 'is', null)
    .execute();
}
