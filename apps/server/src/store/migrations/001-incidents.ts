import { blank, keyed, none, required, type Schemaless } from './columns.ts';

/** Creates the tables of accounts, people, services and incidents. */
export async function createIncidentTables(db: Schemaless): Promise<void> {
  await db.schema
    .createTable('accounts')
    .addColumn('id', 'bigint', (column) => column.primaryKey())
    .addColumn('name', 'text', required)
    .addColumn('owner_id', 'bigint', required)
    .addColumn('time_zone', 'text', required)
    .execute();
  await db.schema
    .createTable('sequences')
    .addColumn('account_id', 'bigint', required)
    .addColumn('name', 'text', required)
    .addColumn('last', 'bigint', required)
    .addPrimaryKeyConstraint('sequences_key', ['account_id', 'name'])
    .execute();
  await db.schema
    .createTable('tokens')
    .addColumn('hash', 'text', (column) => column.primaryKey())
    .addColumn('account_id', 'bigint', required)
    .addColumn('user_id', 'bigint')
    .addColumn('hourly_limit', 'integer')
    .addColumn('created_at', 'bigint', required)
    .execute();

  await keyed(db, 'users', ['id'])
    .addColumn('kind', 'text', required)
    .addColumn('first_name', 'text', blank)
    .addColumn('last_name', 'text', blank)
    .addColumn('email', 'text', blank)
    .addColumn('email_aliases', 'text', blank)
    .addColumn('office_phone', 'text', blank)
    .addColumn('mobile_phone', 'text', blank)
    .addColumn('other_phone', 'text', blank)
    .addColumn('fax', 'text', blank)
    .addColumn('address', 'text', blank)
    .addColumn('job_title', 'text', blank)
    .addColumn('department', 'text', blank)
    .addColumn('notes', 'text', blank)
    .addColumn('time_zone', 'text', blank)
    .addColumn('company_id', 'bigint')
    .addColumn('activated_at', 'bigint')
    .addColumn('created_at', 'bigint', required)
    .addColumn('updated_at', 'bigint', required)
    .execute();
  await keyed(db, 'memberships', ['group_id', 'user_id']).execute();
  await keyed(db, 'service_access', ['service_id', 'user_id']).execute();
  await keyed(db, 'companies', ['id']).addColumn('name', 'text', required).execute();
  await keyed(db, 'customers', ['id'])
    .addColumn('first_name', 'text', blank)
    .addColumn('last_name', 'text', required)
    .addColumn('email', 'text', blank)
    .addColumn('office_phone', 'text', blank)
    .addColumn('mobile_phone', 'text', blank)
    .addColumn('other_phone', 'text', blank)
    .addColumn('fax', 'text', blank)
    .addColumn('address', 'text', blank)
    .addColumn('job_title', 'text', blank)
    .addColumn('department', 'text', blank)
    .addColumn('notes', 'text', blank)
    .addColumn('portal_access', 'integer', none)
    .addColumn('see_all_incidents', 'integer', none)
    .addColumn('admin', 'integer', none)
    .addColumn('company_id', 'bigint')
    .execute();

  await keyed(db, 'services', ['id'])
    .addColumn('name', 'text', required)
    .addColumn('slug', 'text', required)
    .addColumn('avatar_id', 'bigint')
    .addColumn('default_assignee_id', 'bigint')
    .addUniqueConstraint('services_slug', ['account_id', 'slug'])
    .execute();
  await keyed(db, 'service_priorities', ['id'])
    .addColumn('service_id', 'bigint', required)
    .addColumn('record_type', 'text', required)
    .addColumn('level', 'integer', required)
    .addColumn('description', 'text', blank)
    .addColumn('due_hours', 'integer')
    .addColumn('escalation_hours', 'integer')
    .execute();
  await keyed(db, 'service_activity_types', ['id'])
    .addColumn('service_id', 'bigint', required)
    .addColumn('record_type', 'text', required)
    .addColumn('name', 'text', required)
    .addColumn('default_priority_id', 'bigint')
    .execute();
  await keyed(db, 'categories', ['id'])
    .addColumn('service_id', 'bigint', required)
    .addColumn('name', 'text', required)
    .execute();

  await keyed(db, 'incidents', ['id'])
    .addColumn('title', 'text', required)
    .addColumn('service_id', 'bigint', required)
    .addColumn('priority_id', 'bigint')
    .addColumn('type_id', 'bigint')
    .addColumn('category_id', 'bigint')
    .addColumn('customer_id', 'bigint')
    .addColumn('opened_at', 'bigint', required)
    .addColumn('created_at', 'bigint', required)
    .addColumn('last_active_at', 'bigint', required)
    .addColumn('due_date', 'bigint')
    .addColumn('due_to_escalate_at', 'bigint')
    .addColumn('resolved_at', 'bigint')
    .addColumn('closed_at', 'bigint')
    .addColumn('closure_code', 'integer')
    .addColumn('closure_comment', 'text', blank)
    .addColumn('interesting', 'integer', none)
    .addColumn('common', 'integer', none)
    .addColumn('customer_viewable_at', 'bigint')
    .addColumn('additional_values', 'text', (column) => column.notNull().defaultTo('{}'))
    .addColumn('owner_id', 'bigint')
    .addColumn('assigned_user_id', 'bigint')
    .addColumn('received_by_id', 'bigint')
    .addColumn('updated_by_user_id', 'bigint')
    .addColumn('resolved_by_user_id', 'bigint')
    .addColumn('closed_by_user_id', 'bigint')
    .execute();
  await db.schema
    .createIndex('incidents_of_assignee')
    .on('incidents')
    .columns(['account_id', 'assigned_user_id', 'closed_at', 'due_date'])
    .execute();
  await db.schema
    .createIndex('incidents_of_service')
    .on('incidents')
    .columns(['account_id', 'service_id', 'closed_at'])
    .execute();

  await keyed(db, 'notes', ['id'])
    .addColumn('parent_type', 'text', required)
    .addColumn('parent_id', 'bigint', required)
    .addColumn('kind', 'text', required)
    .addColumn('note', 'text', required)
    .addColumn('user_id', 'bigint')
    .addColumn('external_email', 'text', blank)
    .addColumn('created_with', 'text')
    .addColumn('created_at', 'bigint', required)
    .addColumn('updated_at', 'bigint', required)
    .execute();
  await db.schema
    .createIndex('notes_of_parent')
    .on('notes')
    .columns(['account_id', 'parent_type', 'parent_id', 'kind', 'created_at', 'id'])
    .execute();
  await keyed(db, 'watches', ['id'])
    .addColumn('parent_type', 'text', required)
    .addColumn('parent_id', 'bigint', required)
    .addColumn('user_id', 'bigint')
    .addColumn('external_email', 'text', blank)
    .addColumn('created_at', 'bigint', required)
    .addColumn('updated_at', 'bigint', required)
    .execute();
  await db.schema
    .createIndex('watches_of_parent')
    .on('watches')
    .columns(['account_id', 'parent_type', 'parent_id', 'id'])
    .execute();
  await db.schema
    .createIndex('watches_of_user')
    .on('watches')
    .columns(['account_id', 'user_id', 'parent_type', 'parent_id'])
    .execute();
  await keyed(db, 'links', ['from_type', 'from_id', 'to_type', 'to_id'])
    .addColumn('position', 'bigint', none)
    .execute();
  await keyed(db, 'reports', ['id'])
    .addColumn('record_type', 'text', required)
    .addColumn('name', 'text', required)
    .addColumn('filters', 'text', required)
    .addColumn('order', 'text')
    .execute();
}
