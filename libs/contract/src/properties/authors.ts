import { setTimeout as sleep } from 'node:timers/promises';
import type { OperationId } from '@service-desk/client';
import { shown } from '../v1/bodies.ts';
import { type Check, differences } from './check.ts';
import type { Resource } from './model.ts';
import type { Subject } from './pools.ts';
import type { Answer, Ids, Thing } from './session.ts';
import { blankOf, isThing, isUnset } from './values.ts';
import { parentOf, readOf, TRACES, textFieldOf } from './writing.ts';

/** The fields of a new resource whose default is the caller or the current time, unless an annotation says otherwise. */
const CALLER = /^(owner|received_by|owned_by|user|updated_by(_user)?)$/;
const NOW = /^(created|updated|last_active|opened|performed)_at$/;

/** Fields that are not checked: ids and types, and those that the service or the parent decides. */
const GIVEN =
  /^(id|reference_num|service|priority|type|service_activity_type|account|custom|full_name|.*_link|config_type|hours|released_.*|reference|release_status)$/;

/**
 * Checks the defaults of a resource that is created with the mandatory fields only: authors are the caller, times are
 * the current time, everything else is blank.
 *
 * @param clock the latest created_at so far, which no later resource may precede
 */
export async function defaultsOf(check: Check, resource: Resource, clock: { last: number }): Promise<void> {
  const operation = resource.verbs.create;
  const full = await check.pools.fullBody(resource, 0);
  const body = Object.fromEntries(resource.mandatory.map((name) => [name, full[name]]));
  const subject = operation && (await check.pools.create(resource, body));
  if (!operation || !subject?.made.ok) return;
  const { thing } = subject.made;
  const expectValue = (name: string, isRight: boolean, expected: unknown) => {
    const line = `${name}: expected ${shown(expected)}, received ${shown(thing[name])}`;
    check.expect(isRight, 'beginning', `${operation} ${name}`, subject.made, [line]);
  };
  for (const [name, schema] of Object.entries(resource.read)) {
    const isSent = name in body || resource.mandatory.includes(`${name}_id`);
    if (!(name in thing) || isSent || GIVEN.test(name)) continue;
    const byName = CALLER.test(name) ? 'caller' : NOW.test(name) ? 'now' : blankOf(schema);
    const { 'x-default': expected = byName } = schema;
    const value = thing[name];
    if (expected === 'any' || name === 'avatar') continue;
    if (expected === 'caller') expectValue(name, isThing(value, check.pools.caller), 'the caller');
    else if (expected === 'now') expectValue(name, isNear(value, thing.created_at), thing.created_at);
    else expectValue(name, isUnset(expected, value), expected);
  }
  tick(check, operation, subject.made, thing.created_at, clock);
  await blankCreate(check, resource, body, thing);
  if (resource.verbs.delete) await check.session.call(resource.verbs.delete, subject.ids);
}

/** Checks that a blank field in a create is treated as absent. */
async function blankCreate(check: Check, resource: Resource, body: Thing, bare: Thing): Promise<void> {
  const operation = resource.verbs.create as OperationId;
  const names = resource.create.map(({ name }) => name).filter((name) => !(name in body));
  for (const blank of ['', null]) {
    const blanks = Object.fromEntries(names.map((name) => [name, blank]));
    const subject = await check.pools.create(resource, { ...blanks, ...body });
    if (!subject) return;
    const fields = Object.keys(bare).filter((name) => name in resource.read && !OF_ITS_OWN.test(name));
    const lines = differences(bare, subject.made.thing, fields);
    const { made } = subject;
    const isSame = made.ok && lines.length === 0;
    check.expect(isSame, 'blankInCreate', operation, made, [...made.errors, ...lines], shown(blank));
    if (resource.verbs.delete && made.ok) await check.session.call(resource.verbs.delete, subject.ids);
  }
}

/** The fields that differ between any two new resources. */
const OF_ITS_OWN = /^(id|reference_num|latest_note|.*_link|.*_at|due_date)$/;

/** Checks that created_at never goes back. */
function tick(check: Check, place: string, answer: Answer, date: unknown, clock: { last: number }): void {
  const moment = Date.parse(String(date));
  if (Number.isNaN(moment)) return;
  const line = `created_at: expected ${new Date(clock.last).toISOString()} or soon after, received ${date}`;
  // The clocks of several processes may differ by a second.
  const isNext = moment >= clock.last - 2000 && (moment <= clock.last + HOURS || clock.last === 0);
  check.expect(isNext, 'earlier', place, answer, [line]);
  clock.last = moment;
}

/** How far the clock may move between two creates, since a sandbox moves it with each request. */
const HOURS = 3 * 3_600_000;

/** More than a second, in milliseconds. */
const A_WHILE = 1100;

/** Checks that a change updates the times of its own resource, and of no older one. */
export async function activity(check: Check, subjects: readonly Subject[]): Promise<void> {
  // Times have a resolution of a second, so the last write must be longer ago.
  await sleep(A_WHILE);
  for (const subject of subjects) {
    const { resource, ids } = subject;
    const field = textFieldOf(resource);
    const operation = resource.verbs.update;
    if (!field || !operation) continue;
    const before = (await readOf(check, subject)).thing;
    const parent = (await parentOf(check, subject))?.thing;
    const body = { [field.name]: 'Another text, a while later' };
    const answer = await check.session.call(operation, ids, { body });
    const { thing } = await readOf(check, subject);
    const changed = TRACES.filter((each) => each in thing && answer.ok);
    for (const name of changed.filter((each) => each.endsWith('_at'))) {
      const was = Date.parse(String(before[name] || before.created_at));
      const line = `${name}: expected later than ${before[name]}, received ${thing[name]}`;
      check.expect(Date.parse(String(thing[name])) > was, 'timeOfChange', operation, answer, [line]);
    }
    for (const name of changed.filter((each) => !each.endsWith('_at'))) {
      const line = `${name}: received ${shown(thing[name])}`;
      const isCaller = isThing(thing[name], check.pools.caller);
      check.expect(isCaller, 'authorOfChange', `${operation} ${name}`, answer, [line]);
    }
    const now = (await parentOf(check, subject))?.thing;
    const isNote = 'note' in resource.read;
    if (!parent || !now || !('last_active_at' in parent)) continue;
    const [was, is] = [parent.last_active_at, now.last_active_at];
    // The record's last activity must equal the time at which its note was changed.
    const isRight = isNote ? Date.parse(String(is)) >= Date.parse(String(thing.updated_at)) : is === was;
    const name = isNote ? 'activityByNote' : 'activityByPart';
    check.expect(isRight, name, operation, answer, [`last_active_at: was ${was}, is ${is}`]);
  }
}

/** Checks that the total time of a record is the sum of its entries after each create, update and delete. */
export async function sums(check: Check): Promise<void> {
  const { session, pools, model } = check;
  if (!check.only('timeEntries.create')) return;
  for (const { name, verbs } of model.filter((each) => 'total_time_spent' in each.read)) {
    const child = model.find((each) => each.parent === name);
    const [id] = (child && (await pools.home(child))) ?? [];
    const { get } = verbs;
    if (id === undefined || !get) continue;
    const read = async () => (await session.call(get, [id])).thing;
    let total_time_spent = Number((await read()).total_time_spent);
    const made: Ids[] = [];
    const step = async (operation: OperationId, ids: Ids, more: number, hours?: number) => {
      const options = hours === undefined ? {} : { body: { entry: `B#${id}`, hours } };
      const answer = await session.call(operation, ids, options);
      if (operation === 'timeEntries.create') made.push([answer.thing.id]);
      total_time_spent = Math.round((total_time_spent + more) * 100) / 100;
      const lines = differences({ total_time_spent }, await read(), ['total_time_spent']);
      check.expectNone('sum', `${operation} ${name}.total_time_spent`, answer, lines);
    };
    await step('timeEntries.create', [], 1.25, 1.25);
    await step('timeEntries.create', [], 0.4, 0.4);
    await step('timeEntries.update', made[0] as Ids, 1.85, 3.1);
    await step('timeEntries.delete', made[1] as Ids, -0.4);
  }
}

function isNear(a: unknown, b: unknown): boolean {
  return b === undefined || Math.abs(Date.parse(String(a)) - Date.parse(String(b))) <= 5000;
}
