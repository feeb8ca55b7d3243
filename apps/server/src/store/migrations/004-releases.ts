import { blank, keyed, none, required, type Schemaless } from './columns.ts';

/** Creates the tables of releases, reviewers and release records. */
export async function createReleaseTables(db: Schemaless): Promise<void> {
  await keyed(db, 'releases', ['id'])
    .addColumn('title', 'text', required)
    .addColumn('service_id', 'bigint', required)
    .addColumn('priority_id', 'bigint')
    .addColumn('type_id', 'bigint')
    .addColumn('category_id', 'bigint')
    .addColumn('status', 'integer', required)
    .addColumn('status_before_closing', 'integer')
    .addColumn('created_at', 'bigint', required)
    .addColumn('updated_at', 'bigint', required)
    .addColumn('last_active_at', 'bigint', required)
    .addColumn('due_date', 'bigint')
    .addColumn('due_live_at', 'bigint')
    .addColumn('submitted_for_approval_at', 'bigint')
    .addColumn('submitted_for_approval_by_user_id', 'bigint')
    .addColumn('approved_at', 'bigint')
    .addColumn('approved_by_user_id', 'bigint')
    .addColumn('declined_at', 'bigint')
    .addColumn('complete_at', 'bigint')
    .addColumn('complete_by_user_id', 'bigint')
    .addColumn('released_to_production_at', 'bigint')
    .addColumn('released_to_production_by_user_id', 'bigint')
    .addColumn('review_due_date', 'bigint')
    .addColumn('review_completed_at', 'bigint')
    .addColumn('review_completed_by_user_id', 'bigint')
    .addColumn('closed_at', 'bigint')
    .addColumn('closed_by_user_id', 'bigint')
    .addColumn('closure_code', 'integer')
    .addColumn('closure_comment', 'text', blank)
    .addColumn('customer_viewable_at', 'bigint')
    .addColumn('last_notified_at', 'bigint')
    .addColumn('non_beetil_users', 'text', blank)
    .addColumn('external_email', 'text', blank)
    .addColumn('additional_values', 'text', (column) => column.notNull().defaultTo('{}'))
    .addColumn('owner_id', 'bigint')
    .addColumn('assigned_user_id', 'bigint')
    .addColumn('updated_by_user_id', 'bigint')
    .execute();
  await db.schema
    .createIndex('releases_of_assignee')
    .on('releases')
    .columns(['account_id', 'assigned_user_id', 'closed_at', 'id'])
    .execute();
  await db.schema
    .createIndex('releases_of_service')
    .on('releases')
    .columns(['account_id', 'service_id', 'closed_at', 'id'])
    .execute();

  await keyed(db, 'review_users', ['id'])
    .addColumn('release_id', 'bigint', required)
    .addColumn('user_id', 'bigint', required)
    .addColumn('focus', 'text', blank)
    .addColumn('completed_at', 'bigint')
    .addColumn('created_at', 'bigint', required)
    .addColumn('updated_at', 'bigint', required)
    .execute();
  await db.schema
    .createIndex('review_users_of_release')
    .on('review_users')
    .columns(['account_id', 'release_id', 'id'])
    .execute();
  await keyed(db, 'release_records', ['id'])
    .addColumn('release_id', 'bigint', required)
    .addColumn('reference', 'text', required)
    .addColumn('released_at', 'bigint', required)
    .addColumn('released_to', 'text', required)
    .addColumn('release_status', 'integer', none)
    .execute();
  await db.schema
    .createIndex('release_records_of_release')
    .on('release_records')
    .columns(['account_id', 'release_id', 'id'])
    .execute();
}
