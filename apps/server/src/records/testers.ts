import type { Selectable } from 'kysely';
import type { Schemas } from '../generated/types.ts';
import type { ChangeTestersTable, Id, Seconds } from '../store/schema.ts';
import { nextNumber } from '../store/sequences.ts';
import type { Context } from './context.ts';
import { notFound } from './faults.ts';
import { differences, given } from './fields.ts';
import { deleteIssuesOf, type IssueParent } from './issues.ts';
import type { Parent } from './parents.ts';
import { checkUser, personsById } from './people.ts';
import { timestamp } from './time.ts';

export type TesterRow = Selectable<ChangeTestersTable>;

/** What a call says about a tester. */
export interface TesterInput {
  focus?: string;
  completed_at?: Seconds | null;
  owned_by?: Id | null;
}

/** The testers of these changes, oldest first. */
export async function testersOf({ db, caller }: Context, changes: readonly Id[]): Promise<TesterRow[]> {
  if (changes.length === 0) return [];
  return db
    .selectFrom('change_testers')
    .selectAll()
    .where('account_id', '=', caller.account)
    .where('change_id', 'in', changes)
    .orderBy('id')
    .execute();
}

/**
 * A tester by his id.
 *
 * @throws CallError when the change has none with that id
 */
export async function findTester({ db, caller }: Context, change: Parent, id: Id): Promise<TesterRow> {
  const tester = await db
    .selectFrom('change_testers')
    .selectAll()
    .where('account_id', '=', caller.account)
    .where('id', '=', id)
    .where('change_id', '=', change.id)
    .executeTakeFirst();
  if (!tester) throw notFound('change tester');
  return tester;
}

/** Has somebody test a change: the caller, unless another is named. */
export async function createTester(
  context: Context,
  change: Parent,
  { focus = '', completed_at = null, owned_by }: TesterInput,
): Promise<TesterRow> {
  const { db, caller, now, faults } = context;
  await checkUser(context, 'owned_by', owned_by);
  faults.throwIfAny();
  const row: TesterRow = {
    account_id: caller.account,
    id: await nextNumber(db, caller.account, 'change_tester'),
    change_id: change.id,
    user_id: owned_by ?? caller.person,
    focus,
    completed_at,
    created_at: now,
    updated_at: now,
  };
  await db.insertInto('change_testers').values(row).execute();
  return row;
}

/** Changes a tester. A blank `completed_at` has him test again. */
export async function updateTester(
  context: Context,
  before: TesterRow,
  { focus, completed_at, owned_by }: TesterInput,
): Promise<TesterRow> {
  const { db, caller, now, faults } = context;
  await checkUser(context, 'owned_by', owned_by);
  faults.throwIfAny();
  const after: TesterRow = {
    ...before,
    focus: given(focus, before.focus),
    completed_at: given(completed_at, before.completed_at),
    user_id: owned_by ?? before.user_id,
  };
  if (Object.keys(differences(before, after)).length === 0) return before;
  after.updated_at = now;
  await db
    .updateTable('change_testers')
    .set(after)
    .where('account_id', '=', caller.account)
    .where('id', '=', before.id)
    .execute();
  return after;
}

/** Removes a tester, with his issues and their notes. */
export async function deleteTester(context: Context, tester: TesterRow): Promise<void> {
  const { db, caller } = context;
  await deleteIssuesOf(context, { type: 'change_tester', id: tester.id });
  await db
    .deleteFrom('change_testers')
    .where('account_id', '=', caller.account)
    .where('id', '=', tester.id)
    .execute();
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

/** A tester on his own. */
export async function testerView(context: Context, tester: TesterRow): Promise<Schemas['ChangeTester']> {
  const person = await personsById(context, [tester.user_id]);
  return {
    id: tester.id,
    created_at: timestamp(tester.created_at),
    updated_at: timestamp(tester.updated_at),
    completed_at: timestamp(tester.completed_at),
    focus: tester.focus,
    owned_by: person(tester.user_id),
  };
}
