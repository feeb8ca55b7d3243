import type { ReadContext } from '../../calls/context.ts';
import type { Schemas } from '../../generated/types.ts';
import { timestamp } from '../../rules/time.ts';
import type { Id } from '../../store/schema.ts';
import type { Parent } from '../parents.ts';
import { personsById } from '../users/views.ts';
import { type TaskKind, taskKinds } from './kinds.ts';
import type { TaskRow } from './rows.ts';

type FindPerson = (id: Id | null) => Schemas['Person'] | null;

/** A task on its own. */
export async function taskView(
  context: ReadContext,
  task: TaskRow,
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

/** A task inside its record. */
export function taskInRecord<Kind extends TaskKind>(
  kind: Kind,
  { id, user_id }: TaskRow<Kind>,
  record: Parent,
  person: FindPerson,
) {
  return { id, ...taskKinds[kind].linkInRecord(record, id), owned_by: person(user_id) };
}

/** A task in the list of its record's. */
export function listedTask<Kind extends TaskKind>(
  kind: Kind,
  { id, user_id }: TaskRow<Kind>,
  record: Parent,
  person: FindPerson,
) {
  return { id, ...taskKinds[kind].linkInList(record, id), owned_by: person(user_id) };
}
