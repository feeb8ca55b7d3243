import type { Selectable } from 'kysely';
import type { ReadContext, WriteContext } from '../../calls/context.ts';
import { found } from '../../calls/faults.ts';
import { bit, changedColumns, given, isGiven } from '../../rules/values.ts';
import type { Id, IssueParentType, IssuesTable } from '../../store/schema.ts';
import { nextNumber } from '../../store/sequences.ts';
import type { Parent } from '../parents.ts';
import { checkUser } from '../users/rows.ts';

export type IssueRow = Selectable<IssuesTable>;

/** What issues belong to. */
export interface IssueParent {
  type: IssueParentType;
  id: Id;
  /** Its path, as the links of its issues give it. */
  link: string;
}

/** What a call says about an issue. */
export interface IssueInput {
  title?: string;
  priority?: number | null;
  resolved?: boolean;
  ok_by_tester?: boolean;
  owned_by?: Id | null;
}

/** 1 high, 2 medium, 3 low. */
const PRIORITIES: readonly number[] = [1, 2, 3];
const USUAL_PRIORITY = 2;

/** The issues of these parents, oldest first. */
export async function issuesOf(
  { db }: ReadContext,
  type: IssueParentType,
  parents: readonly Id[],
): Promise<IssueRow[]> {
  if (parents.length === 0) return [];
  return db
    .from('issues')
    .selectAll()
    .where('parent_type', '=', type)
    .where('parent_id', 'in', parents)
    .orderBy('id')
    .execute();
}

/**
 * An issue by its id.
 *
 * @throws CallError when the parent has none with that id
 */
export async function findIssue({ db }: ReadContext, parent: IssueParent, id: Id): Promise<IssueRow> {
  const issue = await db
    .from('issues')
    .selectAll()
    .where('id', '=', id)
    .where('parent_type', '=', parent.type)
    .where('parent_id', '=', parent.id)
    .executeTakeFirst();
  return found(issue, 'issue');
}

/** Says that something is wrong with the parent. The issue is the caller's, unless another is named. */
export async function createIssue(
  context: WriteContext,
  parent: IssueParent,
  input: IssueInput,
): Promise<IssueRow> {
  const { db, caller, now } = context;
  const blank: Omit<IssueRow, 'id'> = {
    account_id: caller.account,
    parent_type: parent.type,
    parent_id: parent.id,
    title: '',
    priority: USUAL_PRIORITY,
    resolved: 0,
    ok_by_tester: 0,
    user_id: caller.person,
    created_at: now,
    updated_at: now,
    last_active_at: null,
  };
  const issue = await withInput(context, blank, input);
  const row: IssueRow = { ...issue, id: await nextNumber(db, 'issue') };
  await db.insert('issues', row).execute();
  return row;
}

/** Changes an issue. */
export async function updateIssue(
  context: WriteContext,
  before: IssueRow,
  input: IssueInput,
): Promise<IssueRow> {
  const { db, now } = context;
  const after = await withInput(context, before, input);
  if (Object.keys(changedColumns(before, after)).length === 0) return before;
  Object.assign(after, { updated_at: now, last_active_at: now });
  await db.update('issues').set(after).where('id', '=', before.id).execute();
  return after;
}

/** The issue as the call leaves it. */
async function withInput<Issue extends Omit<IssueRow, 'id'>>(
  context: ReadContext,
  before: Issue,
  { title, priority, resolved, ok_by_tester, owned_by }: IssueInput,
): Promise<Issue> {
  const { faults } = context;
  // On a new one, its reader says so.
  if (title === '' && before.title !== '') faults.add('title', "can't be blank");
  if (isGiven(priority) && priority !== before.priority && !PRIORITIES.includes(priority))
    faults.add('priority', 'is not included in the list');
  await checkUser(context, 'owned_by', owned_by, before.user_id);
  faults.throwIfAny();
  return {
    ...before,
    title: given(title, before.title),
    priority: priority === null ? USUAL_PRIORITY : given(priority, before.priority),
    resolved: given(bit(resolved), before.resolved),
    ok_by_tester: given(bit(ok_by_tester), before.ok_by_tester),
    user_id: owned_by ?? before.user_id,
  };
}

/** Says that something happened on an issue: one of its notes was written, changed or removed. */
export async function touchIssue({ db, now }: WriteContext, id: Id): Promise<void> {
  await db.update('issues').set({ last_active_at: now }).where('id', '=', id).execute();
}

/** Removes all issues of a parent, with their notes. */
export async function deleteIssuesOf(
  { db }: WriteContext,
  parent: Pick<IssueParent, 'type' | 'id'>,
): Promise<void> {
  await db
    .remove('notes')
    .where('parent_type', '=', 'issue')
    .where(
      'parent_id',
      'in',
      db
        .from('issues')
        .select('id')
        .where('parent_type', '=', parent.type)
        .where('parent_id', '=', parent.id),
    )
    .execute();
  await db
    .remove('issues')
    .where('parent_type', '=', parent.type)
    .where('parent_id', '=', parent.id)
    .execute();
}

/** An issue as the parent of its notes. */
export function parentIssue({ id }: IssueRow, { link }: IssueParent): Parent<'issue'> {
  return { type: 'issue', id, link: `${link}/issues/${id}` };
}
