import { RECORDS } from '../v1/calls.ts';
import { type Check, differences, shown } from './check.ts';
import type { Resource } from './model.ts';
import type { Subject } from './pools.ts';
import type { Answer, Thing } from './session.ts';
import { isThing } from './values.ts';
import { knownFields, movedBy, readOf, TRACES, textFieldOf } from './writing.ts';

/** How a caller is refused what another one has: time by its owner's rights, all else as if it were not there. */
const NOT_FOUND = /^no .+ found$/;
const NOT_PERMITTED = /^(no .+ found|You are not permitted to do this)$/;

/** What a colleague of the caller reads and writes: the same things, in their own name, or nothing. */
export async function colleagues(check: Check, subjects: readonly Subject[]): Promise<void> {
  const { colleague, caller } = { ...check.pools, ...check };
  if (!colleague) return;
  const person = (await colleague.call('users.current')).thing;
  if (String(person.id) === String(caller.id)) throw new Error('the token of a colleague is of the caller');
  for (const subject of subjects)
    await check.part('whoAndWhen', subject.resource.name, async () => {
      if (!(await reads(check, subject, person))) return;
      await writes(check, subject, person);
      await adds(check, subject, person);
    });
}

/** A colleague reads what the caller reads, or is refused where they may be. */
async function reads(check: Check, subject: Subject, person: Thing): Promise<boolean> {
  const { resource, ids } = subject;
  const { get } = resource.verbs;
  if (!get || !check.colleague) return false;
  const own = await readOf(check, subject);
  const answer = await check.colleague.call(get, ids);
  check.held('agreement', get, 'a colleague');
  const lines = answer.ok
    ? differences(own.thing, answer.thing, knownFields(resource))
    : noAccess(check, resource, person, answer);
  check.expectNone('readByColleague', get, answer, lines);
  return answer.ok;
}

/** What a colleague changes is changed by them, and nothing else is. */
async function writes(check: Check, subject: Subject, person: Thing): Promise<void> {
  const { resource, ids } = subject;
  const { update } = resource.verbs;
  const field = textFieldOf(resource);
  if (!field || !update || !check.colleague) return;
  const before = (await readOf(check, subject)).thing;
  const body = { [field.name]: 'Changed by a colleague' };
  const answer = await check.colleague.call(update, ids, { body });
  const after = (await readOf(check, subject)).thing;
  const moved = answer.ok ? movedBy(resource, [field.name]) : new Set<string>();
  const promised: Thing = answer.ok ? { ...before, ...body } : before;
  check.held('whoAndWhen', update, 'a colleague');
  const others = knownFields(resource).filter((name) => !moved.has(name));
  const lines = answer.ok ? [] : noAccess(check, resource, person, answer);
  lines.push(...differences(promised, after, [...others, field.name]));
  for (const name of TRACES.filter((each) => answer.ok && each.startsWith('updated_by') && each in after))
    if (!isThing(after[name], person)) lines.push(`${name}: seen ${shown(after[name])}`);
  check.expectNone('changeOfColleague', update, answer, lines);
}

/** What a colleague creates beside what the caller did is theirs, and the caller reads it. */
async function adds(check: Check, { resource, ids }: Subject, person: Thing): Promise<void> {
  const { create, get, delete: remove } = resource.verbs;
  // Time is seen by who entered it, and by who administers it.
  if (!create || !get || !check.colleague || resource.name === 'timeEntries') return;
  const isNote = 'note' in resource.read;
  const body = isNote ? { note: 'By a colleague' } : await check.pools.fullBody(resource, 0);
  const answer = await check.colleague.call(create, ids.slice(0, -1), { body });
  check.held('whoAndWhen', create, 'a colleague');
  if (!answer.ok)
    return check.expectNone('madeByColleague', create, answer, noAccess(check, resource, person, answer));
  const made = [...ids.slice(0, -1), answer.thing.id];
  const read = await check.session.call(get, made);
  const { user } = read.thing;
  const lines = [
    ...read.errors,
    ...differences(answer.thing, read.thing, knownFields(resource)),
    ...(isNote && !isThing(user, person) ? [`user: seen ${shown(user)}`] : []),
  ];
  check.expectNone('madeByColleague', create, read, lines);
  if (remove) await check.session.call(remove, made);
}

/** A line where a refusal is none that is allowed. Of a record, who has its service is refused nothing. */
function noAccess({ pools }: Check, { name }: Resource, person: Thing, { errors, text }: Answer): string[] {
  const isOfRecord = RECORDS.includes(name.split('.')[0] as string);
  const isMember = pools.members.some(({ id }) => String(id) === String(person.id));
  const allowed = name === 'timeEntries' ? NOT_PERMITTED : NOT_FOUND;
  if (allowed.test(errors.join()) && !(isOfRecord && isMember)) return [];
  return [`refused by ${shown(errors)}, ${text.slice(0, 200)}`];
}
