import { blank, keyed, none, required, type Schemaless } from './columns.ts';

/** Creates the tables of changes, testers and issues. */
export async function createChangeTables(db: Schemaless): Promise<void> {
  await keyed(db, 'changes', ['id'])
    .addColumn('title', 'text', required)
    .addColumn('service_id', 'bigint', required)
    .addColumn('priority_id', 'bigint')
    .addColumn('type_id', 'bigint')
    .addColumn('category_id', 'bigint')
    .addColumn('status', 'integer', required)
    .addColumn('status_before_closing', 'integer')
    .addColumn('complexity', 'integer')
    .addColumn('risk', 'integer')
    .addColumn('estimated_hours', 'double precision')
    .addColumn('created_at', 'bigint', required)
    .addColumn('updated_at', 'bigint', required)
    .addColumn('last_active_at', 'bigint', required)
    .addColumn('due_date', 'bigint')
    .addColumn('due_live_at', 'bigint')
    .addColumn('submitted_for_approval_at', 'bigint')
    .addColumn('submitted_for_approval_by_user_id', 'bigint')
    .addColumn('approved_at', 'bigint')
    .addColumn('declined_at', 'bigint')
    .addColumn('implementation_due_date', 'bigint')
    .addColumn('implementation_completed_at', 'bigint')
    .addColumn('implementation_completed_by_user_id', 'bigint')
    .addColumn('test_due_date', 'bigint')
    .addColumn('test_completed_at', 'bigint')
    .addColumn('test_completed_by_user_id', 'bigint')
    .addColumn('ready_for_release_at', 'bigint')
    .addColumn('ready_for_release_by_user_id', 'bigint')
    .addColumn('released_live_at', 'bigint')
    .addColumn('closed_at', 'bigint')
    .addColumn('closed_by_user_id', 'bigint')
    .addColumn('closure_code', 'integer')
    .addColumn('closure_comment', 'text', blank)
    .addColumn('customer_viewable_at', 'bigint')
    .addColumn('additional_values', 'text', (column) => column.notNull().defaultTo('{}'))
    .addColumn('owner_id', 'bigint')
    .addColumn('assigned_user_id', 'bigint')
    .addColumn('updated_by_user_id', 'bigint')
    .execute();
  await db.schema
    .createIndex('changes_of_assignee')
    .on('changes')
    .columns(['account_id', 'assigned_user_id', 'closed_at', 'id'])
    .execute();
  await db.schema
    .createIndex('changes_of_service')
    .on('changes')
    .columns(['account_id', 'service_id', 'closed_at', 'id'])
    .execute();

  await keyed(db, 'change_testers', ['id'])
    .addColumn('change_id', 'bigint', required)
    .addColumn('user_id', 'bigint', required)
    .addColumn('focus', 'text', blank)
    .addColumn('completed_at', 'bigint')
    .addColumn('created_at', 'bigint', required)
    .addColumn('updated_at', 'bigint', required)
    .execute();
  await db.schema
    .createIndex('change_testers_of_change')
    .on('change_testers')
    .columns(['account_id', 'change_id', 'id'])
    .execute();

  await keyed(db, 'issues', ['id'])
    .addColumn('parent_type', 'text', required)
    .addColumn('parent_id', 'bigint', required)
    .addColumn('title', 'text', required)
    .addColumn('priority', 'integer', required)
    .addColumn('resolved', 'integer', none)
    .addColumn('ok_by_tester', 'integer', none)
    .addColumn('user_id', 'bigint', required)
    .addColumn('created_at', 'bigint', required)
    .addColumn('updated_at', 'bigint', required)
    .addColumn('last_active_at', 'bigint')
    .execute();
  await db.schema
    .createIndex('issues_of_parent')
    .on('issues')
    .columns(['account_id', 'parent_type', 'parent_id', 'id'])
    .execute();
}
