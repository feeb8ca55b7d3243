import { sql } from 'kysely';
import { recountOpen } from '../open-counts.ts';
import { keyed, required, type Schemaless } from './columns.ts';

/** The orders of the lists of incidents. With an index, a page is found without reading the rows before it. */
const INCIDENT_ORDERS = {
  due: '(due_date is null), due_date, id desc',
  created: 'created_at desc, id desc',
  active: 'last_active_at desc, id desc',
};

/**
 * Makes lists fast in large tables: the open records of each assignee and service are counted, and each order of open
 * records has an index with all columns that a list filters by.
 */
export async function speedUpLists(db: Schemaless): Promise<void> {
  await keyed(db, 'open_counts', ['record_type', 'service_id', 'assigned_user_id'])
    .addColumn('open', 'bigint', required)
    .execute();
  for (const [name, order] of Object.entries(INCIDENT_ORDERS)) {
    await openIndex(db, 'incidents', `by_${name}`, order);
  }
  for (const table of ['problems', 'changes', 'releases']) await openIndex(db, table, 'by_number', 'id desc');
  const accounts = await db.selectFrom('accounts').select('id').execute();
  for (const { id } of accounts) await recountOpen(db, id);
}

/** Creates an index of all open records, and one of the open records by assignee. */
export async function openIndex(db: Schemaless, table: string, name: string, order: string): Promise<void> {
  for (const [scope, lead, rest] of [
    ['of_all', '', 'service_id, assigned_user_id'],
    ['of_assignee', 'assigned_user_id, ', 'service_id'],
  ] as const) {
    await db.schema
      .createIndex(`${table}_open_${scope}_${name}`)
      .on(table)
      .expression(sql.raw(`account_id, ${lead}${order}, ${rest}`))
      .where(sql.ref('closed_at'), 'is', null)
      .execute();
  }
}
