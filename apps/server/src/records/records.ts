import { isDeepStrictEqual } from 'node:util';
import { type ExpressionBuilder, type Kysely, type Selectable, sql } from 'kysely';
import { countOpen, type OpenCount, openRecords } from '../store/open-counts.ts';
import { prepared } from '../store/prepared.ts';
import type { Database, Id, RecordType, Seconds } from '../store/schema.ts';
import { nextNumber } from '../store/sequences.ts';
import type { Db } from '../store/store.ts';
import { type Context, LINKS } from './context.ts';
import { notFound } from './faults.ts';
import { differences } from './fields.ts';
import type { Parent } from './parents.ts';
import { findUser } from './people.ts';
import { servicesOf, type VisibleServices, visibleServices } from './services.ts';

/** The rows of each type of record. */
export interface RecordRows {
  incident: Selectable<Database['incidents']>;
  change: Selectable<Database['changes']>;
  problem: Selectable<Database['problems']>;
  release: Selectable<Database['releases']>;
}

/** A type of record that the provider has. */
export type KnownRecordType = keyof RecordRows & RecordType;

/** The table of each type. */
export const recordTables: Record<KnownRecordType, `${KnownRecordType}s`> = {
  incident: 'incidents',
  change: 'changes',
  problem: 'problems',
  release: 'releases',
};

const LARGEST_ID = 2n ** 63n - 1n;

/** Whether the provider has this type of record. */
export function isKnownRecordType(type: RecordType): type is KnownRecordType {
  return type in recordTables;
}

/** A row of any type of record: what all of them have. */
interface AnyRecord {
  account_id: Id;
  id: Id;
  service_id: Id;
  assigned_user_id: Id | null;
  updated_by_user_id: Id | null;
  closed_at: Seconds | null;
  last_active_at: Seconds;
  /** When a field last changed; not every type has it. */
  updated_at?: Seconds;
}

/** What decides where a record is counted. */
type Countable = Pick<AnyRecord, 'service_id' | 'assigned_user_id' | 'closed_at'>;

/** All tables of records, seen as one: Kysely can not type a table that is chosen while it runs. */
interface AnyDatabase {
  record: AnyRecord & {
    resolved_at: Seconds | null;
    due_date: Seconds | null;
    created_at: Seconds;
    priority_level: number | null;
  };
  service_priorities: Database['service_priorities'];
  watches: Database['watches'];
}

/** What a list of records is asked for. */
export interface RecordFilter {
  report_id?: Id | null;
  selected_user_id?: Id | null;
  service_ids?: Id[];
  include_watchlisted?: boolean;
}

/** What a saved report filters by; what it leaves out, it does not narrow. */
export interface ReportFilters {
  assigned_user_ids?: number[];
  service_ids?: number[];
  /** Of `Open`, `Resolved` and `Closed`. */
  statuses?: string[];
}

/** The orders of lists. Only incidents can be asked for another than `reference_num`. */
export type RecordOrder = 'created_at' | 'due_date' | 'last_active_at' | 'priority' | 'reference_num';

interface Report {
  filters: ReportFilters;
  order: RecordOrder;
}

type RecordExpressions = ExpressionBuilder<AnyDatabase, 'record'>;

/** Which records a list holds, and how a report wants them ordered. */
export interface Selection<Type extends KnownRecordType = KnownRecordType> {
  type: Type;
  /** Of whom and where, all of them when nobody or nowhere is named; with what this user watches. */
  among: {
    account: Id;
    services: VisibleServices;
    assignees: readonly Id[] | undefined;
    watcher: Id | undefined;
  };
  /** What is open, or what a report is about; null for all. */
  statuses: 'open' | readonly string[] | null;
  /** The order of the report, if it is one. */
  order: RecordOrder | undefined;
}

/** A record as the parent of its notes and watches. */
export function parentRecord<Type extends KnownRecordType>(type: Type, { id }: { id: Id }): Parent<Type> {
  return { type, id, link: `${LINKS}/${recordTables[type]}/${id}` };
}

/**
 * A record that the caller sees.
 *
 * @throws CallError when there is none
 */
export async function findRecord<Type extends KnownRecordType>(
  context: Context,
  type: Type,
  id: Id,
): Promise<RecordRows[Type]> {
  const record = await recordOf(context, type, id);
  if (!record) throw notFound(type);
  return record;
}

/** A record, if there is one that the caller sees. */
export async function recordOf<Type extends KnownRecordType>(
  context: Context,
  type: Type,
  id: Id,
): Promise<RecordRows[Type] | undefined> {
  const { db, caller } = context;
  const services = await visibleServices(context);
  const [record] = await recordsWithId(db, { account: caller.account, id, services }, type);
  return record as unknown as RecordRows[Type] | undefined;
}

const recordsWithId = prepared(
  (
    db,
    { account, id, services }: { account: Id; id: Id; services: VisibleServices },
    type: KnownRecordType,
  ) => {
    const query = selectFrom(db, type)
      .selectAll('record')
      .where('record.account_id', '=', account)
      .where('record.id', '=', id);
    return services ? query.where('record.service_id', 'in', services) : query;
  },
);

/** A record of any type that the caller sees, by the number that no two of them share. */
export async function findRecordByNumber(
  context: Context,
  number: bigint,
): Promise<{ type: KnownRecordType; record: { id: Id; service_id: Id } } | undefined> {
  // No number is larger, and Postgres would refuse to look for one.
  if (number > LARGEST_ID) return undefined;
  const visible = await visibleServices(context);
  for (const type of Object.keys(recordTables) as KnownRecordType[]) {
    let query = selectFrom(context.db, type)
      .select(['record.id', 'record.service_id'])
      .where('record.account_id', '=', context.caller.account)
      .where('record.id', '=', number);
    if (visible) query = query.where('record.service_id', 'in', visible);
    const record = await query.executeTakeFirst();
    if (record) return { type, record };
  }
  return undefined;
}

/** Which of these records of a type the caller sees. */
export async function visibleIds(context: Context, type: KnownRecordType, ids: Id[]): Promise<Set<Id>> {
  if (ids.length === 0) return new Set();
  const visible = await visibleServices(context);
  let query = selectFrom(context.db, type)
    .select('record.id')
    .where('record.account_id', '=', context.caller.account)
    .where('record.id', 'in', ids);
  if (visible) query = query.where('record.service_id', 'in', visible);
  return new Set((await query.execute()).map(({ id }) => id));
}

/**
 * The record with this reference number, of whichever type.
 *
 * @throws CallError when there is none that the caller sees
 */
export async function findAnyRecord(context: Context, id: Id): Promise<Parent<KnownRecordType>> {
  for (const type of Object.keys(recordTables) as KnownRecordType[]) {
    if ((await visibleIds(context, type, [id])).size > 0) return parentRecord(type, { id });
  }
  throw notFound('record');
}

/**
 * Which records the call's list holds: those assigned to the selected user, open, in his services; or those of a
 * report. What leads nowhere is said in the context's faults.
 */
export async function selectRecords<Type extends KnownRecordType>(
  context: Context,
  type: Type,
  filter: RecordFilter,
): Promise<Selection<Type>> {
  const { account, user } = context.caller;
  const report = await findReport(context, type, filter.report_id);
  const selected = filter.selected_user_id ?? (report ? null : user);
  if (filter.selected_user_id && !(await findUser(context, filter.selected_user_id))) {
    context.faults.notFound('selected_user_id', 'user');
  }
  const services = await listedServices(context, filter, report, selected);
  const assignees = selected === null ? report?.filters.assigned_user_ids : [selected];

  return {
    type,
    order: report?.order,
    among: {
      account,
      services,
      assignees,
      watcher: filter.include_watchlisted && selected !== null ? selected : undefined,
    },
    statuses: report ? (report.filters.statuses ?? null) : 'open',
  };
}

/** Whether a record is in a selection. */
function isSelected(eb: RecordExpressions, { type, among, statuses }: Omit<Selection, 'order'>) {
  const { account, services, assignees, watcher } = among;
  const own = [
    ...(assignees ? [eb('record.assigned_user_id', 'in', assignees)] : []),
    statuses === 'open' ? eb('record.closed_at', 'is', null) : withStatus(eb, type, statuses),
  ];
  const watched =
    watcher === undefined
      ? []
      : [eb.and([eb('record.closed_at', 'is', null), isWatchedBy(eb, type, account, watcher)])];
  return eb.and([
    eb('record.account_id', '=', account),
    ...(services ? [eb('record.service_id', 'in', services)] : []),
    eb.or([eb.and(own), ...watched]),
  ]);
}

/** How many records a selection holds. */
export async function countRecords({ db, caller }: Context, selection: Selection): Promise<number> {
  const { type, among, statuses } = selection;
  // What is open is counted as it comes and goes.
  if (statuses === 'open' && among.watcher === undefined) return openRecords(db, caller.account, type, among);
  const { count } = await selectFrom(db, selection.type)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where((eb) => isSelected(eb, selection))
    .executeTakeFirstOrThrow();
  return count;
}

/** A page of a selection, and how many records the selection holds. */
export async function readRecords<Type extends KnownRecordType>(
  context: Context,
  selection: Selection<Type>,
  order: RecordOrder,
  page: { limit: number; offset: number },
): Promise<{ entries: number; rows: RecordRows[Type][] }> {
  const entries = await countRecords(context, selection);
  return { entries, rows: await listRecords(context, selection, order, page, entries) };
}

/**
 * A page of a selection that holds `entries` records.
 *
 * The database walks the index of the order from its nearer end, and looks at the records of the page alone.
 */
async function listRecords<Type extends KnownRecordType>(
  { db, caller }: Context,
  selection: Selection<Type>,
  order: RecordOrder,
  { limit, offset }: { limit: number; offset: number },
  entries: number,
): Promise<RecordRows[Type][]> {
  const count = Math.min(limit, entries - offset);
  if (count <= 0) return [];
  const backwards = offset > entries / 2;
  const { type, among, statuses } = selection;
  const page = { limit: count, offset: backwards ? entries - offset - count : offset };
  const found = await pageOfSelection(db, { ...among, ...page }, { type, statuses, order, backwards });
  const ids = found.map(({ id }) => id);
  if (backwards) ids.reverse();
  const rows = await recordsWithIds(db, { account: caller.account, ids }, type);
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []) as unknown as RecordRows[Type][];
}

const pageOfSelection = prepared(
  (
    db,
    { limit, offset, ...among }: Selection['among'] & { limit: number; offset: number },
    {
      type,
      statuses,
      order,
      backwards,
    }: Pick<Selection, 'type' | 'statuses'> & { order: RecordOrder; backwards: boolean },
  ) =>
    ordered(db, type, order, backwards)
      .select('record.id')
      .where((eb) => isSelected(eb, { type, among, statuses }))
      .limit(limit)
      .offset(offset),
);

const recordsWithIds = prepared(
  (db, { account, ids }: { account: Id; ids: readonly Id[] }, type: KnownRecordType) =>
    selectFrom(db, type)
      .selectAll('record')
      .where('record.account_id', '=', account)
      .where('record.id', 'in', ids),
);

/** Ties, and records without what is ordered by, come newest number first. */
function ordered(db: Db, type: KnownRecordType, order: RecordOrder, backwards: boolean) {
  const [up, down] = backwards ? (['desc', 'asc'] as const) : (['asc', 'desc'] as const);
  let next = selectFrom(db, type);
  if (order === 'priority' && type === 'incident') {
    next = next.orderBy(sql`(record.priority_level is null)`, up).orderBy('record.priority_level', up);
  } else if (order === 'priority') {
    next = next
      .leftJoin('service_priorities as priority', (join) =>
        join
          .onRef('priority.account_id', '=', 'record.account_id')
          .on(sql<boolean>`priority.id = record.priority_id`),
      )
      .orderBy(sql`priority.level is null`, up)
      .orderBy('priority.level', up) as typeof next;
  }
  // Problems have none.
  if ((order === 'priority' || order === 'due_date') && type !== 'problem') {
    next = next.orderBy(sql`(record.due_date is null)`, up).orderBy('record.due_date', up);
  }
  if (order === 'created_at' || order === 'last_active_at') next = next.orderBy(`record.${order}`, down);
  return next.orderBy('record.id', down);
}

/** Stores a new record under the account's next reference number. */
export async function insertRecord<Type extends KnownRecordType>(
  { db, caller }: Context,
  type: Type,
  record: Omit<RecordRows[Type], 'id'>,
): Promise<RecordRows[Type]> {
  const row = { ...record, id: await nextNumber(db, caller.account, 'record') } as RecordRows[Type];
  await storeRecord(db, row as StoredRecord, type);
  const count = countOf(type, row);
  if (count) await countOpen(db, caller.account, count, 1);
  return row;
}

type StoredRecord = { [Name in keyof RecordRows['incident']]: RecordRows['incident'][Name] };

const storeRecord = prepared((db, row: StoredRecord, type: KnownRecordType) =>
  db.insertInto(recordTables[type] as 'incidents').values(row),
);

/** Stores what a call changed; a call that changed nothing leaves no trace. */
export async function saveRecord<Type extends KnownRecordType>(
  { db, caller, now }: Context,
  type: Type,
  before: RecordRows[Type],
  after: RecordRows[Type],
  { active }: { active: boolean },
): Promise<RecordRows[Type]> {
  const changed: Partial<AnyRecord> = differences<RecordRows[Type]>(before, after);
  if (Object.keys(changed).length > 0) {
    changed.updated_by_user_id = caller.person;
    if ('updated_at' in before) changed.updated_at = now;
  } else if (!active) return before;
  changed.last_active_at = now;
  await db
    .updateTable(recordTables[type] as 'incidents')
    .set(changed)
    .where('account_id', '=', caller.account)
    .where('id', '=', before.id)
    .execute();
  const saved = { ...before, ...changed };
  await countChange(db, caller.account, type, before, saved);
  return saved;
}

/** Keeps the counts of open records true when one is closed, re-opened, moved or given to somebody else. */
async function countChange(
  db: Db,
  account: Id,
  type: KnownRecordType,
  before: Countable,
  after: Countable,
): Promise<void> {
  const from = countOf(type, before);
  const to = countOf(type, after);
  if (isDeepStrictEqual(from, to)) return;
  if (from) await countOpen(db, account, from, -1);
  if (to) await countOpen(db, account, to, 1);
}

/** With whom and where a record is counted; undefined while it is closed. */
function countOf(type: KnownRecordType, record: Countable): OpenCount | undefined {
  if (record.closed_at !== null) return undefined;
  return { type, service: record.service_id, assignee: record.assigned_user_id };
}

/** Says that something happened on a record: one of its notes was written, changed or removed. */
export async function touchRecord(
  { db, caller, now }: Context,
  type: KnownRecordType,
  id: Id,
): Promise<void> {
  await db
    .updateTable(recordTables[type] as 'incidents')
    .set({ last_active_at: now })
    .where('account_id', '=', caller.account)
    .where('id', '=', id)
    .execute();
}

function selectFrom(db: Db, type: KnownRecordType) {
  const any = db as unknown as Kysely<AnyDatabase>;
  return any.selectFrom(`${recordTables[type]} as record` as 'record');
}

/** Cut to what the caller sees: the services asked for, else those of the report and of the selected user. */
async function listedServices(
  context: Context,
  { service_ids }: RecordFilter,
  report: Report | undefined,
  selected: Id | null,
): Promise<VisibleServices> {
  const visible = await visibleServices(context);
  const own =
    selected === null || selected === context.caller.user || service_ids
      ? undefined
      : await servicesOf(context.db, context.caller.account, selected);
  return [service_ids, own, report?.filters.service_ids].reduce<VisibleServices>(
    (all, some) => (some ? (all ?? some).filter((id) => (some as Id[]).includes(id)) : all),
    visible,
  );
}

async function findReport(
  { db, caller, faults }: Context,
  type: RecordType,
  id: Id | null | undefined,
): Promise<Report | undefined> {
  if (id === null || id === undefined) return undefined;
  const report = await db
    .selectFrom('reports')
    .selectAll()
    .where('account_id', '=', caller.account)
    .where('id', '=', id)
    .where('record_type', '=', type)
    .executeTakeFirst();
  if (!report) {
    faults.notFound('report_id', 'report');
    return undefined;
  }
  return {
    filters: JSON.parse(report.filters) as ReportFilters,
    order: (report.order as RecordOrder | null) ?? 'reference_num',
  };
}

/** The types that are resolved before they are closed. */
const RESOLVED_TYPES: readonly RecordType[] = ['incident', 'problem'];

function withStatus(eb: RecordExpressions, type: RecordType, statuses: readonly string[] | null) {
  if (!statuses) return eb.and([]);
  const closed = eb('record.closed_at', 'is not', null);
  if (!RESOLVED_TYPES.includes(type)) {
    return eb.or([
      ...(statuses.includes('Open') ? [eb.not(closed)] : []),
      ...(statuses.includes('Closed') ? [closed] : []),
    ]);
  }
  const resolved = eb.and([eb('record.closed_at', 'is', null), eb('record.resolved_at', 'is not', null)]);
  const open = eb.and([eb('record.closed_at', 'is', null), eb('record.resolved_at', 'is', null)]);
  return eb.or([
    ...(statuses.includes('Open') ? [open] : []),
    ...(statuses.includes('Resolved') ? [resolved] : []),
    ...(statuses.includes('Closed') ? [closed] : []),
  ]);
}

function isWatchedBy(eb: RecordExpressions, type: RecordType, account: Id, user: Id) {
  return eb(
    'record.id',
    'in',
    eb
      .selectFrom('watches')
      .select('parent_id')
      .where('account_id', '=', account)
      .where('user_id', '=', user)
      .where('parent_type', '=', type),
  );
}
