import { type Check, differences, shown } from './check.ts';
import type { Field, Resource } from './model.ts';
import { fieldOf, readingsOf, type Subject } from './pools.ts';
import type { Answer, Thing } from './session.ts';
import { isUnset, reads, type Value } from './values.ts';

/** The fields that say when a thing was changed, and which user changed it. */
export const TRACES = ['updated_at', 'last_active_at', 'updated_by_user', 'updated_by'];

/** A thing as it is read now. */
export async function readOf({ session }: Check, { resource, ids }: Subject): Promise<Answer> {
  return session.call(resource.verbs.get as NonNullable<typeof resource.verbs.get>, ids);
}

/** The fields of a detail that are compared: what the description knows. */
export function knownFields({ read }: Resource): string[] {
  return Object.keys(read);
}

/** What of a record moves with these fields, themselves included. */
export function movedBy(resource: Resource, fields: readonly string[]): Set<string> {
  return new Set(
    fields.flatMap((name) => {
      const {
        'x-stamps': stamped,
        'x-makes': list,
        'x-changes': others = [],
      } = fieldOf(resource, name) ?? {};
      const one = [stamped, list].filter((each) => each !== undefined);
      return [...readingsOf(resource, name), ...one, ...others, ...TRACES];
    }),
  );
}

/** A text that an update writes and that is read back as it is. */
export function textFieldOf({ update: fields, read }: Resource): Field | undefined {
  return fields.find(
    ({ kind, name }) =>
      /Text$/.test(kind) && typeof read[name] === 'object' && !/email|_users$|entry/.test(name),
  );
}

/** Looks whether a field reads as it was written. */
export function lookAtEcho(
  check: Check,
  place: string,
  resource: Resource,
  field: Field,
  value: Value,
  answer: Answer,
): boolean {
  const { name, kind, 'x-stamps': stamp, 'x-makes': list } = field;
  const { thing } = answer;
  const wrong = (at: string, seen: unknown) => {
    const line = `${at}: promised ${shown(value.read)} for ${shown(value.send)}, seen ${shown(seen)}`;
    check.fault('echo', `${place} ${name}`, `a field that was written (${kind}) reads otherwise`, answer, [
      line,
    ]);
    return false;
  };
  if (stamp && stamp in resource.read)
    return isYes(value.read) === !isUnset('', thing[stamp]) || wrong(stamp, thing[stamp]);
  if (list) {
    const notes = ((thing[list] ?? []) as Thing[]).map((each) => (Object.values(each)[0] as Thing)?.note);
    return notes.includes(value.read) || wrong(list, notes);
  }
  const readings = readingsOf(resource, name);
  if (readings.length === 0) return wrong(name, undefined);
  return readings.every(
    (reading) => reads(kind, value.read, thing[reading]) || wrong(reading, thing[reading]),
  );
}

/** Updates some fields and reads the thing again: what both say must be the same, and all else as it was. */
export async function update(
  check: Check,
  subject: Subject,
  before: Thing,
  body: Thing,
  moved: ReadonlySet<string> = movedBy(subject.resource, Object.keys(body)),
): Promise<{ answer: Answer; after: Thing }> {
  const { resource, ids } = subject;
  const operation = resource.verbs.update as NonNullable<typeof resource.verbs.update>;
  const place = `${operation} ${Object.keys(body).join(' ')}`;
  const answer = await check.session.call(operation, ids, { body });
  const read = await readOf(check, subject);
  const after = read.thing;
  if (!answer.ok) return { answer, after };
  const known = knownFields(resource);
  const apart = differences(after, answer.thing, known);
  if (apart.length > 0)
    check.fault('agreement', place, 'the answer of a write differs from what is read then', answer, apart);
  const others = known.filter((each) => !moved.has(each));
  const strayed = differences(before, after, others);
  if (strayed.length > 0) check.fault('frame', place, 'a write changed another field', answer, strayed);
  return { answer, after };
}

/** Whether a thing is as it was, but for these fields. */
export function lookWhetherSame(
  check: Check,
  property: 'frame' | 'absence' | 'refusal',
  place: string,
  text: string,
  answer: Answer,
  before: Thing,
  after: Thing,
  fields: Iterable<string>,
): void {
  const lines = differences(before, after, fields);
  if (lines.length > 0) check.fault(property, place, text, answer, lines);
}

function isYes(value: unknown): boolean {
  return value === true;
}
