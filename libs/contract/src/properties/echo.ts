import { type OperationId, operationTable } from '@service-desk/client';
import { fieldOf, isAlias, missingText, readingsOf } from '#description/resources';
import { shown } from '../v1/bodies.ts';
import { entriesOf } from '../v1/calls.ts';
import { type Check, differences } from './check.ts';
import type { Field, Resource } from './model.ts';
import { ALIASES, isPlain, type Located, type Subject } from './pools.ts';
import type { Thing } from './session.ts';
import { blankOf, isSame, isUnset, reads, type Value } from './values.ts';
import { expectFailure } from './wire.ts';
import { expectEcho, knownFields, ofParent, parentOf, readOf, textFieldOf, update } from './writing.ts';

/** The variants of bodies: more than five, since a list may be cut off at five. The most difficult values come last. */
const VARIANTS = [0, 1, 2, ALIASES, 0, 3, 4];

/** Checks that each field and value of a create is read back. Returns the created resources that remain, at least two. */
export async function echoOfCreate(check: Check, resource: Resource): Promise<Subject[]> {
  const operation = resource.verbs.create;
  const subjects: Subject[] = [];
  if (!operation) return [];
  for (const variant of VARIANTS) {
    const body = await check.pools.fullBody(resource, variant);
    const subject = await check.pools.create(resource, body);
    if (!subject) return [];
    check.expect(subject.made.ok, 'createRefused', operation, subject.made, subject.made.errors);
    if (!subject.made.ok) continue;
    subjects.push(subject);
    const { thing } = await readOf(check, subject);
    for (const field of resource.create) {
      if (!(field.name in body)) continue;
      const values = await check.pools.valuesOf(resource, field);
      const sent = body[field.name];
      const value = values.find(({ send }) => isSame(send, sent)) ?? { send: sent, read: sent };
      expectEcho(check, operation, resource, field, value, { ...subject.made, thing });
    }
    const lines = differences(thing, subject.made.thing, knownFields(resource));
    check.expectNone('answerOfCreate', operation, subject.made, lines);
  }
  await expectListed(check, resource, subjects);
  await createAgain(check, resource);
  const { delete: remove } = resource.verbs;
  if (!remove) return subjects.toReversed();
  const kept = subjects.slice(-2);
  // Resources that are no longer needed are deleted, so that the same people can watch again.
  for (const { ids } of subjects.slice(0, -2))
    if (!kept.some((each) => String(each.ids) === String(ids))) await check.session.call(remove, ids);
  return kept;
}

/** Checks that two equal creates make two resources, or one watch, since a person or an address watches once. */
async function createAgain({ session, pools, ...check }: Check, resource: Resource): Promise<void> {
  const { create, delete: remove } = resource.verbs;
  const home = await pools.home(resource);
  if (!create || !home) return;
  const isWatch = fieldOf(resource, 'watched_by') !== undefined;
  for (const variant of isWatch ? [0, 1] : [1]) {
    const body = await pools.fullBody(resource, variant);
    const { thing: first } = await session.call(create, home, { body, extension: '.json' });
    const answer = await session.call(create, home, { body, extension: '.json' });
    const { thing: second } = answer;
    const isRight = (first.id === second.id) === isWatch;
    const line = `id: received ${first.id}, then ${second.id}`;
    check.expect(isRight, isWatch ? 'watchedTwice' : 'sameAgain', create, answer, [line]);
    // The watch may be one of the resources that later checks need.
    const made = isWatch ? [] : [first.id, second.id];
    if (remove) for (const id of made) await session.call(remove, [...home, id]);
  }
}

/** Checks that a list of parts ends with the created ones, each once and oldest first, also if the query names a page. */
async function expectListed({ session, ...check }: Check, resource: Resource, subjects: readonly Subject[]) {
  const { list } = resource.verbs;
  if (!list || operationTable[list].list === 'paged') return;
  const query = { limit: 1, page: 2 };
  const answer = await session.call(list, subjects[0]?.ids.slice(0, -1), { query });
  const made = [...new Set(subjects.map(({ ids }) => String(ids.at(-1))))];
  const listed = entriesOf(answer.value).map(({ id }) => String(id));
  const since = listed.slice(listed.indexOf(made[0] as string));
  const line = `ids: expected ${made} at the end, received ${listed.slice(-10)}`;
  check.expect(since.join() === made.join(), 'partsMade', list, answer, [line]);
}

/** Checks each value of each field of an update, and that nothing else changes. */
export async function echoOfUpdate(check: Check, subject: Subject, neighbours: readonly Subject[]) {
  const { resource } = subject;
  const operation = resource.verbs.update;
  if (!operation) return;
  const [nearest] = neighbours;
  const text = textFieldOf(resource);
  // Another resource is written last, so that a provider that confuses the two is found.
  if (nearest && text)
    await check.session.call(operation, nearest.ids, { body: { [text.name]: 'Beside it' } });
  const beside: Thing[] = [];
  for (const each of neighbours) beside.push((await readOf(check, each)).thing);
  const above = await parentOf(check, subject);
  let before = (await readOf(check, subject)).thing;
  for (const field of resource.update) {
    if (!isPlain(resource, field)) continue;
    const known = await check.pools.valuesOf(resource, field);
    // A person who already watches keeps the existing watch.
    const isTaken = (read: unknown) =>
      field.name === 'watched_by' && beside.some((each) => reads(field.kind, read, each.watched_by));
    const values = known.filter(({ read }) => !isTaken(read));
    before = await echoOfField(check, subject, field, values, before);
    if (isAlias(resource, field)) continue;
    before = await clear(check, subject, before, field);
    // Filled again, since a later update that loses the value would not be noticed on a blank field.
    const isCleared = field['x-blank'] !== 'kept' && typeof field['x-blank'] !== 'object';
    const full = values.findLast(({ read }) => read);
    if (full && isCleared) before = (await update(check, subject, before, { [field.name]: full.send })).after;
  }
  before = await echoTogether(check, subject, before);
  // Fields that are not sent stay, also the last one above.
  if (text) await update(check, subject, before, { [text.name]: 'Written alone' });
  for (const [index, each] of neighbours.entries()) {
    const read = await readOf(check, each);
    const lines = differences(beside[index] as Thing, read.thing, knownFields(resource));
    check.expectNone('besideUpdate', operation, read, lines);
  }
  const after = await parentOf(check, subject);
  const changed = above && after ? differences(above.thing, after.thing, ofParent(after.thing)) : [];
  if (after) check.expectNone('parentOfPart', operation, after, changed);
}

/** Checks that fields written in one request are all read back. */
async function echoTogether(check: Check, subject: Subject, before: Thing): Promise<Thing> {
  const { resource } = subject;
  const operation = resource.verbs.update as OperationId;
  const written = new Map<Field, Value>();
  // A person may watch already, and a watch has either a person or an external address.
  const isApart = ({ name }: Field) =>
    name === 'watched_by' ||
    (name === 'external_email' && resource.update.some((each) => each.name === 'user_id'));
  for (const field of resource.update) {
    const [reading] = readingsOf(resource, field.name);
    if (!reading || !isPlain(resource, field) || isAlias(resource, field) || isApart(field)) continue;
    const values = await check.pools.valuesOf(resource, field);
    const other = values.findLast(({ read }) => !reads(field.kind, read, before[reading]));
    if (other) written.set(field, other);
  }
  const body = Object.fromEntries([...written].map(([{ name }, { send }]) => [name, send]));
  const { answer, after } = await update(check, subject, before, body);
  check.expect(answer.ok, 'updateRefused', operation, answer, answer.errors);
  for (const [field, value] of answer.ok ? written : [])
    expectEcho(check, operation, resource, field, value, { ...answer, thing: after });
  return after;
}

/** Checks each value of a field of an update. Returns the resource as it is read afterwards. */
export async function echoOfField(
  check: Check,
  subject: Subject,
  field: Field,
  values: readonly Value[],
  before: Thing,
): Promise<Thing> {
  const { resource } = subject;
  const operation = resource.verbs.update as OperationId;
  const [reading] = readingsOf(resource, field.name);
  let now = before;
  for (const value of values) {
    if (reading && reads(field.kind, value.read, now[reading])) continue;
    const { answer, after } = await update(check, subject, now, { [field.name]: value.send });
    check.expect(answer.ok, 'updateRefused', `${operation} ${field.name}`, answer, answer.errors);
    if (answer.ok) expectEcho(check, operation, resource, field, value, { ...answer, thing: after }, now);
    now = after;
  }
  return now;
}

/** Checks that `""` and null both clear a field, and fills it again. */
async function clear(check: Check, subject: Subject, before: Thing, field: Field): Promise<Thing> {
  const { resource } = subject;
  const { name, kind, 'x-stamps': stamped, 'x-makes': list, 'x-blank': rule } = field;
  const [reading = stamped] = readingsOf(resource, name);
  const operation = resource.verbs.update as OperationId;
  let now = before;
  if (list) {
    // A blank text makes no note, and removes none.
    for (const blank of ['', null]) {
      const { answer, after } = await update(check, subject, now, { [name]: blank }, []);
      check.expect(answer.ok, 'clearRefused', `${operation} ${name}`, answer, answer.errors);
      now = after;
    }
    return now;
  }
  if (reading === undefined) return before;
  const full = before[reading];
  for (const blank of ['', null]) {
    const place = `${operation} ${name}`;
    const { answer, after } = await update(check, subject, now, { [name]: blank });
    const refused = typeof rule === 'object' || (resource.mandatory.includes(name) && rule !== 'cleared');
    const fault = answer.ok ? 'mandatoryCleared' : 'wrongValue';
    if (refused) expectFailure(check, fault, place, answer, missingText(resource, name), kind);
    else check.expect(answer.ok, 'clearRefused', place, answer, answer.errors);
    if (refused || !answer.ok) return after;
    const { 'x-default': byDefault = 'any' } = resource.read[reading] ?? {};
    const computed = byDefault === 'any' ? after[reading] : byDefault;
    const others = { kept: now[reading], computed, cleared: blankOf(resource.read[reading]) };
    const expected = others[rule ?? 'cleared'];
    const line = `${reading}: expected ${shown(expected)} after ${shown(blank)}, received ${shown(after[reading])}`;
    check.expect(isUnset(expected, after[reading]), 'clearIgnored', place, answer, [line]);
    const again = await check.pools.valuesOf(resource, field);
    const refill = again.find(({ read }) => reads(kind, read, full)) ?? again[0];
    if (!refill) return after;
    now = (await update(check, subject, after, { [name]: refill.send })).after;
  }
  return now;
}

/** Checks that sending a record back as it was read changes nothing, not even last_active_at. */
export async function sentBackWhole(check: Check, subject: Located): Promise<void> {
  const { resource } = subject;
  const operation = resource.verbs.update;
  if (!operation) return;
  const before = (await readOf(check, subject)).thing;
  const answer = await check.session.call(operation, subject.ids, { body: before });
  const after = (await readOf(check, subject)).thing;
  check.expect(answer.ok, 'sentBackRefused', operation, answer, answer.errors);
  const lines = differences(before, after, knownFields(resource));
  check.expectNone('sentBackChanges', operation, answer, lines);
}
