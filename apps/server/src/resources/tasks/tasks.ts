import type { ReadContext, WriteContext } from '../../calls/context.ts';
import type { Schemas } from '../../generated/types.ts';
import { timestamp } from '../../rules/time.ts';
import { differences, given } from '../../rules/values.ts';
import type { Id, Seconds } from '../../store/schema.ts';
import { nextNumber, type SequenceName } from '../../store/sequences.ts';
import { checkUser } from '../users/rows.ts';
import { personsById } from '../users/views.ts';

/** What testers and review users have in common: somebody looks at something and is done at some time. */
export interface Task {
  account_id: Id;
  id: Id;
  /** Who looks. */
  user_id: Id;
  /** At what. */
  focus: string;
  completed_at: Seconds | null;
  created_at: Seconds;
  updated_at: Seconds;
}

/** What a call says about one. */
export interface TaskInput {
  focus?: string;
  completed_at?: Seconds | null;
  owned_by?: Id | null;
}

/**
 * A new task, of the caller unless another is named.
 *
 * @throws CallError when who is named is not there
 */
export async function newTask(
  context: WriteContext,
  sequence: SequenceName,
  { focus = '', completed_at = null, owned_by }: TaskInput,
): Promise<Task> {
  const { db, caller, now, faults } = context;
  await checkUser(context, 'owned_by', owned_by);
  faults.throwIfAny();
  return {
    account_id: caller.account,
    id: await nextNumber(db, sequence),
    user_id: owned_by ?? caller.person,
    focus,
    completed_at,
    created_at: now,
    updated_at: now,
  };
}

/**
 * A task as a call leaves it, the very same when it changes nothing. A blank `completed_at` has it done again; it is
 * always somebody's, so that a blank person leaves it whose it is.
 *
 * @throws CallError when who is named is not there
 */
export async function taskAfter<Kind extends Task>(
  context: WriteContext,
  before: Kind,
  { focus, completed_at, owned_by }: TaskInput,
): Promise<Kind> {
  await checkUser(context, 'owned_by', owned_by, before.user_id);
  context.faults.throwIfAny();
  const after: Kind = {
    ...before,
    focus: given(focus, before.focus),
    completed_at: given(completed_at, before.completed_at),
    user_id: owned_by ?? before.user_id,
  };
  if (Object.keys(differences(before, after)).length === 0) return before;
  return { ...after, updated_at: context.now };
}

/** A task on its own. */
export async function taskView(
  context: ReadContext,
  task: Task,
): Promise<Schemas['ChangeTester'] & Schemas['ReviewUser']> {
  const person = await personsById(context, [task.user_id]);
  return {
    id: task.id,
    created_at: timestamp(task.created_at),
    updated_at: timestamp(task.updated_at),
    completed_at: timestamp(task.completed_at),
    focus: task.focus,
    owned_by: person(task.user_id),
  };
}
