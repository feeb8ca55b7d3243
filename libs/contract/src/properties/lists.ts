import { type OperationId, operationTable } from '@service-desk/client';
import { OPERATIONS } from '../v1/calls.ts';
import { type Check, type Row, shown } from './check.ts';
import { parametersOf } from './model.ts';
import { entries } from './pools.ts';
import type { Answer, Ids, Thing } from './session.ts';
import { lookAtFailure, MISSING } from './wire.ts';

/** The most that a page holds. */
const CAP = 100;
/** How many entries of a long list are read. */
const MOST = 500;

type Key = (entry: Thing) => readonly (string | number)[];

const text = (value: unknown) => String(value ?? '');
const numberOf = (entry: Thing) => -Number(entry.id);
const levelOf = ({ priority }: Thing) => Number((priority as Thing | null)?.level ?? 99);
const moment = (value: unknown, blank: number) => (value ? Date.parse(text(value)) : blank);

/** By what a list goes; a name beyond ASCII is in no order that its letters tell. */
const ORDERS: Readonly<Record<string, Key>> = {
  'incidents.list': (each) => [moment(each.due_date, Number.MAX_VALUE), numberOf(each)],
  'incidents.list due_date': (each) => [moment(each.due_date, Number.MAX_VALUE), numberOf(each)],
  'incidents.list priority': (each) => [
    levelOf(each),
    moment(each.due_date, Number.MAX_VALUE),
    numberOf(each),
  ],
  'incidents.list created_at': (each) => [-moment(each.created_at, 0), numberOf(each)],
  'incidents.list last_active_at': (each) => [-moment(each.last_active_at, 0), numberOf(each)],
  'problems.list': (each) => [numberOf(each)],
  'changes.list': (each) => [numberOf(each)],
  'releases.list': (each) => [numberOf(each)],
  'timeEntries.list': (each) => [-moment(each.performed_at, 0)],
  'customers.list': (each) => [text(each.first_name).toLowerCase(), text(each.last_name).toLowerCase()],
  'companies.list': (each) => [text(each.name).toLowerCase()],
  'services.list': (each) => [text(each.name).toLowerCase()],
  'users.list': (each) => [text(each.full_name).toLowerCase()],
};

/** More than a page of the caller's own, and records of others that the caller watches. */
export async function crowd(check: Check): Promise<void> {
  const { session, pools, model, only } = check;
  const service_id = pools.service?.id;
  const other = pools.people.at(-1)?.id;
  for (const kind of ['incidents', 'problems'] as const) {
    if (!only(`${kind}.list`) || other === pools.caller.id) continue;
    const body = { title: 'To be watched', service_id, assigned_user_id: other };
    const { thing } = await session.call(`${kind}.create`, [], { body });
    await session.call(`${kind}.watches.create`, [thing.id], { body: { watched_by: pools.caller.id } });
  }
  for (const name of ['incidents', 'timeEntries']) {
    const resource = model.find((each) => each.name === name);
    if (!resource?.verbs.list || !resource.verbs.create || !only(resource.verbs.list)) continue;
    const { total_entries = 0 } = totals(
      await session.call(resource.verbs.list, [], { query: { limit: 1 } }),
    );
    for (let count = total_entries; count <= CAP; count += 1) {
      const body =
        name === 'incidents'
          ? { title: `One of many, ${count}`, service_id, assigned_user_id: pools.caller.id }
          : await pools.fullBody(resource, count);
      await session.call(resource.verbs.create, [], { body });
    }
  }
}

/** What lists of everything there is promise, whatever it is. Each difference is looked at twice, since others may write. */
export async function lists(check: Check): Promise<void> {
  const { session, bundle, pools } = check;
  const listing = OPERATIONS.filter(
    (each) =>
      operationTable[each].method === 'GET' &&
      operationTable[each].ids.length === 0 &&
      check.only(each) &&
      (operationTable[each].list !== undefined || parametersOf(bundle, each).includes('limit')),
  );
  for (const operation of listing) {
    await check.part('lists', operation, async () => {
      const parameters = parametersOf(bundle, operation);
      const page = (query: object = {}, ids: Ids = []) => session.call(operation, ids, { query });
      const paged = parameters.includes('limit');
      const held = (what: string) => check.held('lists', operation, what);
      /** Looks twice: at all entries, and at what a question answers. */
      const twice = async (
        what: string,
        row: Row,
        look: () => Promise<{ answer: Answer; lines: string[] }>,
      ) => {
        held(what);
        const { lines } = await look();
        if (lines.length === 0) return;
        const again = await look();
        if (again.lines.length > 0)
          check.fault(
            'lists',
            `${operation} ${what}`,
            TEXTS[what] ?? 'a filter gives another list than its entries tell',
            again.answer,
            again.lines,
            row,
          );
      };
      const all = () => everyOf(page, paged ? { limit: CAP } : {});

      await twice('once', 'lists.8', async () => {
        const { listed, answer } = await all();
        const ids = listed.map(idOf);
        const lines = new Set(ids).size < ids.length ? [`an entry stands there twice: ${ids}`] : [];
        if (paged && listed.length < MOST) lines.push(...totalsOf(answer, listed.length, CAP));
        return { answer, lines };
      });
      await twice('order', ORDER_ROWS[operation] ?? 'lists.11', async () => {
        const { listed, answer } = await all();
        return { answer, lines: orderFaults(listed, ORDERS[operation]) };
      });
      for (const order of operation === 'incidents.list'
        ? ['due_date', 'priority', 'created_at', 'last_active_at', '']
        : [])
        await twice('order', 'lists.6', async () => {
          const { listed, answer } = await everyOf(page, { limit: CAP, order });
          return { answer, lines: orderFaults(listed, ORDERS[`incidents.list ${order || 'due_date'}`]) };
        });
      if (paged) {
        for (const size of [1, 7]) {
          await twice('limit', 'lists.7', async () => {
            const { listed } = await all();
            const { listed: turned, answer, pages } = await everyOf(page, { limit: size }, 4);
            const expected = listed.slice(0, turned.length).map(idOf);
            const lines = differ(expected, turned.map(idOf));
            if (turned.length < Math.min(listed.length, size * pages))
              lines.push(`${turned.length} entries on ${pages} pages of ${size}`);
            if (listed.length < MOST) lines.push(...totalsOf(answer, listed.length, size));
            return { answer, lines };
          });
        }
        await twice('per_page', 'lists.7', async () => {
          const [limited, named, both] = [
            await page({ limit: 3 }),
            await page({ per_page: 3 }),
            await page({ limit: 3, per_page: 5 }),
          ];
          return {
            answer: named,
            lines: [...differ(idsOf(limited), idsOf(named)), ...differ(idsOf(limited), idsOf(both))],
          };
        });
        await twice('cap', 'lists.7', async () => {
          const [most, capped] = [await page({ limit: CAP }), await page({ limit: 100000 })];
          return { answer: capped, lines: differ(idsOf(most), idsOf(capped)) };
        });
        await twice('default', 'lists.7', async () => {
          const size = operation === 'timeEntries.list' ? 50 : 10;
          const [bare, blank, said] = [
            await page(),
            await page({ limit: '', page: '' }),
            await page({ limit: size }),
          ];
          return {
            answer: bare,
            lines: [
              ...differ(idsOf(said), idsOf(bare)),
              ...differ(idsOf(said), idsOf(blank)),
              ...totalsOf(bare, undefined, size),
            ],
          };
        });
        await twice('past', 'lists.7', async () => {
          const first = await page({ limit: 5 });
          const past = await page({ limit: 5, page: Number(totals(first).total_pages) + 1 });
          const lines = differ([], idsOf(past));
          if (totals(past).total_entries !== totals(first).total_entries)
            lines.push(
              `total_entries: promised ${totals(first).total_entries}, seen ${totals(past).total_entries}`,
            );
          return { answer: past, lines };
        });
      }
      await wrongQueries(check, operation, []);
      await filters(check, operation, parameters, page, twice);
    });
  }
  await check.part('lists', 'users.current', async () => {
    if (!check.only('users.current')) return;
    for (const query of [
      {},
      ...pools.services.slice(0, 2).map(({ id }, index) => ({ service_ids: index ? [id] : id })),
    ])
      await counts(check, query);
  });
}

type Wrong = readonly (readonly [row: Row, value: unknown, text: string])[];

const NUMBERS: Wrong = [
  ['lists.7', 0, 'must be greater than 0'],
  ['lists.7', -1, 'must be greater than 0'],
  ['lists.7', 'x', 'is not a number'],
  ['lists.7', 1.5, 'is not a number'],
];

/** What parameters do not take, with the text that says so of the parameter. */
const WRONG: Readonly<Record<string, Wrong>> = {
  limit: NUMBERS,
  per_page: NUMBERS,
  page: NUMBERS,
  order: [['lists.6', 'title', 'is not included in the list']],
  start_date: [['time.4', 'last Monday', 'is not a date']],
  end_date: [['time.4', '2011-02-31', 'is not a date']],
};

/** What parameters name, which may not be there. */
const NAMED: Readonly<Record<string, string>> = {
  selected_user_id: 'user',
  report_id: 'report',
  service_id: 'service',
};

/** A parameter with what it does not take is refused by its text. */
export async function wrongQueries(check: Check, operation: OperationId, ids: Ids): Promise<void> {
  for (const name of parametersOf(check.bundle, operation)) {
    const refused = async (row: Row, value: unknown, text: string) => {
      const answer = await check.session.call(operation, ids, { query: { [name]: value } });
      const fault = 'a wrong parameter is not refused by its text';
      lookAtFailure(check, `${operation} ${name}`, answer, [text], fault, row, 'refusal');
    };
    for (const [row, value, text] of WRONG[name] ?? []) await refused(row, value, `${name} ${text}`);
    if (NAMED[name]) await refused('lists.4', MISSING, `no ${NAMED[name]} found`);
  }
}

type Page = (query?: object) => Promise<Answer>;
type Twice = (
  what: string,
  row: Row,
  look: () => Promise<{ answer: Answer; lines: string[] }>,
) => Promise<void>;

/** Each filter is the subset of the whole that its entries' own fields confirm. */
async function filters(
  { pools }: Check,
  operation: OperationId,
  parameters: string[],
  page: Page,
  twice: Twice,
): Promise<void> {
  const whole = async (query: object = {}) => everyOf(page, { limit: CAP, ...query });
  if (parameters.includes('service_ids')) {
    const services = pools.services.slice(0, 4);
    for (const [index, { id }] of services.entries()) {
      const next = services[index + 1];
      const spelled: object[] = [
        { service_ids: id },
        { service_ids: [id] },
        { 'service_ids[0]': id },
        ...(next ? [{ service_ids: `${id},${next.id}` }, { service_ids: [id, next.id] }] : []),
      ];
      for (const query of spelled)
        await twice('service_ids', 'lists.4', async () => {
          const wanted = [
            id,
            ...(JSON.stringify(query).includes(String(next?.id)) && next ? [next.id] : []),
          ].map(String);
          const { listed } = await whole();
          const { listed: some, answer } = await whole(query);
          const expected = listed.filter(({ service }) =>
            wanted.includes(String((service as Thing | null)?.id)),
          );
          return { answer, lines: listed.length < MOST ? differ(expected.map(idOf), some.map(idOf)) : [] };
        });
    }
    await twice('service_ids', 'lists.4', async () => {
      const answer = await page({ service_ids: MISSING });
      return { answer, lines: differ([], idsOf(answer)) };
    });
  }
  if (parameters.includes('selected_user_id')) {
    const who = (each: Thing) =>
      text(((each.assigned_user ?? each.assigned_to ?? each.user) as Thing | null)?.id);
    for (const { id } of pools.people)
      await twice('selected_user_id', 'lists.2', async () => {
        const { listed, answer } = await whole({ selected_user_id: id });
        const strayed = answer.ok ? listed.filter((each) => who(each) !== String(id)) : [];
        const closed = listed.filter(({ closed_at }) => closed_at);
        return {
          answer,
          lines: [
            ...strayed.map((each) => `${idOf(each)} belongs to ${who(each)}`),
            ...closed.map((each) => `${idOf(each)} is closed`),
          ].slice(0, 5),
        };
      });
    await twice('selected_user_id', 'lists.2', async () => {
      const [{ listed: own }, { listed, answer }] = [
        await whole(),
        await whole({ selected_user_id: pools.caller.id }),
      ];
      const isWide = own.some((each) => who(each) !== String(pools.caller.id));
      return { answer, lines: isWide ? [] : differ(own.map(idOf), listed.map(idOf)) };
    });
  }
  if (parameters.includes('include_watchlisted'))
    await twice('include_watchlisted', 'lists.3', async () => {
      const { listed: own, answer } = await whole();
      const [yes, one, no] = [
        await whole({ include_watchlisted: true }),
        await whole({ include_watchlisted: 1 }),
        await whole({ include_watchlisted: 'false' }),
      ];
      const watched = [...yes.listed, ...one.listed].filter(({ watches }) =>
        entries(watches).some(({ watched_by }) => (watched_by as Thing | null)?.id === pools.caller.id),
      );
      const wanted = [...new Set([...own, ...watched].map(idOf))].sort();
      const lines = [
        ...[yes, one].flatMap(({ listed }) => differ(wanted, listed.map(idOf).sort())),
        ...differ(own.map(idOf), no.listed.map(idOf)),
      ];
      return { answer, lines: own.length < MOST ? lines : [] };
    });
  if (operation === 'users.list')
    for (const { id } of pools.services.slice(0, 2))
      await twice('service_id', 'people.1', async () => {
        const [everybody, answer] = [await page(), await page({ service_id: id })];
        const unknown = idsOf(answer).filter((each) => !idsOf(everybody).includes(each));
        return { answer, lines: unknown.map((each) => `${each} is not among all users`) };
      });
  if (parameters.includes('start_date')) {
    const { listed } = await whole();
    const days = listed.map(({ performed_at }) => text(performed_at)).sort();
    const middle = days[Math.floor(days.length / 2)];
    // Of two on one day, only the time of day parts them.
    const parted = days.findIndex(
      (at, i) => at !== days[i + 1] && at.slice(0, 10) === days[i + 1]?.slice(0, 10),
    );
    const ranges = [
      ...(middle
        ? [{ start_date: middle }, { end_date: middle }, { start_date: middle, end_date: middle }]
        : []),
      ...(parted < 0 ? [] : [{ start_date: days[parted + 1] }, { end_date: days[parted] }]),
    ];
    for (const query of ranges)
      await twice('start_date', 'time.4', async () => {
        const { listed: every } = await whole();
        const { listed: some, answer } = await whole(query);
        const { start_date, end_date } = query as { start_date?: string; end_date?: string };
        const from = start_date === undefined ? 0 : Date.parse(start_date);
        const to = end_date === undefined ? Number.MAX_VALUE : Date.parse(end_date);
        const inside = every.filter(
          ({ performed_at }) =>
            Date.parse(text(performed_at)) >= from && Date.parse(text(performed_at)) <= to,
        );
        return { answer, lines: differ(inside.map(idOf), some.map(idOf)) };
      });
  }
}

/** The counts of the caller are the totals of the default lists. */
async function counts({ session, ...check }: Check, query: object): Promise<void> {
  for (const kind of ['incident', 'problem', 'change', 'release']) {
    const look = async () => {
      const answer = await session.call('users.current', [], { query });
      const list = await session.call(`${kind}s.list` as OperationId, [], {
        query: { ...query, limit: 1 },
      });
      const isCaller = String(answer.thing.id) === String(check.pools.caller.id);
      if (!isCaller)
        check.fault(
          'whoAndWhen',
          'users.current',
          'the caller is somebody else',
          answer,
          [`id: promised ${check.pools.caller.id}, seen ${answer.thing.id}`],
          'callers.1',
        );
      return { answer, count: answer.thing[`${kind}_count`], total: totals(list).total_entries };
    };
    const first = await look();
    check.held('lists', 'users.current', `${kind}_count`);
    if (first.count === first.total) continue;
    const { answer, count, total } = await look();
    if (count !== total)
      check.fault(
        'lists',
        `users.current ${kind}_count`,
        'a count is not the total of its list',
        answer,
        [`${kind}_count: promised ${total}, seen ${count}`],
        'lists.13',
      );
  }
}

const ORDER_ROWS: Readonly<Record<string, Row>> = {
  'incidents.list': 'lists.6',
  'timeEntries.list': 'time.4',
};

const TEXTS: Readonly<Record<string, string>> = {
  once: 'a list and its totals do not agree',
  order: 'a list is in another order',
  limit: 'pages put end to end are not the list',
  per_page: 'per_page is not the other name of limit',
  cap: 'a limit above 100 is not one of 100',
  default: 'without a limit a page has another size',
  past: 'a page past the end is not an empty one with the totals',
};

/** The entries of all pages, as far as they are read. */
async function everyOf(
  page: Page,
  query: object,
  most = MOST / CAP,
): Promise<{ listed: Thing[]; answer: Answer; pages: number }> {
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
  return entries(Array.isArray(answer.value) ? answer.value : answer.thing.config_items);
}

function totals({ body }: Answer): { total_entries?: number; total_pages?: number } {
  return (body?.result ?? {}) as object;
}

function totalsOf(answer: Answer, count: number | undefined, size: number): string[] {
  const { total_entries, total_pages } = totals(answer);
  const pages = Math.max(1, Math.ceil(Number(total_entries) / size));
  return [
    ...(count === undefined || total_entries === count
      ? []
      : [`total_entries: promised ${count}, seen ${total_entries}`]),
    ...(total_pages === pages ? [] : [`total_pages: promised ${pages} of ${size}, seen ${total_pages}`]),
  ];
}

function orderFaults(listed: readonly Thing[], key: Key | undefined): string[] {
  if (!key) return [];
  const plain = listed
    .map(key)
    .filter((parts) =>
      parts.every((part) => typeof part === 'number' || /^([a-z0-9]+( [a-z0-9]+)*)?$/.test(part)),
    );
  for (const [index, parts] of plain.entries()) {
    const before = plain[index - 1];
    const place = before?.findIndex((part, at) => part !== parts[at]) ?? -1;
    if (before && place >= 0 && (before[place] as never) > (parts[place] as never))
      return [`${shown(before)} stands before ${shown(parts)}`];
  }
  return [];
}

function differ(promised: readonly string[], seen: readonly string[]): string[] {
  const same = promised.length === seen.length && promised.every((each, index) => each === seen[index]);
  return same
    ? []
    : [
        `promised ${promised.length} entries ${promised.slice(0, 12)}, seen ${seen.length} entries ${seen.slice(0, 12)}`,
      ];
}

function idOf({ id }: Thing): string {
  return String(id);
}

function idsOf(answer: Answer): string[] {
  return listOf(answer).map(idOf);
}
