import { sql } from 'kysely';
import type { ReadContext } from '../calls/context.ts';
import { CallError } from '../calls/faults.ts';
import type { Database, Id } from '../store/schema.ts';

const LONGEST = 255;

/** A name or title as it is kept; what is wrong with it is said in the context's faults. */
export function checkedName({ faults }: ReadContext, field: string, text: string): string {
  const name = text.trim();
  if (!name) faults.add(field, "can't be blank");
  if (name.length > LONGEST) faults.add(field, `is too long (maximum is ${LONGEST} characters)`);
  return name;
}

/** What an operator may remove while nothing refers to it. */
export type Referred =
  | 'user'
  | 'service'
  | 'priority'
  | 'type'
  | 'category'
  | 'config type'
  | 'config relationship type';

type Reference = readonly [table: keyof Database, column: string];

const recordTables = ['incidents', 'problems', 'changes', 'releases'] as const;

function ofRecords(...columns: string[]): Reference[] {
  return recordTables.flatMap((table) => columns.map((column): Reference => [table, column]));
}

/** Where the ids of each are kept, but for what is removed with it. */
export const references: Record<Referred, readonly Reference[]> = {
  user: [
    ['accounts', 'owner_id'],
    ['services', 'default_assignee_id'],
    ...ofRecords('owner_id', 'assigned_user_id', 'updated_by_user_id', 'closed_by_user_id'),
    ['incidents', 'received_by_id'],
    ['incidents', 'resolved_by_user_id'],
    ['problems', 'received_by_id'],
    ['problems', 'workaround_found_by_user_id'],
    ['changes', 'submitted_for_approval_by_user_id'],
    ['changes', 'implementation_completed_by_user_id'],
    ['changes', 'test_completed_by_user_id'],
    ['changes', 'ready_for_release_by_user_id'],
    ['releases', 'submitted_for_approval_by_user_id'],
    ['releases', 'approved_by_user_id'],
    ['releases', 'complete_by_user_id'],
    ['releases', 'released_to_production_by_user_id'],
    ['releases', 'review_completed_by_user_id'],
    ['change_testers', 'user_id'],
    ['issues', 'user_id'],
    ['review_users', 'user_id'],
    ['notes', 'user_id'],
    ['time_entries', 'user_id'],
    ['config_items', 'owner_id'],
  ],
  service: [
    ...ofRecords('service_id'),
    ['messages', 'service_id'],
    ['knowledge_articles', 'service_id'],
    ['time_entries', 'service_id'],
  ],
  priority: [...ofRecords('priority_id'), ['service_activity_types', 'default_priority_id']],
  type: ofRecords('type_id'),
  category: ofRecords('category_id'),
  'config type': [
    ['config_types', 'parent_id'],
    ['config_items', 'config_type_id'],
  ],
  'config relationship type': [['config_relationships', 'type_id']],
};

/**
 * Makes sure that nothing refers to what is to be removed.
 *
 * @param instead what can be done in place of removing it
 * @throws CallError that names where it is still in use
 */
export async function checkUnused(
  { db, caller }: ReadContext,
  kind: Referred,
  { id, name }: { id: Id; name: string },
  instead = '',
): Promise<void> {
  const used = new Set<string>();
  for (const [table, column] of references[kind]) {
    if (used.has(table)) continue;
    const account = sql.ref(table === 'accounts' ? 'id' : 'account_id');
    const { rows } = await sql`
      select 1 from ${sql.table(table)} where ${account} = ${caller.account} and ${sql.ref(column)} = ${id} limit 1
    `.execute(db.source);
    if (rows.length > 0) used.add(table);
  }
  if (used.size === 0) return;
  throw new CallError(`${kind} ${id} (${name}) is still used by ${[...used].join(', ')}${instead}`);
}
