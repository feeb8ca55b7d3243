import type { Selectable } from 'kysely';
import type { ReadContext, WriteContext } from '../../calls/context.ts';
import { notFound } from '../../calls/faults.ts';
import type { Schemas } from '../../generated/types.ts';
import type { ChangeTestersTable, Id } from '../../store/schema.ts';
import { deleteIssuesOf, type IssueParent } from '../issues/rows.ts';
import type { Parent } from '../parents.ts';
import { newTask, type TaskInput, taskAfter } from './tasks.ts';

export type TesterRow = Selectable<ChangeTestersTable>;

/** The testers of these changes, oldest first. */
export async function testersOf({ db }: ReadContext, changes: readonly Id[]): Promise<TesterRow[]> {
  if (changes.length === 0) return [];
  return db.from('change_testers').selectAll().where('change_id', 'in', changes).orderBy('id').execute();
}

/**
 * A tester by his id.
 *
 * @throws CallError when the change has none with that id
 */
export async function findTester({ db }: ReadContext, change: Parent, id: Id): Promise<TesterRow> {
  const tester = await db
    .from('change_testers')
    .selectAll()
    .where('id', '=', id)
    .where('change_id', '=', change.id)
    .executeTakeFirst();
  if (!tester) throw notFound('change tester');
  return tester;
}

/** Has somebody test a change: the caller, unless another is named. */
export async function createTester(
  context: WriteContext,
  change: Parent,
  input: TaskInput,
): Promise<TesterRow> {
  const row = { ...(await newTask(context, 'change_tester', input)), change_id: change.id };
  await context.db.insert('change_testers', row).execute();
  return row;
}

/** Changes a tester. A blank `completed_at` has him test again. */
export async function updateTester(
  context: WriteContext,
  before: TesterRow,
  input: TaskInput,
): Promise<TesterRow> {
  const { db } = context;
  const after = await taskAfter(context, before, input);
  if (after === before) return before;
  await db.update('change_testers').set(after).where('id', '=', before.id).execute();
  return after;
}

/** Removes a tester, with his issues and their notes. */
export async function deleteTester(context: WriteContext, tester: TesterRow): Promise<void> {
  const { db } = context;
  await deleteIssuesOf(context, { type: 'change_tester', id: tester.id });
  await db.remove('change_testers').where('id', '=', tester.id).execute();
}

/** A tester as the parent of his issues. Their links name him as the guide does there. */
export function parentTester(tester: TesterRow, change: Parent): IssueParent {
  return { type: 'change_tester', id: tester.id, link: `${change.link}/tests/${tester.id}` };
}

/** A tester in a list and inside his change. */
export function testerSummary(
  tester: TesterRow,
  change: Parent,
  person: (id: Id | null) => Schemas['Person'] | null,
): Schemas['ChangeTesterSummary'] {
  return {
    id: tester.id,
    change_tester_link: `${change.link}/testers/${tester.id}`,
    owned_by: person(tester.user_id),
  };
}
