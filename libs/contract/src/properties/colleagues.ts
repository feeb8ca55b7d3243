import { shown } from '../v1/bodies.ts';
import { RECORDS } from '../v1/calls.ts';
import { type Check, differences } from './check.ts';
import type { Resource } from './model.ts';
import type { Subject } from './pools.ts';
import type { Answer, Thing } from './session.ts';
import { isThing } from './values.ts';
import { knownFields, readOf, TRACES, textFieldOf, update as updateOf } from './writing.ts';

/** The texts that refuse access to a resource of others: time entries have their own, everything else is not found. */
const NOT_FOUND = /^no .+ found$/;
const NOT_PERMITTED = /^(no .+ found|You are not permitted to do this)$/;

/** Checks what a colleague of the caller reads and writes: the same resources in their own name, or nothing. */
export async function colleagues(check: Check, subjects: readonly Subject[]): Promise<void> {
  const { colleague, caller } = { ...check.pools, ...check };
  if (!colleague) return;
  const person = (await colleague.call('users.current')).thing;
  if (String(person.id) === String(caller.id))
    throw new Error('--colleague-token belongs to the same person as --token');
  for (const subject of subjects)
    await check.part('whoAndWhen', subject.resource.name, async () => {
      if (!(await reads(check, subject, person))) return;
      await writes(check, subject, person);
      await adds(check, subject, person);
    });
}

/** Checks that a colleague reads what the caller reads, or is refused if that is allowed. */
async function reads(check: Check, subject: Subject, person: Thing): Promise<boolean> {
  const { resource, ids } = subject;
  const { get } = resource.verbs;
  if (!get || !check.colleague) return false;
  const own = await readOf(check, subject);
  const answer = await check.colleague.call(get, ids);
  const lines = answer.ok
    ? differences(own.thing, answer.thing, knownFields(resource))
    : noAccess(check, resource, person, answer);
  check.expectNone('readByColleague', get, answer, lines);
  return answer.ok;
}

/** Checks that an update by a colleague is made in their name, and changes nothing else. */
async function writes(check: Check, subject: Subject, person: Thing): Promise<void> {
  const { resource } = subject;
  const { update } = resource.verbs;
  const field = textFieldOf(resource);
  if (!field || !update || !check.colleague) return;
  const before = (await readOf(check, subject)).thing;
  const body = { [field.name]: 'Changed by a colleague' };
  const { answer, after } = await updateOf({ ...check, session: check.colleague }, subject, before, body);
  const lines = answer.ok
    ? differences(body, after, [field.name])
    : [...noAccess(check, resource, person, answer), ...differences(before, after, knownFields(resource))];
  for (const name of TRACES.filter((each) => answer.ok && each.startsWith('updated_by') && each in after))
    if (!isThing(after[name], person)) lines.push(`${name}: received ${shown(after[name])}`);
  check.expectNone('changeOfColleague', update, answer, lines);
}

/** Checks that a resource that a colleague creates is in their name, and that the caller can read it. */
async function adds(check: Check, { resource, ids }: Subject, person: Thing): Promise<void> {
  const { create, get, delete: remove } = resource.verbs;
  // Time entries are visible only to their owner and to time administrators.
  if (!create || !get || !check.colleague || resource.name === 'timeEntries') return;
  const isNote = 'note' in resource.read;
  const body = isNote ? { note: 'By a colleague' } : await check.pools.fullBody(resource, 0);
  const answer = await check.colleague.call(create, ids.slice(0, -1), { body });
  if (!answer.ok)
    return check.expectNone('madeByColleague', create, answer, noAccess(check, resource, person, answer));
  const made = [...ids.slice(0, -1), answer.thing.id];
  const read = await check.session.call(get, made);
  const { user } = read.thing;
  const lines = [
    ...read.errors,
    ...differences(answer.thing, read.thing, knownFields(resource)),
    ...(isNote && !isThing(user, person) ? [`user: received ${shown(user)}`] : []),
  ];
  check.expectNone('madeByColleague', create, read, lines);
  if (remove) await check.session.call(remove, made);
}

/** A line if a refusal is not allowed. Access to a record must not be refused to a person who has its service. */
function noAccess({ pools }: Check, { name }: Resource, person: Thing, { errors, text }: Answer): string[] {
  const isOfRecord = RECORDS.includes(name.split('.')[0] as string);
  const isMember = pools.members.some(({ id }) => String(id) === String(person.id));
  const allowed = name === 'timeEntries' ? NOT_PERMITTED : NOT_FOUND;
  if (allowed.test(errors.join()) && !(isOfRecord && isMember)) return [];
  return [`refused by ${shown(errors)}, ${text.slice(0, 200)}`];
}
