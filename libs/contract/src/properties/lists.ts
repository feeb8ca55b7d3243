import { type OperationId, operationTable } from '@service-desk/client';
import type { Parameter } from '#description/description';
import { operationNamed, queryOf } from '#description/operations';
import { shown } from '../v1/bodies.ts';
import { entriesOf, OPERATIONS } from '../v1/calls.ts';
import { type Check, differences, type FaultName, type Look } from './check.ts';
import type { Answer, Ids, Thing } from './session.ts';
import { isThing } from './values.ts';
import { expectFailure, MISSING } from './wire.ts';

const DAY = 86_400_000;
/** The largest page size. */
const CAP = 100;
/** How many entries of a long list are read. */
const MOST = 500;

/** The title of records of others that the caller watches. */
const WATCHED = 'To be watched';

/** The order faults of lists whose order has a row of its own. */
const ORDER_FAULTS: Readonly<Record<string, FaultName>> = {
  'incidents.list': 'orderOfIncidents',
  'timeEntries.list': 'orderOfTime',
};

/** Creates more than a page of the caller's records, and records of others that the caller watches. */
export async function crowd(check: Check): Promise<void> {
  const { session, pools, model, only } = check;
  const service_id = pools.service?.id;
  const other = pools.people.at(-1)?.id;
  for (const kind of ['incidents', 'problems'] as const) {
    if (!only(`${kind}.list`) || other === pools.caller.id) continue;
    const body = { title: WATCHED, service_id, assigned_user_id: other };
    const { thing } = await session.call(`${kind}.create`, [], { body });
    await session.call(`${kind}.watches.create`, [thing.id], { body: { watched_by: pools.caller.id } });
  }
  for (const name of ['incidents', 'timeEntries']) {
    const resource = model.find((each) => each.name === name);
    const { list, create } = resource?.verbs ?? {};
    if (!resource || !list || !create || !only(list)) continue;
    const { total_entries = 0 } = totals(await session.call(list, [], { query: { limit: 1 } }));
    let last: Thing = {};
    for (let count = total_entries; count <= CAP; count += 1) {
      const own = { title: `One of many, ${count}`, service_id, assigned_user_id: pools.caller.id };
      // The current time, since the list shows only the last days by default.
      const { performed_at, ...entry } = await pools.fullBody(resource, count);
      last = (await session.call(create, [], { body: name === 'incidents' ? own : entry })).thing;
    }
    // A second earlier, so that an off-by-one error of a range is found.
    const before = Date.parse(text(last.performed_at)) - 1000;
    if (name === 'incidents' || Number.isNaN(before)) continue;
    const entry = await pools.fullBody(resource, 1);
    await session.call(create, [], { body: { ...entry, performed_at: new Date(before).toISOString() } });
  }
}

interface Listed {
  listed: Thing[];
  /** The last page. */
  answer: Answer;
  pages: number;
}

interface List {
  check: Check;
  operation: OperationId;
  parameters: ReadonlyMap<string, Parameter>;
  page(query?: object): Promise<Answer>;
  /** The entries of all pages, up to the limit. */
  whole(query?: object, most?: number): Promise<Listed>;
  twice(name: FaultName, look: () => Promise<Look>, what?: string): Promise<void>;
}

/** Checks every list on the existing data. A check that fails is repeated, since others may write meanwhile. */
export async function lists(check: Check): Promise<void> {
  const { session, bundle, pools } = check;
  for (const operation of OPERATIONS.filter(check.only)) {
    const { method, ids, list } = operationTable[operation];
    const parameters = queryOf(operationNamed(bundle, operation));
    const isPaged = parameters.has('limit');
    // The root, where items have a page of their own.
    const target = ids.length > 0 ? pools.types.slice(0, 1).map(({ id }) => id) : [];
    if (method !== 'GET' || target.length < ids.length || !(isPaged || (list && ids.length === 0))) continue;
    await check.part('lists', operation, async () => {
      const page = (query: object = {}) => session.call(operation, target, { query });
      const asked: List = {
        ...{ check, operation, parameters, page },
        whole: (query = {}, most) => everyOf(page, { ...(isPaged && { limit: CAP }), ...query }, most),
        twice: (name, look, what = name) => check.twice(name, `${operation} ${what}`, look),
      };
      await asked.twice('once', async () => {
        const { listed, answer } = await asked.whole();
        const known = listed.map(idOf);
        const lines = new Set(known).size < known.length ? [`ids: ${known}`] : [];
        if (isPaged && listed.length < MOST) lines.push(...totalsOf(answer, listed.length, CAP));
        if (!isPaged) lines.push(...differ(listed, listOf(await page({ limit: 1, page: 2 }))));
        return { answer, lines };
      });
      await orders(asked);
      if (isPaged) await pages(asked);
      await wrongQueries(check, operation, target);
      for (const [parameter, filter] of Object.entries(FILTERS))
        if (parameters.has(parameter)) await filter(asked);
    });
  }
  await check.part('lists', 'users.current', async () => {
    if (!check.only('users.current')) return;
    const [one, other] = pools.services.map(({ id }) => id);
    await counts(check, {});
    if (one !== undefined) await counts(check, { service_ids: one });
    if (other !== undefined) await counts(check, { service_ids: [other] });
  });
}

/** Checks the default order of a list, and each order that its query can name. */
async function orders({ check, operation, parameters, whole, twice }: List): Promise<void> {
  const { schema, 'x-order': byValue = {} } = parameters.get('order') ?? {};
  const own = operationNamed(check.bundle, operation).order ?? byValue[String(schema?.default)] ?? [];
  const asked: [query: object, fields: readonly string[]][] = [[{}, own]];
  for (const [order, fields] of Object.entries(byValue)) asked.push([{ order }, fields]);
  if (schema) asked.push([{ order: '' }, own]);
  for (const [query, fields] of asked) {
    const look = async () => {
      const { listed, answer } = await whole(query);
      return { answer, lines: orderFaults(listed, fields) };
    };
    await twice(ORDER_FAULTS[operation] ?? 'order', look, 'order');
  }
}

/** Checks the content and the number of pages. */
async function pages({ parameters, page, whole, twice }: List): Promise<void> {
  for (const limit of [1, 7])
    await twice('limit', async () => {
      const { listed } = await whole();
      const { listed: turned, answer, pages } = await whole({ limit }, 4);
      const lines = differ(listed.slice(0, turned.length), turned);
      lines.push(...differences((await page()).thing, answer.thing, ['config_types']));
      if (turned.length < Math.min(listed.length, limit * pages))
        lines.push(`${turned.length} entries on ${pages} pages of ${limit}`);
      if (listed.length < MOST) lines.push(...totalsOf(answer, listed.length, limit));
      return { answer, lines };
    });
  const alike: readonly (readonly [name: FaultName, limit: number, ...others: object[]])[] = [
    ['per_page', 3, { per_page: 3 }, { per_page: 3, page: 1 }, { limit: 3, per_page: 5 }],
    ['cap', CAP, { limit: 100000 }],
    ['default', Number(parameters.get('limit')?.schema.default), {}, { limit: '', page: '' }],
  ];
  for (const [name, limit, ...others] of alike)
    await twice(name, async () => {
      const expected = listOf(await page({ limit }));
      const [answer, ...more] = (await inTurn(page, others)) as [Answer, ...Answer[]];
      const lines = [answer, ...more].flatMap((each) => differ(expected, listOf(each)));
      return { answer, lines: [...lines, ...totalsOf(answer, undefined, limit)] };
    });
  await twice('past', async () => {
    const expected = totals(await page({ limit: 5 }));
    const past = [1, 1000].map((more) => ({ limit: 5, page: Number(expected.total_pages) + more }));
    const [answer, ...more] = (await inTurn(page, past)) as [Answer, ...Answer[]];
    const lines = [answer, ...more].flatMap((each) => [...each.errors, ...differ([], listOf(each))]);
    return { answer, lines: [...lines, ...differences(expected, totals(answer), ['total_entries'])] };
  });
}

type Wrong = readonly [value: unknown, text: string];

const NUMBERS: readonly Wrong[] = [
  [0, 'must be greater than 0'],
  [-1, 'must be greater than 0'],
  ['x', 'is not a number'],
  [1.5, 'is not a number'],
];

/** Invalid values of parameters, with the error text that follows the name of the parameter. */
const WRONG: Readonly<Record<string, readonly [name: FaultName, ...wrong: Wrong[]]>> = {
  limit: ['wrongPage', ...NUMBERS],
  per_page: ['wrongPage', ...NUMBERS],
  page: ['wrongPage', ...NUMBERS],
  order: ['wrongOrder', ['title', 'is not included in the list']],
  start_date: ['wrongDay', ['last Monday', 'is not a date']],
  end_date: ['wrongDay', ['2011-02-31', 'is not a date']],
};

/** Checks that an invalid value of a parameter is refused with its text. */
export async function wrongQueries(check: Check, operation: OperationId, ids: Ids): Promise<void> {
  for (const [parameter, { 'x-kind': kind }] of queryOf(operationNamed(check.bundle, operation))) {
    const refused = async (name: FaultName, value: unknown, text: string) => {
      const answer = await check.session.call(operation, ids, { query: { [parameter]: value } });
      expectFailure(check, name, `${operation} ${parameter}`, answer, text);
    };
    const [name = 'wrongPage', ...wrong] = WRONG[parameter] ?? [];
    for (const [value, text] of wrong) await refused(name, value, `${parameter} ${text}`);
    if (kind && /_id$/.test(parameter)) await refused('wrongName', MISSING, `no ${kind} found`);
  }
}

/** The check of each filter, by its parameter: the list must be the subset that the fields of the entries imply. */
const FILTERS: Readonly<Record<string, (list: List) => Promise<void>>> = {
  service_ids: byServices,
  selected_user_id: byPerson,
  include_watchlisted: byWatches,
  service_id: byAccess,
  start_date: byDays,
};

/** Checks that a filter returns exactly the entries whose fields match. */
async function subset(
  { whole, twice }: List,
  name: FaultName,
  query: object,
  isWanted: (entry: Thing) => boolean,
): Promise<void> {
  await twice(name, async () => {
    const { listed } = await whole();
    const { listed: some, answer } = await whole(query);
    return { answer, lines: listed.length < MOST ? differ(listed.filter(isWanted), some) : [] };
  });
}

async function byServices(list: List): Promise<void> {
  const known = list.check.pools.services.slice(0, 4).map(({ id }) => id);
  for (const [index, id] of known.entries()) {
    for (const query of [{ service_ids: id }, { service_ids: [id] }, { 'service_ids[0]': id }])
      await subset(list, 'service_ids', query, ({ service }) => isThing(service, { id }));
    const two = [...known.slice(index, index + 2), MISSING];
    for (const ids of [two.join(), two])
      await subset(list, 'service_ids', { service_ids: ids }, ({ service }) =>
        two.some((each) => isThing(service, { id: each })),
      );
  }
  await list.twice('service_ids', async () => {
    const answer = await list.page({ service_ids: MISSING });
    return { answer, lines: differ([], listOf(answer)) };
  });
  await list.twice('serviceUnlisted', async () => {
    const { listed, answer } = await list.whole();
    const services = listOf(await list.check.session.call('services.list'));
    const isListed = ({ service }: Thing) =>
      !service || services.some((each) => isThing(service, each as Thing));
    return { answer, lines: listed.filter((each) => !isListed(each)).map(idOf) };
  });
}

async function byPerson({ check, whole, twice }: List): Promise<void> {
  const { people, caller } = check.pools;
  const ownerOf = (each: Thing) => each.assigned_user ?? each.assigned_to ?? each.user;
  for (const person of people)
    await twice('selected_user_id', async () => {
      const { listed, answer } = await whole({ selected_user_id: person.id });
      const strayed = answer.ok ? listed.filter((each) => !isThing(ownerOf(each), person)) : [];
      const lines = strayed.map(
        (each) => `${idOf(each)} belongs to ${(ownerOf(each) as Thing | null)?.id ?? ''}`,
      );
      lines.push(...listed.filter(({ closed_at }) => closed_at).map((each) => `${idOf(each)} is closed`));
      return { answer, lines: lines.slice(0, 5) };
    });
  await twice('selected_user_id', async () => {
    const { listed: own } = await whole();
    const { listed, answer } = await whole({ selected_user_id: caller.id });
    const isWide = own.some((each) => !isThing(ownerOf(each), caller));
    return { answer, lines: isWide ? [] : differ(own, listed) };
  });
}

async function byWatches({ check, whole, twice }: List): Promise<void> {
  const isWatch = ({ watched_by }: Thing) => isThing(watched_by, check.pools.caller);
  await twice('include_watchlisted', async () => {
    const { listed: own, answer } = await whole();
    const asked = [true, 1, 'false'].map((each) => ({ include_watchlisted: each }));
    const [yes, one, no] = (await inTurn(whole, asked)) as [Listed, Listed, Listed];
    const watched = [...yes.listed, ...one.listed].filter(({ watches }) => entriesOf(watches).some(isWatch));
    const wanted = [...new Map([...own, ...watched].map((each) => [idOf(each), each])).values()];
    const lines = [yes, one].flatMap(({ listed }) => differ(inOrder(wanted), inOrder(listed)));
    const isMade = check.write && check.pools.people.length > 1;
    if (isMade && !yes.listed.some(({ title }) => title === WATCHED)) lines.push(`none is "${WATCHED}"`);
    return { answer, lines: own.length < MOST ? [...lines, ...differ(own, no.listed)] : [] };
  });
}

async function byAccess({ check, operation, page, twice }: List): Promise<void> {
  if (operation !== 'users.list') return;
  for (const { id } of check.pools.services)
    await twice('service_id', async () => {
      const everybody = listOf(await page()).map(idOf);
      const answer = await page({ service_id: id });
      const unknown = listOf(answer)
        .map(idOf)
        .filter((each) => !everybody.includes(each));
      return { answer, lines: unknown.map((each) => `${each} is not in the list of all users`) };
    });
}

async function byDays(list: List): Promise<void> {
  const { listed } = await list.whole();
  const days = listed.map(({ performed_at }) => text(performed_at)).sort();
  const middle = days[Math.floor(days.length / 2)];
  const range = async (from: string | undefined, to: string | undefined) => {
    const query = { ...(from && { start_date: from }), ...(to && { end_date: to }) };
    const [least, most] = [Date.parse(from ?? '0000-01-01'), Date.parse(to ?? '9999-12-31')];
    await subset(list, 'start_date', query, ({ performed_at }) => {
      const at = Date.parse(text(performed_at));
      return at >= least && at <= most;
    });
  };
  if (middle)
    for (const [from, to] of [[middle], [undefined, middle], [middle, middle]]) await range(from, to);
  // Two entries of one day differ only in the time of day, so the two closest ones make the strictest range.
  const gap = (index: number) => {
    const [at = '', next = ''] = days.slice(index);
    const isParted = at !== next && at.slice(0, 10) === next.slice(0, 10);
    return isParted ? Date.parse(next) - Date.parse(at) : DAY;
  };
  const [parted = 0] = [...days.keys()].toSorted((a, b) => gap(a) - gap(b));
  if (days.length === 0 || gap(parted) === DAY) return;
  await range(days[parted + 1], undefined);
  await range(undefined, days[parted]);
}

/** Checks that the counts of the caller are the totals of the default lists. */
async function counts({ session, pools, ...check }: Check, query: object): Promise<void> {
  for (const kind of ['incident', 'problem', 'change', 'release']) {
    const name = `${kind}_count`;
    await check.twice('count', `users.current ${name}`, async () => {
      const answer = await session.call('users.current', [], { query });
      const list = `${kind}s.list` as OperationId;
      const total = totals(await session.call(list, [], { query: { ...query, limit: 1 } })).total_entries;
      const others = differences(pools.caller, answer.thing, ['id']);
      check.expectNone('otherCaller', 'users.current', answer, others);
      return { answer, lines: differences({ [name]: total }, answer.thing, [name]) };
    });
  }
}

async function inTurn<T>(request: (query: object) => Promise<T>, queries: readonly object[]): Promise<T[]> {
  const answers: T[] = [];
  for (const query of queries) answers.push(await request(query));
  return answers;
}

async function everyOf(page: List['page'], query: object, most = MOST / CAP): Promise<Listed> {
  const first = await page(query);
  const listed = listOf(first);
  const pages = Math.min(Number(totals(first).total_pages ?? 1), most);
  let answer = first;
  for (let number = 2; number <= pages; number += 1) {
    answer = await page({ ...query, page: number });
    listed.push(...listOf(answer));
  }
  return { listed, answer, pages };
}

function listOf(answer: Answer): Thing[] {
  return entriesOf(Array.isArray(answer.value) ? answer.value : answer.thing.config_items);
}

function totals({ body }: Answer): Thing & { total_entries?: number; total_pages?: number } {
  return (body?.result ?? {}) as Thing;
}

function totalsOf(answer: Answer, count: number | undefined, size: number): string[] {
  const seen = totals(answer);
  const total_pages = Math.max(1, Math.ceil(Number(seen.total_entries) / size));
  const expected = { total_entries: count ?? seen.total_entries, total_pages };
  return differences(expected, seen, Object.keys(expected));
}

/** The first two entries out of order. Names beyond ASCII are left out: their letters do not show their order. */
function orderFaults(listed: readonly Thing[], order: readonly string[]): string[] {
  const keys = listed.map((entry) => order.map((field) => keyOf(entry, field)));
  const isPlain = (part: unknown) =>
    typeof part === 'number' || /^([a-z0-9]+( [a-z0-9]+)*)?$/.test(part as string);
  const plain = keys.filter((parts) => parts.every(isPlain));
  for (const [index, parts] of plain.entries()) {
    const before = plain[index - 1];
    const place = before?.findIndex((part, at) => part !== parts[at]) ?? -1;
    if (before && place >= 0 && (before[place] as never) > (parts[place] as never))
      return [`${shown(before)} is before ${shown(parts)}`];
  }
  return [];
}

/** The sort key of an entry. Blank values come last. */
function keyOf(entry: Thing, field: string): string | number {
  const name = field.replace('-', '');
  const value = name.split('.').reduce<unknown>((inside, each) => (inside as Thing | null)?.[each], entry);
  if (/name$/.test(name)) return text(value).toLowerCase();
  if (!value) return Number.MAX_VALUE;
  const number = /_(at|date)$/.test(name) ? Date.parse(text(value)) : Number(value);
  return field === name ? number : -number;
}

function differ(expected: readonly Thing[], received: readonly Thing[]): string[] {
  const [wanted, given] = [expected, received].map((each) => each.map(idOf)) as [string[], string[]];
  if (wanted.join() === given.join()) return [];
  const outline = (ids: string[]) => `${ids.length} entries ${ids.slice(0, 12)}`;
  return [`expected ${outline(wanted)}, received ${outline(given)}`];
}

function inOrder(list: readonly Thing[]): Thing[] {
  return list.toSorted((a, b) => Number(a.id) - Number(b.id));
}

function idOf({ id }: Thing): string {
  return String(id);
}

function text(value: unknown): string {
  return String(value ?? '');
}
