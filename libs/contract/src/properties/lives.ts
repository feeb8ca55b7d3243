import type { OperationId } from '@service-desk/client';
import { ANY, effectOf, isNoted, NOW, pathOf, type Standing } from '#description/life-cycle';
import { fieldOf, isOfLife, readingsOf } from '#description/resources';
import { shown } from '../v1/bodies.ts';
import { entriesOf } from '../v1/calls.ts';
import { type Check, differences } from './check.ts';
import { echoOfField } from './echo.ts';
import type { Life, Resource } from './model.ts';
import type { Subject } from './pools.ts';
import type { Answer, Thing } from './session.ts';
import { isUnset, reads } from './values.ts';
import { expectFailure } from './wire.ts';
import { knownFields, readOf, update } from './writing.ts';

/** In a list of bodies, stands for an update of each field of the life cycle. */
const ECHO = Symbol('echo');
/** How far the clocks of two processes of a provider may differ, in milliseconds. */
const A_MOMENT = 2000;
const AT = '2031-05-06T07:08:09Z';
const LATER = '2031-06-07T08:09:10Z';
const TEXTS = ['it is over: "really" <&> truly, 日本 🚲', ' Another  reason:\n1 + 1 = 100 %.', 'By a flag.'];
const CODES = [1, 2, 0];

/** A record that goes through its life cycle. */
interface Walk extends Standing {
  resource: Resource & { life: Life };
  check: Check;
  subject: Subject;
  /** The status and closed_at of the record when its list was last read. */
  listed?: string;
}

/** Bodies to send in turn, chosen by the record's current state. `ECHO` updates each field of the life cycle. */
type Sends = (walk: Walk) => Iterable<Thing | typeof ECHO>;

/** Checks the life cycle of a type of record: each transition from each state, and each field that belongs to one. */
export async function livesOf(check: Check, { life, ...others }: Resource): Promise<void> {
  if (!life) return;
  const resource = { ...others, life };
  for (const sends of sendsOf(resource)) {
    const walk = await walkOf(check, resource);
    if (!walk) return;
    for (const send of sends(walk)) await (send === ECHO ? echoOfLife(walk) : step(walk, send));
  }
  const walk = await walkOf(check, resource);
  for (const date of walk ? Object.keys(resource.life.dates) : [])
    for (const index of [0, 1]) await born(walk as Walk, date, index);
}

/** Checks a create with a date of the life cycle: the result is the same as after a create and an update. */
async function born(walk: Walk, date: string, index: number): Promise<void> {
  const { check, resource, before, caller } = walk;
  const needs = samplesOf(resource.life.dates[date]?.needs ?? [], index);
  const send = { ...fullOf(walk, date, index), ...needs };
  const operation = resource.verbs.create as OperationId;
  if (!resource.create.some(({ name }) => name === date)) return;
  const effect = effectOf({ resource, caller, before }, send);
  const subject = await check.pools.create(resource, { ...walk.subject.body, ...send });
  if (!subject) return;
  const place = `${operation} ${Object.keys(send).join(' ')}`;
  expectEffect(check, place, subject.made, subject.made.thing, effect);
}

/** Checks the fields after a transition, or the texts that refuse it. */
function expectEffect(check: Check, place: string, made: Answer, after: Thing, effect: Thing | string[]) {
  if (Array.isArray(effect)) return expectFailure(check, 'wrongStep', place, made, effect);
  check.expect(made.ok, 'stepRefused', place, made, made.errors);
  if (!made.ok) return;
  const lines = Object.entries(effect).flatMap(([name, value]) => linesOf(name, value, after));
  check.expectNone('stepEffect', place, made, lines);
}

/** Each of these sequences begins with a new record. */
function sendsOf(resource: Walk['resource']): Sends[] {
  const { status = '', dates, moves = {}, flags = {}, ...life } = resource.life;
  const closed = Object.keys(dates).find((each) => dates[each]?.with) ?? '';
  const open = Object.keys(dates).filter((each) => each !== closed);
  const written = open.filter((each) => fieldOf(resource, each));
  const pathTo = (to: unknown, from = life.new) => pathOf(resource.life, from, to) ?? [];
  const pairs = written.flatMap((first) => written.map((second) => [first, second] as const));
  return [
    function* (walk) {
      yield* stepsOf(walk, closed);
      yield ECHO;
    },
    function* (walk) {
      for (const date of open) {
        const path = pathTo(dates[date]?.status ?? dates[date]?.reaches, walk.before[status]);
        yield* path.slice(0, -1).map((to) => ({ [status]: to }));
        yield* stepsOf(walk, date);
      }
      yield* written.map((date) => ({ [date]: LATER }));
      yield ECHO;
      yield* [fullOf(walk, closed), { [closed]: '' }];
      yield* written.map((date) => ({ [date]: '' }));
      for (const [flag, { sets }] of Object.entries(flags).filter(([, { sets }]) => sets.length > 1)) {
        const needs = sets.flatMap((each) => dates[each]?.needs ?? []);
        yield* [{ [flag]: true, ...samplesOf(needs, 2) }, { [closed]: '' }];
      }
      if (!resource.life.moves)
        yield Object.assign({}, ...[...written, closed].map((each) => fullOf(walk, each)));
      yield ECHO;
    },
    // Two dates in one request apply one after the other.
    ...pairs.flatMap(([first, second]): Sends[] => {
      const [from, to] = [first, second].map((each) => Number(dates[each]?.status)) as [number, number];
      const isWay = moves[String(life.new)]?.includes(from) && moves[from]?.includes(to) && from < to;
      return isWay ? [() => [{ [second]: AT, [first]: AT }]] : [];
    }),
    // Each status to each other: allowed with the dates that it sets, or refused with both names.
    ...Object.entries(moves).flatMap(([from, allowed]) => {
      const others = Object.keys(moves).filter((to) => to !== from && !allowed.includes(Number(to)));
      return [others.map(Number), ...allowed.map((to) => [to])].map((targets): Sends => {
        return () => [...pathTo(Number(from)), ...targets].map((to) => ({ [status]: to }));
      });
    }),
  ];
}

/** Bodies for a date of the life cycle: they set, change or clear it, or are refused. The date is set at the end. */
function* stepsOf(walk: Walk, date: string): Generator<Thing> {
  const { life, update: fields } = walk.resource;
  const { with: group = [], by, needs, from } = life.dates[date] ?? {};
  if (from) return yield { [from]: 'Use the stairs.' };
  const besides = group.filter((each) => each !== date);
  for (const { name } of fields.filter((each) => each['x-stamps'] === date))
    for (const flag of [true, false, 1, '0']) yield { [name]: flag };
  if (needs || group.length > 0) yield { [date]: AT };
  for (const name of besides) yield samplesOf([name], 0);
  yield fullOf(walk, date);
  for (const name of besides) yield { [name]: '' };
  if (group.length > 0) yield samplesOf(besides, 1);
  if (group.length > 0) yield { title: 'Closed records can be edited' };
  yield { [date]: LATER };
  yield { [date]: '' };
  if (group.length > 0) yield { ...fullOf(walk, date), [date]: null };
  const person = fields.find(({ name }) => by && readingsOf(walk.resource, name).includes(by));
  if (person) {
    yield { ...fullOf(walk, date), [person.name]: walk.check.pools.people.at(-1)?.id };
    yield { [date]: null };
  }
  for (const [flag, { sets }] of Object.entries(life.flags ?? {})) {
    if (sets.join() !== date) continue;
    yield { ...fullOf(walk, date), [flag]: false };
    yield { ...samplesOf(besides, 2), [flag]: true };
    yield { [flag]: false };
    yield { [date]: null };
  }
  yield fullOf(walk, date);
}

/** A date with the fields that it requires. */
function fullOf(walk: Walk, date: string, index = 0): Thing {
  const { with: group = [], needs = [] } = walk.resource.life.dates[date] ?? {};
  const texts = needs.filter((each) => !isNoted(walk, each));
  return { ...samplesOf([...group, ...texts], index), [date]: AT };
}

function samplesOf(names: readonly string[], index: number): Thing {
  return Object.fromEntries(
    names.map((name) => [name, /_at$/.test(name) ? AT : (/_code$/.test(name) ? CODES : TEXTS)[index]]),
  );
}

/** A new record of the caller; undefined if none can be created. */
async function walkOf(check: Check, resource: Walk['resource']): Promise<Walk | undefined> {
  const { caller, service } = check.pools;
  const taken = resource.create.map(({ name }) => name);
  const people = ['assigned_user_id', 'owner_id'].filter((each) => taken.includes(each));
  const subject = await check.pools.create(resource, {
    ...{ title: `A life ${crypto.randomUUID().slice(0, 8)}`, service_id: service?.id },
    ...Object.fromEntries(people.map((name) => [name, caller.id])),
  });
  if (!subject?.made.ok) return undefined;
  const { thing: before } = await readOf(check, subject);
  return { check, subject, resource, caller, before };
}

/** Checks that an allowed transition has the effect of the rules, and that any other is refused with its texts. */
async function step(walk: Walk, send: Thing): Promise<void> {
  const { check, subject, before, resource } = walk;
  const operation = resource.verbs.update as OperationId;
  const place = `${operation} ${Object.keys(send).join(' ')}`;
  const effect = effectOf(walk, send);
  const moved = Array.isArray(effect) ? [] : Object.keys(effect);
  const { answer, after } = await update(check, subject, before, send, moved);
  walk.before = after;
  expectEffect(check, place, answer, after, effect);
  if (Array.isArray(effect))
    check.expectNone('refusedStep', place, answer, differences(before, after, knownFields(resource)));
  await lookWhetherListed(walk);
}

/** A line if a field is wrong after a transition. */
function linesOf(name: string, expected: unknown, after: Thing): string[] {
  const seen = after[name];
  const line = (what: string, isRight: boolean) =>
    isRight ? [] : [`${name}: expected ${what}, received ${shown(seen)}`];
  if (expected === ANY) return [];
  const isNow = Math.abs(Date.parse(String(seen)) - Date.parse(String(after.last_active_at))) <= A_MOMENT;
  if (expected === NOW) return line(`about ${shown(after.last_active_at)}`, isNow);
  if (typeof expected === 'object' && expected !== null && 'id' in expected)
    return line(shown(expected.id), reads('IdInput', expected.id, seen));
  if (isUnset('', expected)) return line(shown(expected), isUnset(expected, seen));
  const isDate = typeof expected === 'string' && /^\d{4}-/.test(expected);
  return line(shown(expected), reads(isDate ? 'DateInput' : '', expected, seen));
}

/** Checks that a record is in the list of its assignee while it is open. */
async function lookWhetherListed(walk: Walk): Promise<void> {
  const { check, resource, subject, listed: before } = walk;
  const { closed_at, title } = walk.before;
  walk.listed = JSON.stringify([closed_at, walk.before[resource.life.status ?? '']]);
  if (walk.listed === before) return;
  const list = resource.verbs.list as OperationId;
  const order = resource.name === 'incidents' && { order: 'created_at' };
  const query = { limit: 100, selected_user_id: walk.caller.id, ...order };
  const answer = await check.session.call(list, [], { query });
  const listed = entriesOf(answer.value);
  const isTwice = /^A life /.test(String(title)) && listed.filter((each) => each.title === title).length > 1;
  check.expect(!isTwice, 'madeTwice', resource.verbs.create as string, answer);
  const isListed = listed.some(({ id }) => String(id) === String(subject.ids[0]));
  check.expect(isListed === !closed_at, closed_at ? 'closedListed' : 'openUnlisted', list, answer);
}

/** Updates the dates, people and texts of the life cycle without a transition, and checks that they stay afterwards. */
async function echoOfLife(walk: Walk): Promise<void> {
  const { check, subject, resource } = walk;
  for (const field of resource.update) {
    const [reading = ''] = readingsOf(resource, field.name);
    // Of a closed record, only code and comment can change.
    if (/^closed_/.test(field.name) || /Flag|Status/.test(field.kind)) continue;
    if (!isOfLife(resource, field) || !walk.before[reading]) continue;
    const values = await check.pools.valuesOf(resource, field);
    // The first values again, so that a person is at last not the caller, which is the default.
    const all = [...values, ...values.slice(0, 2)];
    walk.before = await echoOfField(check, subject, field, all, walk.before);
  }
  const title = `Later ${crypto.randomUUID()}`;
  walk.before = (await update(check, subject, walk.before, { title })).after;
}
