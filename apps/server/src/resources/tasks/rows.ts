import type { ReadContext, WriteContext } from '../../calls/context.ts';
import { found } from '../../calls/faults.ts';
import { changedColumns, given } from '../../rules/values.ts';
import type { Id, Seconds } from '../../store/schema.ts';
import { nextNumber } from '../../store/sequences.ts';
import type { IssueParent } from '../issues/rows.ts';
import type { Parent } from '../parents.ts';
import { checkUser } from '../users/rows.ts';
import { type TaskKind, type TaskTypes, taskKinds } from './kinds.ts';

/** A task of some kind: a user has it, and completes it at some time. */
export type TaskRow<Kind extends TaskKind = TaskKind> = TaskTypes[Kind]['row'];

/** What a call says about one. */
export interface TaskInput {
  focus?: string;
  completed_at?: Seconds | null;
  owned_by?: Id | null;
}

/** The tasks of these records, oldest first. */
export async function tasksOf<Kind extends TaskKind>(
  context: ReadContext,
  kind: Kind,
  records: readonly Id[],
): Promise<TaskRow<Kind>[]> {
  if (records.length === 0) return [];
  const rows = await selectTasks(context, kind)
    .where(parentIdOf(kind), 'in', records)
    .orderBy('id')
    .execute();
  return rows as TaskRow[] as TaskRow<Kind>[];
}

/**
 * A task by its id.
 *
 * @throws CallError when the record has none with that id
 */
export async function findTask<Kind extends TaskKind>(
  context: ReadContext,
  kind: Kind,
  record: Parent,
  id: Id,
): Promise<TaskRow<Kind>> {
  const task: TaskRow | undefined = await selectTasks(context, kind)
    .where('id', '=', id)
    .where(parentIdOf(kind), '=', record.id)
    .executeTakeFirst();
  return found(task, taskKinds[kind].noun) as TaskRow<Kind>;
}

/**
 * Gives a user a task: the caller, unless another is named.
 *
 * @throws CallError when the user does not exist
 */
export async function createTask<Kind extends TaskKind>(
  context: WriteContext,
  kind: Kind,
  record: Parent,
  { focus = '', completed_at = null, owned_by }: TaskInput,
): Promise<TaskRow<Kind>> {
  const { db, caller, now, faults } = context;
  await checkUser(context, 'owned_by', owned_by);
  faults.throwIfAny();
  const row = {
    account_id: caller.account,
    id: await nextNumber(db, kind),
    user_id: owned_by ?? caller.person,
    focus,
    completed_at,
    created_at: now,
    updated_at: now,
    [taskKinds[kind].parentId]: record.id,
  } as TaskRow as TaskRow<Kind>;
  await db.insert(tableOf(kind), row as TaskRow<'change_tester'>).execute();
  return row;
}

/**
 * Changes a task. A blank `completed_at` reopens it. It always has a user, so that a blank user changes nothing.
 *
 * @throws CallError when the user does not exist
 */
export async function updateTask<Kind extends TaskKind>(
  context: WriteContext,
  kind: Kind,
  before: TaskRow<Kind>,
  { focus, completed_at, owned_by }: TaskInput,
): Promise<TaskRow<Kind>> {
  const { db, now, faults } = context;
  await checkUser(context, 'owned_by', owned_by, before.user_id);
  faults.throwIfAny();
  const after: TaskRow<Kind> = {
    ...before,
    focus: given(focus, before.focus),
    completed_at: given(completed_at, before.completed_at),
    user_id: owned_by ?? before.user_id,
  };
  if (Object.keys(changedColumns(before, after)).length === 0) return before;
  after.updated_at = now;
  await db
    .update(tableOf(kind))
    .set(after as TaskRow<'change_tester'>)
    .where('id', '=', before.id)
    .execute();
  return after;
}

/** Removes a task, with what belongs to it. */
export async function deleteTask(context: WriteContext, kind: TaskKind, { id }: TaskRow): Promise<void> {
  await taskKinds[kind].deleteParts(context, id);
  await context.db.remove(tableOf(kind)).where('id', '=', id).execute();
}

/** A tester as the parent of their issues. Their links name them as the guide does there. */
export function parentTester({ id }: TaskRow<'change_tester'>, change: Parent): IssueParent {
  return { type: 'change_tester', id, link: `${change.link}/tests/${id}` };
}

function selectTasks({ db }: ReadContext, kind: TaskKind) {
  return db.from(tableOf(kind)).selectAll();
}

/** The table of a kind; Kysely cannot type one that is chosen while it runs. */
function tableOf(kind: TaskKind): 'change_testers' {
  return taskKinds[kind].table as 'change_testers';
}

/** The column of {@link tableOf} that says whose a task is. */
function parentIdOf(kind: TaskKind): 'change_id' {
  return taskKinds[kind].parentId as 'change_id';
}
