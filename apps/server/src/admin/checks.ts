import { sql } from 'kysely';
import type { ReadContext } from '../calls/context.ts';
import { CallError } from '../calls/faults.ts';
import type { Database, Id } from '../store/schema.ts';

const MAX_LENGTH = 255;

/** Trims a name or title and adds its errors to the context's faults. */
export function checkedName({ faults }: ReadContext, field: string, text: string): string {
  const name = text.trim();
  if (!name) faults.add(field, "can't be blank");
  if (name.length > MAX_LENGTH) faults.add(field, `is too long (maximum is ${MAX_LENGTH} characters)`);
  return name;
}

/** The kinds that an operator may remove only if nothing refers to them. */
export type ReferencedKind =
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

/** The columns that refer to each kind, except in rows that are removed together with it. */
export const references: Record<ReferencedKind, readonly Reference[]> = {
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
 * Checks that nothing refers to a row that is to be removed.
 *
 * @param hint appended to the message: what to do instead
 * @throws CallError that names the tables that refer to it
 */
export async function checkUnused(
  { db, caller }: ReadContext,
  kind: ReferencedKind,
  { id, name }: { id: Id; name: string },
  hint = '',
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
  throw new CallError(`${kind} ${id} (${name}) is still used by ${[...used].join(', ')}${hint}`);
}
