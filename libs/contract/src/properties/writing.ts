import type { OperationId } from '@service-desk/client';
import { movedBy, readingsOf } from '#description/resources';
import { shown } from '../v1/bodies.ts';
import { entriesOf } from '../v1/calls.ts';
import { type Check, differences } from './check.ts';
import type { Field, Resource } from './model.ts';
import type { Located, Subject } from './pools.ts';
import type { Answer, Thing } from './session.ts';
import { isUnset, reads, type Value } from './values.ts';

/** The fields with the time and the author of the last change. */
export const TRACES = ['updated_at', 'last_active_at', 'updated_by_user', 'updated_by'];

export async function readOf({ session }: Check, { resource, ids }: Located): Promise<Answer> {
  return session.call(resource.verbs.get as OperationId, ids);
}

export async function parentOf({ session, model }: Check, { resource, ids }: Located) {
  const parent = model.find(({ name }) => name === resource.parent);
  return parent?.verbs.get && session.call(parent.verbs.get, ids.slice(0, -1));
}

/** The fields of a parent that a write to a part does not change. */
export function ofParent(parent: Thing): string[] {
  const isOfParts = (name: string) => Array.isArray(parent[name]) || name === 'latest_note';
  return Object.keys(parent).filter((name) => !isOfParts(name) && !TRACES.includes(name));
}

/** The fields of a detail that are compared: those of the description. */
export function knownFields({ read }: Resource): string[] {
  return Object.keys(read);
}

/** A text field that an update writes and that is read back unchanged. */
export function textFieldOf({ update: fields, read }: Resource): Field | undefined {
  return fields.find(
    ({ kind, name }) =>
      /Text$/.test(kind) && typeof read[name] === 'object' && !/email|_users$|entry/.test(name),
  );
}

/** Checks that a written field is read back. If it becomes a note, notes that were there before do not count. */
export function expectEcho(
  check: Check,
  place: string,
  resource: Resource,
  field: Field,
  value: Value,
  answer: Answer,
  before: Thing = {},
): void {
  const { name, kind, 'x-stamps': stamp, 'x-makes': list } = field;
  const { thing } = answer;
  const expectReading = (at: string, seen: unknown, isRight: boolean) => {
    const line = `${at}: expected ${shown(value.read)} for ${shown(value.send)}, received ${shown(seen)}`;
    check.expect(isRight, 'writtenOtherwise', `${place} ${name}`, answer, [line], kind);
    return isRight;
  };
  if (stamp && stamp in resource.read) {
    expectReading(stamp, thing[stamp], (value.read === true) === !isUnset('', thing[stamp]));
  } else if (list) {
    const made = entriesOf(thing[list]).slice(entriesOf(before[list]).length);
    const notes = made.map(({ note }) => note);
    expectReading(list, notes, notes.includes(value.read));
  } else {
    const readings = readingsOf(resource, name);
    if (readings.length === 0) expectReading(name, undefined, false);
    readings.every((each) => expectReading(each, thing[each], reads(kind, value.read, thing[each])));
  }
}

/** Updates some fields and reads the resource again: both responses must agree, and other fields must not change. */
export async function update(
  check: Check,
  subject: Subject,
  before: Thing,
  body: Thing,
  moved: readonly string[] = Object.keys(body).flatMap((name) => movedBy(subject.resource, name)),
): Promise<{ answer: Answer; after: Thing }> {
  const { resource, ids } = subject;
  const operation = resource.verbs.update as OperationId;
  const place = `${operation} ${Object.keys(body).join(' ')}`;
  const answer = await check.session.call(operation, ids, { body });
  const after = (await readOf(check, subject)).thing;
  if (!answer.ok) return { answer, after };
  const known = knownFields(resource);
  check.expectNone('answerOfUpdate', place, answer, differences(after, answer.thing, known));
  const others = known.filter((each) => !moved.includes(each) && !TRACES.includes(each));
  check.expectNone('fieldBeside', place, answer, differences(before, after, others));
  return { answer, after };
}
