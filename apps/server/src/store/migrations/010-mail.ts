import { sql } from 'kysely';
import { blank, keyed, none, required, type Schemaless } from './columns.ts';

/** Creates the outbox: mail that is still to be sent or has failed. */
export async function createMailTable(db: Schemaless): Promise<void> {
  await keyed(db, 'mails', ['id'])
    .addColumn('message_key', 'text', required)
    .addColumn('recipient', 'text', required)
    .addColumn('recipient_name', 'text', blank)
    .addColumn('subject', 'text', required)
    .addColumn('body', 'text', required)
    .addColumn('path', 'text', blank)
    .addColumn('created_at', 'bigint', required)
    .addColumn('attempts', 'integer', none)
    .addColumn('due_at', 'bigint', none)
    .addColumn('failed_at', 'bigint')
    .addColumn('error', 'text', blank)
    .execute();
  await db.schema
    .createIndex('mails_waiting')
    .on('mails')
    .columns(['account_id', 'due_at', 'id'])
    .where(sql.ref('failed_at'), 'is', null)
    .execute();
}
