import { blank, keyed, none, required, type Schemaless } from './columns.ts';

/** Creates the table of problems. */
export async function createProblemTable(db: Schemaless): Promise<void> {
  await keyed(db, 'problems', ['id'])
    .addColumn('title', 'text', required)
    .addColumn('service_id', 'bigint', required)
    .addColumn('priority_id', 'bigint')
    .addColumn('type_id', 'bigint')
    .addColumn('category_id', 'bigint')
    .addColumn('customer_id', 'bigint')
    .addColumn('occurred_at', 'bigint')
    .addColumn('created_at', 'bigint', required)
    .addColumn('updated_at', 'bigint', required)
    .addColumn('last_active_at', 'bigint', required)
    .addColumn('last_notified_at', 'bigint')
    .addColumn('workaround_found_at', 'bigint')
    .addColumn('resolved_at', 'bigint')
    .addColumn('closed_at', 'bigint')
    .addColumn('closure_code', 'integer')
    .addColumn('closure_comment', 'text', blank)
    .addColumn('interesting', 'integer', none)
    .addColumn('common', 'integer', none)
    .addColumn('customer_viewable_at', 'bigint')
    .addColumn('assignee_note', 'text', blank)
    .addColumn('non_beetil_users', 'text', blank)
    .addColumn('external_email', 'text', blank)
    .addColumn('additional_values', 'text', (column) => column.notNull().defaultTo('{}'))
    .addColumn('owner_id', 'bigint')
    .addColumn('assigned_user_id', 'bigint')
    .addColumn('received_by_id', 'bigint')
    .addColumn('updated_by_user_id', 'bigint')
    .addColumn('workaround_found_by_user_id', 'bigint')
    .addColumn('closed_by_user_id', 'bigint')
    .execute();
  await db.schema
    .createIndex('problems_of_assignee')
    .on('problems')
    .columns(['account_id', 'assigned_user_id', 'closed_at', 'id'])
    .execute();
  await db.schema
    .createIndex('problems_of_service')
    .on('problems')
    .columns(['account_id', 'service_id', 'closed_at', 'id'])
    .execute();
}
