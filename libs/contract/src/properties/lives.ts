import { type OperationId, operationTable } from '@service-desk/client';
import { type Check, differences, shown } from './check.ts';
import { LIFE } from './exceptions.ts';
import type { Resource } from './model.ts';
import { entries, isRecord, readingsOf, type Subject } from './pools.ts';
import type { Answer, Ids, Thing } from './session.ts';
import { isUnset, reads, valuesOf } from './values.ts';
import { lookAtFailure, nounOf } from './wire.ts';
import { knownFields, lookAtEcho, movedBy, readOf, update } from './writing.ts';

/** What is expected of a field after a step: a value, `CALLER`, `SET` for a date, or blank. */
type Expected = unknown;

/** A step in the life of a record: what is sent, and what it sets, or the texts that refuse it. */
type Step = readonly [send: Thing, expected: Readonly<Record<string, Expected>> | readonly string[]];

const CALLER = Symbol('caller');
const SET = Symbol('set');
const ANY = Symbol('any');
/** Somebody else, where there is one. */
const OTHER = Symbol('other');
const AT = '2031-05-06T07:08:09Z';
const LATER = '2031-06-07T08:09:10Z';
const CLOSING = { closed_at: AT, closure_code: 1, closure_comment: 'It is over: "really" & truly.' };

/** Closing and re-opening, which all four kinds share; by where the closer is read. */
const closing = (
  by: string,
  closed: Thing,
  open: Thing,
  order: readonly string[] = ['closure_comment', 'closed_at'],
): readonly Step[] => [
  [{ closed_at: AT }, ["closure_code can't be blank", "closure_comment can't be blank"]],
  [{ closure_code: 1 }, order.map((each) => `${each} can't be blank`)],
  [CLOSING, { ...CLOSING, [by]: CALLER, ...closed }],
  [{ closure_code: '' }, ["closure_code can't be blank"]],
  [{ closure_comment: '' }, ["closure_comment can't be blank"]],
  [
    { closure_code: 2, closure_comment: 'Another reason.' },
    { closure_code: 2, closure_comment: 'Another reason.' },
  ],
  [{ closed_at: LATER }, { closed_at: AT }],
  [{ title: 'Closed records can be edited' }, { title: 'Closed records can be edited' }],
  [{ closed_at: '' }, { closed_at: '', closure_code: '', closure_comment: '', [by]: null, ...open }],
  [{ ...CLOSING, closed_at: null }, ["closed_at can't be blank"]],
  [
    { ...CLOSING, closed_by_user_id: OTHER },
    { ...CLOSING, [by]: OTHER, ...closed },
  ],
  [{ closed_at: '' }, { closed_at: '', closure_code: '', closure_comment: '', [by]: null, ...open }],
];

/** A flag, its date and its second name: yes means now and by the caller, no clears both. */
const completing = (
  part: string,
  other: string,
  by: string,
  blank: unknown,
  moved: Thing = {},
  person: unknown = null,
): readonly Step[] => [
  [{ [`${part}_completed`]: true }, { [`${part}_completed_at`]: SET, [by]: CALLER, ...moved }],
  [{ [`${part}_completed`]: false }, { [`${part}_completed_at`]: blank, [by]: person }],
  [{ [other]: 1 }, { [`${part}_completed_at`]: SET, [by]: CALLER }],
  [{ [other]: '0' }, { [`${part}_completed_at`]: blank, [by]: person }],
  [{ [`${part}_completed_at`]: AT }, { [`${part}_completed_at`]: AT, [by]: CALLER }],
  [{ [`${part}_completed_at`]: '' }, { [`${part}_completed_at`]: blank, [by]: person }],
];

const UNRESOLVED = { status: 'Open', resolved_at: '', resolved_by_user: null };
const CLOSED_NOW = { closed_at: SET, closed_by_user: CALLER };

/** The lives of records, each from a new one, step by step. */
const LIVES: Readonly<Record<string, readonly (readonly Step[])[]>> = {
  incidents: [
    [
      [{ resolved_at: AT }, ["resolution can't be blank"]],
      [
        { resolved_at: AT, resolution: 'Turned off and on.' },
        { status: 'Resolved', resolved_at: AT, resolved_by_user: CALLER, resolutions: ANY, latest_note: ANY },
      ],
      [{ resolved_at: LATER }, { resolved_at: LATER }],
      [{ resolved_at: '' }, UNRESOLVED],
      [{ resolved: true }, { status: 'Resolved', resolved_at: SET, resolved_by_user: CALLER }],
      [{ resolved: false }, {}],
      [{ resolved_at: null }, UNRESOLVED],
      ...closing('closed_by_user', { status: 'Closed' }, UNRESOLVED),
      [
        { closed: true, closure_code: 0, closure_comment: 'By a flag.' },
        { status: 'Closed', ...CLOSED_NOW, closure_code: 0, closure_comment: 'By a flag.' },
      ],
    ],
    [
      [{ closed: false, ...CLOSING }, {}],
      [
        { resolve_and_close: true, resolution: 'Both at once.' },
        {
          status: 'Closed',
          resolved_at: SET,
          resolved_by_user: CALLER,
          ...CLOSED_NOW,
          closure_code: 0,
          closure_comment: 'Both at once.',
          resolutions: ANY,
          latest_note: ANY,
        },
      ],
      [
        { closed_at: '' },
        { ...UNRESOLVED, closed_at: '', closed_by_user: null, closure_code: '', closure_comment: '' },
      ],
      [
        { resolved_at: AT, ...CLOSING },
        { status: 'Closed', resolved_at: AT, resolved_by_user: CALLER, closed_by_user: CALLER, ...CLOSING },
      ],
    ],
  ],
  problems: [
    [
      [{ resolved_at: AT }, { resolved_at: AT }],
      ...closing('closed_by', {}, { resolved_at: '' }),
      [
        { workaround: 'Use the stairs.' },
        { workaround: ANY, workaround_found_at: SET, workaround_found_by: CALLER },
      ],
      [
        { closed: true, closure_code: 0, closure_comment: 'By a flag.' },
        { closed_at: SET, closed_by: CALLER, closure_code: 0, closure_comment: 'By a flag.' },
      ],
    ],
  ],
  changes: [
    closing('closed_by_user', { change_status: 8 }, { change_status: 1 }),
    [
      [
        { submitted_for_approval_at: AT },
        { change_status: 2, submitted_for_approval_at: AT, submitted_for_approval_by_user: CALLER },
      ],
      [{ approved_at: AT }, { change_status: 3, approved_at: AT }],
      ...completing('implementation', 'implementation_closed', 'implementation_completed_by_user', null, {
        change_status: 6,
      }),
      ...completing('test', 'test_closed', 'test_completed_by_user', null),
      [{ ready_for_release_at: AT }, { ready_for_release_at: AT, ready_for_release_by_user: CALLER }],
      [{ ready_for_release_at: '' }, { ready_for_release_at: '', ready_for_release_by_user: null }],
      [{ released_live_at: AT }, { change_status: 7, released_live_at: AT }],
      [
        { submitted_for_approval_at: '' },
        { submitted_for_approval_at: '', submitted_for_approval_by_user: null },
      ],
      [{ approved_at: LATER }, { approved_at: LATER }],
      [CLOSING, { change_status: 8, ...CLOSING, closed_by_user: CALLER }],
      [
        { closed_at: '' },
        { change_status: 7, closed_at: '', closure_code: '', closure_comment: '', closed_by_user: null },
      ],
    ],
    [
      [
        { approved_at: AT, submitted_for_approval_at: AT },
        {
          change_status: 3,
          approved_at: AT,
          submitted_for_approval_at: AT,
          submitted_for_approval_by_user: CALLER,
        },
      ],
    ],
  ],
  releases: [
    closing('closed_by_user', { status: 6 }, { status: 1 }, ['closed_at', 'closure_comment']),
    [
      [
        { submitted_for_approval_at: AT },
        { status: 2, submitted_for_approval_at: AT, submitted_for_approval_by_user: CALLER },
      ],
      [{ declined_at: AT }, { status: 4, declined_at: AT }],
      [{ status: 2 }, { status: 2, submitted_for_approval_at: SET }],
      [{ approved_at: AT }, { status: 3, approved_at: AT, approved_by_user: CALLER }],
      ...completing('review', 'review_closed', 'review_completed_by_user_id', '', {}, ''),
      [{ complete_at: AT }, { status: 5, complete_at: AT, complete_by_user: CALLER }],
      [{ complete_at: '' }, { complete_at: '', complete_by_user: null }],
      [
        { released_to_production_at: AT },
        { released_to_production_at: AT, released_to_production_by_user: CALLER },
      ],
      [CLOSING, { status: 6, ...CLOSING, closed_by_user: CALLER }],
      [
        { closed_at: '' },
        { status: 5, closed_at: '', closure_code: '', closure_comment: '', closed_by_user: null },
      ],
    ],
  ],
};

/** From which status a record may go where, by writing the status; the dates and people that this stamps. */
const MOVES: Readonly<
  Record<
    string,
    {
      field: string;
      from: Readonly<Record<number, readonly number[]>>;
      paths: Readonly<Record<number, readonly number[]>>;
      stamps: Readonly<Record<number, Thing>>;
    }
  >
> = {
  changes: {
    field: 'change_status',
    from: { 1: [2, 3], 2: [3, 4, 5], 3: [4, 6, 7], 4: [2, 5], 5: [], 6: [7], 7: [] },
    paths: { 1: [], 2: [2], 3: [3], 4: [2, 4], 5: [2, 5], 6: [3, 6], 7: [3, 7] },
    stamps: {
      2: { submitted_for_approval_at: SET, submitted_for_approval_by_user: CALLER },
      3: { approved_at: SET },
      4: { declined_at: SET },
      7: { released_live_at: SET },
    },
  },
  releases: {
    field: 'status',
    from: { 1: [2, 3], 2: [3, 4], 3: [5], 4: [2], 5: [] },
    paths: { 1: [], 2: [2], 3: [3], 4: [2, 4], 5: [3, 5] },
    stamps: {
      2: { submitted_for_approval_at: SET, submitted_for_approval_by_user: CALLER },
      3: { approved_at: SET, approved_by_user: CALLER },
      4: { declined_at: SET },
      5: { released_to_production_at: SET, released_to_production_by_user: CALLER },
    },
  },
};

/** The lives of a kind of record: each step from each state, and each field that goes with one. */
export async function livesOf(check: Check, resource: Resource): Promise<void> {
  const steps = LIVES[resource.name];
  if (!isRecord(resource) || !steps || !resource.verbs.update) return;
  for (const life of steps) {
    const subject = await fresh(check, resource);
    if (!subject) return;
    let before = (await readOf(check, subject)).thing;
    for (const [send, expected] of life) {
      before = await step(check, subject, before, withPeople(check, send), expected);
      await lookWhetherListed(check, subject, before);
    }
    // What a life has set can be put right, without a move, and stays where an update does not name it.
    await echoOfLife(check, subject);
    before = (await readOf(check, subject)).thing;
    await update(check, subject, before, { title: 'At the end of its life' });
  }
  await matrix(check, resource);
}

async function fresh(check: Check, resource: Resource): Promise<Subject | undefined> {
  const { caller, service } = check.pools;
  const person = ['assigned_user_id', 'owner_id'].filter((name) =>
    resource.create.some((each) => each.name === name),
  );
  const subject = await check.pools.create(resource, {
    ...{ title: `A life ${crypto.randomUUID().slice(0, 8)}`, service_id: service?.id },
    ...Object.fromEntries(person.map((name) => [name, caller.id])),
  });
  return subject?.made.ok ? subject : undefined;
}

async function step(
  check: Check,
  subject: Subject,
  before: Thing,
  send: Thing,
  expected: Step[1],
): Promise<Thing> {
  const { resource } = subject;
  const operation = resource.verbs.update as OperationId;
  const place = `${operation} ${Object.keys(send).join(' ')}`;
  check.held('lives', operation, Object.keys(send)[0]);
  if (Array.isArray(expected)) {
    const { answer, after } = await update(check, subject, before, send, new Set());
    lookAtFailure(
      check,
      place,
      answer,
      expected,
      'a step that is not allowed is not refused by its text',
      'incidents.3',
      'refusal',
    );
    return after;
  }
  const moved = new Set([...movedBy(resource, []), ...TRACED, ...Object.keys(expected)]);
  const { answer, after } = await update(check, subject, before, send, moved);
  if (!answer.ok) check.fault('lives', place, 'a step that is allowed is refused', answer, answer.errors);
  else lookAt(check, place, answer, after, expected as Thing);
  return after;
}

function withPeople({ pools }: Check, send: Thing): Thing {
  return Object.fromEntries(
    Object.entries(send).map(([name, value]) => [name, value === OTHER ? pools.people.at(-1)?.id : value]),
  );
}

/** A record is in the list of its assignee while it is open. */
async function lookWhetherListed(
  check: Check,
  { resource, ids }: Subject,
  { closed_at, title }: Thing,
): Promise<void> {
  const query = {
    limit: 100,
    selected_user_id: check.pools.caller.id,
    ...(resource.name === 'incidents' && { order: 'created_at' }),
  };
  const answer = await check.session.call(resource.verbs.list as OperationId, [], { query });
  const listed = entries(answer.value);
  const isListed = listed.some(({ id }) => String(id) === String(ids[0]));
  if (/^A life /.test(String(title)) && listed.filter((each) => each.title === title).length > 1)
    check.fault('lists', resource.verbs.create as string, 'a create has made more than one', answer);
  if (isListed === !closed_at) return;
  check.fault(
    'lives',
    resource.verbs.list as string,
    closed_at ? 'a closed record is still listed' : 'an open record is not listed',
    answer,
    [],
    'lists.1',
  );
}

const TRACED = ['updated_at', 'last_active_at', 'updated_by_user', 'updated_by'];

/** What a step has set. */
function lookAt(check: Check, place: string, answer: Answer, after: Thing, expected: Thing): void {
  const lines = Object.entries(expected).flatMap(([name, value]) => {
    const seen = after[name];
    if (value === ANY) return [];
    if (value === SET)
      return seen && !Number.isNaN(Date.parse(String(seen)))
        ? []
        : [`${name}: promised a date, seen ${shown(seen)}`];
    if (value === CALLER || value === OTHER) {
      const person = value === CALLER ? check.pools.caller : (check.pools.people.at(-1) as Thing);
      return reads('IdInput', person.id, seen)
        ? []
        : [`${name}: promised ${person.full_name}, seen ${shown(seen)}`];
    }
    if (value === '' || value === null)
      return isUnset(value, seen) ? [] : [`${name}: promised ${shown(value)}, seen ${shown(seen)}`];
    const isDate = typeof value === 'string' && /^\d{4}-/.test(value);
    return reads(isDate ? 'DateInput' : '', value, seen)
      ? []
      : [`${name}: promised ${shown(value)}, seen ${shown(seen)}`];
  });
  if (lines.length > 0)
    check.fault('lives', place, 'a step sets or clears another thing than it should', answer, lines);
}

/** Dates, people and texts that belong to a life are put right. */
async function echoOfLife(check: Check, subject: Subject): Promise<void> {
  const { resource } = subject;
  const operation = resource.verbs.update as OperationId;
  let before = (await readOf(check, subject)).thing;
  for (const field of resource.update) {
    const [reading] = readingsOf(resource, field.name);
    // How a closed record was closed stays, but for code and comment.
    if (/^closed_/.test(field.name)) continue;
    if (!LIFE.test(field.name) || !reading || !before[reading] || /Flag|Status/.test(field.kind)) continue;
    const isPerson = field.kind === 'IdInput';
    const values = isPerson ? await check.pools.valuesOf(resource, field) : valuesOf(field);
    for (const value of values.filter(({ read }) => !reads(field.kind, read, before[reading]))) {
      const { answer, after } = await update(check, subject, before, { [field.name]: value.send });
      check.held('echo', operation, field.name);
      if (!answer.ok)
        check.fault(
          'echo',
          `${operation} ${field.name}`,
          'an update of a described value is refused',
          answer,
          answer.errors,
        );
      else lookAtEcho(check, operation, resource, field, value, { ...answer, thing: after });
      before = after;
    }
  }
}

/** Each status from each other: allowed with its stamps, or refused with both names. */
async function matrix(check: Check, resource: Resource): Promise<void> {
  const moves = MOVES[resource.name];
  if (!moves) return;
  const { field, from, paths, stamps } = moves;
  const names = statusNames(check, resource, field);
  for (const [start, allowed] of Object.entries(from)) {
    for (const to of Object.keys(from).map(Number)) {
      if (to === Number(start)) continue;
      const subject = await fresh(check, resource);
      if (!subject) return;
      for (const each of paths[Number(start)] ?? [])
        await check.session.call(resource.verbs.update as OperationId, subject.ids, {
          body: { [field]: each },
        });
      const before = (await readOf(check, subject)).thing;
      const expected = allowed.includes(to)
        ? { [field]: to, ...stamps[to] }
        : [`${field} can't go from ${names[start]} to ${names[to]}`];
      await step(check, subject, before, { [field]: to }, expected);
    }
  }
}

function statusNames({ bundle }: Check, { read }: Resource, field: string): Record<string, string> {
  const ref = (read[field] as { $ref?: string }).$ref?.split('/').at(-1) ?? '';
  return (
    (bundle.components.schemas?.[ref] as { 'x-enumDescriptions'?: Record<string, string> } | undefined)?.[
      'x-enumDescriptions'
    ] ?? {}
  );
}

/** Fields that an update of any part takes. */
const ANY_BODY = { note: 'x', external_email: 'a@example.com' };

/** What is deleted answers as it last was, is not found any more and stands in no list; what is beside it stays. */
export async function deletion(
  check: Check,
  subject: Subject,
  neighbour: Subject,
  astray: readonly Ids[],
): Promise<void> {
  const { resource, ids } = subject;
  const { delete: remove, get, update: change, list } = resource.verbs;
  if (!remove || !get) return;
  const before = (await readOf(check, subject)).thing;
  const beside = (await readOf(check, neighbour)).thing;
  const noun = String(operationTable[get].key).toLowerCase().replaceAll('_', ' ');
  for (const address of astray) {
    // The first part of the address that is not under the one before it.
    const level = address.findIndex((id, at) => id === ids[at] && address[at - 1] !== ids[at - 1]);
    for (const operation of [get, ...(change ? [change] : []), remove])
      lookAtFailure(
        check,
        operation,
        await check.session.call(operation, address, operation === change ? { body: ANY_BODY } : {}),
        [`no ${level < ids.length - 1 ? nounOf(operation, level) : noun} found`],
        'a part of another thing is found',
        'notes.1',
      );
  }
  const answer = await check.session.call(remove, ids);
  check.held('lives', remove);
  const lines = differences(before, answer.thing, knownFields(resource));
  if (!answer.ok || lines.length > 0)
    check.fault('lives', remove, 'what is deleted does not answer as it last was', answer, lines);
  for (const operation of [get, remove, ...(change ? [change] : [])]) {
    const gone = await check.session.call(operation, ids, operation === change ? { body: ANY_BODY } : {});
    lookAtFailure(
      check,
      operation,
      gone,
      [`no ${noun} found`],
      'what was deleted is still there',
      'envelope.13',
    );
  }
  await latestNote(check, subject);
  const left = await readOf(check, neighbour);
  const strayed = differences(beside, left.thing, knownFields(resource));
  if (strayed.length > 0)
    check.fault('frame', remove, 'a deletion changed the thing beside it', left, strayed);
  if (!list) return;
  const listed = await check.session.call(list, ids.slice(0, -1), { query: { limit: 100 } });
  if (JSON.stringify(listed.value).includes(`"id":${ids.at(-1)},`))
    check.fault('lives', list, 'what was deleted is still listed', listed);
}

/** The latest note of an incident is the newest of those that it has, or says that there is none. */
async function latestNote({ session, ...check }: Check, { resource, ids }: Subject): Promise<void> {
  if (resource.parent !== 'incidents' || !('note' in resource.read)) return;
  const answer = await session.call('incidents.get', ids.slice(0, 1));
  const notes = ['symptoms', 'resolutions', 'comments'].flatMap((name) => entries(answer.thing[name]));
  const newest = notes.reduce((most, { id }) => Math.max(most, Number(id)), 0);
  const latest = answer.thing.latest_note as Thing | null;
  check.held('lives', resource.verbs.delete as OperationId, 'latest_note');
  if (Number(latest?.id ?? 0) !== newest)
    check.fault(
      'lives',
      resource.verbs.delete as string,
      'the latest note is not the newest that is left',
      answer,
      [`latest_note: promised ${newest || 'none'}, seen ${latest?.id}`],
      'notes.7',
    );
}
