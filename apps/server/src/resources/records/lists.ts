import { type ExpressionBuilder, sql } from 'kysely';
import type { ReadContext } from '../../calls/context.ts';
import { type PageQuery, pageOf, type Totals, totals } from '../../calls/pagination.ts';
import { readJson } from '../../json.ts';
import { isGiven } from '../../rules/values.ts';
import { openRecords } from '../../store/open-counts.ts';
import { preparedRows } from '../../store/prepared.ts';
import type { Reader } from '../../store/rows.ts';
import type { Id, RecordType } from '../../store/schema.ts';
import { servicesOf, type VisibleServices, visibleServices } from '../services/rows.ts';
import { findUser } from '../users/rows.ts';
import type { RecordOrder } from './kind.ts';
import { recordKinds } from './kinds.ts';
import { type AnyDatabase, type RecordRows, selectFrom } from './rows.ts';

/** What a list of records is asked for. */
export interface RecordFilter {
  report_id?: Id | null;
  selected_user_id?: Id | null;
  service_ids?: Id[];
  include_watchlisted?: boolean;
}

/** What a saved report filters by; what it leaves out, it does not narrow. */
export interface ReportFilters {
  assigned_user_ids?: Id[];
  service_ids?: Id[];
  /** Of `Open`, `Resolved` and `Closed`. */
  statuses?: string[];
}

/** The query of a page of a list. */
export type RecordQuery = RecordFilter & PageQuery & { order?: RecordOrder };

interface Report {
  filters: ReportFilters;
  order: RecordOrder;
}

type RecordExpressions = ExpressionBuilder<AnyDatabase, 'record'>;

/** Which records a list holds, and how a report wants them ordered. */
interface Selection<Type extends RecordType = RecordType> {
  type: Type;
  /** The assignees and services to select, all if none are given, and the user whose watched records are included. */
  among: {
    services: VisibleServices;
    assignees: readonly Id[] | undefined;
    watcher: Id | undefined;
  };
  /** What is open, or what a report is about; null for all. */
  statuses: 'open' | readonly string[] | null;
  /** The order of the report, if it is one. */
  order: RecordOrder | undefined;
}

/** How many records the caller's list of a type holds, within these services when they are given. */
export async function countRecords(
  context: ReadContext,
  type: RecordType,
  filter: RecordFilter,
): Promise<number> {
  return count(context, await selectRecords(context, type, filter));
}

/**
 * A page of a list of records, and the list's totals.
 *
 * @throws CallError when a parameter names nothing, or cannot be read
 */
export async function listRecords<Type extends RecordType>(
  context: ReadContext,
  type: Type,
  query: RecordQuery,
): Promise<{ totals: Totals; rows: RecordRows[Type][] }> {
  const selection = await selectRecords(context, type, query);
  context.faults.throwIfAny();
  const page = pageOf(query);
  const order = query.order ?? selection.order ?? recordKinds[type].lists.order;
  const entries = await count(context, selection);
  return {
    totals: totals(entries, page.limit),
    rows: await readPage(context, selection, order, page, entries),
  };
}

/**
 * Which records the list contains: the open ones that are assigned to the selected user and in their services, or those
 * of a report. Unknown users, services and reports are added to the context's faults.
 */
async function selectRecords<Type extends RecordType>(
  context: ReadContext,
  type: Type,
  filter: RecordFilter,
): Promise<Selection<Type>> {
  const { user } = context.caller;
  const report = await findReport(context, type, filter.report_id);
  const selected = filter.selected_user_id ?? (report ? null : user);
  if (isGiven(filter.selected_user_id) && !(await findUser(context, filter.selected_user_id))) {
    context.faults.notFound('selected_user_id', 'user');
  }
  const services = await listedServices(context, filter, report, selected);
  const assignees = selected === null ? report?.filters.assigned_user_ids : [selected];

  return {
    type,
    order: report?.order,
    among: {
      services,
      assignees,
      watcher: filter.include_watchlisted && selected !== null ? selected : undefined,
    },
    statuses: report ? (report.filters.statuses ?? null) : 'open',
  };
}

/** Whether a record is in a selection. */
function isSelected(eb: RecordExpressions, db: Reader, { type, among, statuses }: Omit<Selection, 'order'>) {
  const { services, assignees, watcher } = among;
  const own = [
    ...(assignees ? [eb('record.assigned_user_id', 'in', assignees)] : []),
    statuses === 'open' ? eb('record.closed_at', 'is', null) : withStatus(eb, type, statuses),
  ];
  const watched =
    watcher === undefined
      ? []
      : [eb.and([eb('record.closed_at', 'is', null), isWatchedBy(eb, db, type, watcher)])];
  return eb.and([
    ...(services ? [eb('record.service_id', 'in', services)] : []),
    eb.or([eb.and(own), ...watched]),
  ]);
}

/** How many records a selection holds. */
async function count({ db }: ReadContext, selection: Selection): Promise<number> {
  const { type, among, statuses } = selection;
  // What is open is counted as it comes and goes.
  if (statuses === 'open' && among.watcher === undefined) return openRecords(db, type, among);
  const counted = await selectFrom(db, selection.type)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where((eb) => isSelected(eb, db, selection))
    .executeTakeFirstOrThrow();
  return counted.count;
}

/**
 * A page of a selection that holds `entries` records.
 *
 * The database walks the index of the order from its nearer end, and looks at the records of the page alone.
 */
async function readPage<Type extends RecordType>(
  { db }: ReadContext,
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
  const rows = await recordsWithIds(db, { ids }, type);
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []) as unknown as RecordRows[Type][];
}

const pageOfSelection = preparedRows(
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
      .where((eb) => isSelected(eb, db, { type, among, statuses }))
      .limit(limit)
      .offset(offset),
);

const recordsWithIds = preparedRows((db, { ids }: { ids: readonly Id[] }, type: RecordType) =>
  selectFrom(db, type).selectAll('record').where('record.id', 'in', ids),
);

/** Ties, and records without what is ordered by, come newest number first. */
function ordered(db: Reader, type: RecordType, order: RecordOrder, backwards: boolean) {
  const [up, down] = backwards ? (['desc', 'asc'] as const) : (['asc', 'desc'] as const);
  let next = selectFrom(db, type);
  if (order === 'priority' && hasColumn(type, 'priority_level')) {
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
  if ((order === 'priority' || order === 'due_date') && hasColumn(type, 'due_date')) {
    next = next.orderBy(sql`(record.due_date is null)`, up).orderBy('record.due_date', up);
  }
  if (order === 'created_at' || order === 'last_active_at') next = next.orderBy(`record.${order}`, down);
  return next.orderBy('record.id', down);
}

/** Cut to what the caller sees: the services asked for, else those of the report and of the selected user. */
async function listedServices(
  context: ReadContext,
  { service_ids }: RecordFilter,
  report: Report | undefined,
  selected: Id | null,
): Promise<VisibleServices> {
  const visible = await visibleServices(context);
  const own =
    selected === null ||
    selected === context.caller.user ||
    service_ids ||
    (await isDisabled(context, selected))
      ? undefined
      : await servicesOf(context.db, selected);
  return [service_ids, own, report?.filters.service_ids].reduce<VisibleServices>(
    (all, some) => (some ? (all ?? some).filter((id) => (some as Id[]).includes(id)) : all),
    visible,
  );
}

/** Who is disabled has no services left, but still holds records in them. */
async function isDisabled(context: ReadContext, id: Id): Promise<boolean> {
  return ((await findUser(context, id))?.disabled_at ?? null) !== null;
}

async function findReport(
  { db, faults }: ReadContext,
  type: RecordType,
  id: Id | null | undefined,
): Promise<Report | undefined> {
  if (id === null || id === undefined) return undefined;
  const report = await db
    .from('reports')
    .selectAll()
    .where('id', '=', id)
    .where('record_type', '=', type)
    .executeTakeFirst();
  if (!report) {
    faults.notFound('report_id', 'report');
    return undefined;
  }
  return {
    filters: readJson(report.filters) as ReportFilters,
    order: (report.order as RecordOrder | null) ?? 'reference_num',
  };
}

function hasColumn(type: RecordType, column: 'resolved_at' | 'due_date' | 'priority_level'): boolean {
  return (recordKinds[type].lists.columns as readonly string[]).includes(column);
}

function withStatus(eb: RecordExpressions, type: RecordType, statuses: readonly string[] | null) {
  if (!statuses) return eb.and([]);
  const closed = eb('record.closed_at', 'is not', null);
  if (!hasColumn(type, 'resolved_at')) {
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

function isWatchedBy(eb: RecordExpressions, db: Reader, type: RecordType, user: Id) {
  return eb(
    'record.id',
    'in',
    db.from('watches').select('parent_id').where('user_id', '=', user).where('parent_type', '=', type),
  );
}
