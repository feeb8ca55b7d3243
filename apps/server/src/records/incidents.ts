import { type ExpressionBuilder, type ExpressionWrapper, type Selectable, type SqlBool, sql } from 'kysely';
import type { Database, Id, IncidentsTable } from '../store/schema.ts';
import { nextNumber } from '../store/sequences.ts';
import type { Context } from './context.ts';
import { notFound } from './faults.ts';
import { findUser } from './people.ts';
import { servicesOf, type VisibleServices, visibleServices } from './services.ts';

export type IncidentRow = Selectable<IncidentsTable>;

export type IncidentOrder = 'created_at' | 'due_date' | 'last_active_at' | 'priority';

/** What a list of incidents is asked for. */
export interface IncidentFilter {
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

interface Report {
  filters: ReportFilters;
  order: IncidentOrder | 'reference_num';
}

/** Which incidents a list holds, and how they are ordered unless the call says otherwise. */
export interface Selection {
  where: (eb: ExpressionBuilder<Database, 'incidents'>) => ExpressionWrapper<Database, 'incidents', SqlBool>;
  order: IncidentOrder | 'reference_num';
}

/**
 * An incident that the caller sees.
 *
 * @throws CallError when there is none
 */
export async function findIncident(context: Context, id: Id): Promise<IncidentRow> {
  const { db, caller } = context;
  const visible = await visibleServices(context);
  let query = db
    .selectFrom('incidents')
    .selectAll()
    .where('account_id', '=', caller.account)
    .where('id', '=', id);
  if (visible) query = query.where('service_id', 'in', visible);
  const incident = await query.executeTakeFirst();
  if (!incident) throw notFound('incident');
  return incident;
}

/**
 * Which incidents the call's list holds: those assigned to the selected user, open, in his services; or those of a
 * report. What leads nowhere is said in the context's faults.
 */
export async function selectIncidents(context: Context, filter: IncidentFilter): Promise<Selection> {
  const { caller } = context;
  const report = await findReport(context, filter.report_id);
  const selected = filter.selected_user_id ?? (report ? null : caller.user);
  if (filter.selected_user_id && !(await findUser(context, filter.selected_user_id))) {
    context.faults.notFound('selected_user_id', 'user');
  }
  const services = await listedServices(context, filter, report, selected);
  const assignees = selected === null ? report?.filters.assigned_user_ids : [selected];

  return {
    order: report?.order ?? 'due_date',
    where(eb) {
      const own = [
        ...(assignees ? [eb('incidents.assigned_user_id', 'in', assignees)] : []),
        report ? withStatus(eb, report.filters.statuses) : eb('incidents.closed_at', 'is', null),
      ];
      const watched =
        filter.include_watchlisted && selected !== null
          ? [eb.and([eb('incidents.closed_at', 'is', null), isWatchedBy(eb, caller.account, selected)])]
          : [];
      return eb.and([
        eb('incidents.account_id', '=', caller.account),
        ...(services ? [eb('incidents.service_id', 'in', services)] : []),
        eb.or([eb.and(own), ...watched]),
      ]);
    },
  };
}

/** How many incidents a selection holds. */
export async function countIncidents({ db }: Context, selection: Selection): Promise<number> {
  const { count } = await db
    .selectFrom('incidents')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where(selection.where)
    .executeTakeFirstOrThrow();
  return count;
}

/** A page of a selection. */
export async function listIncidents(
  { db }: Context,
  selection: Selection,
  order: Selection['order'],
  { limit, offset }: { limit: number; offset: number },
): Promise<IncidentRow[]> {
  let query = db.selectFrom('incidents').selectAll('incidents').where(selection.where);
  if (order === 'priority') {
    query = query
      .leftJoin('service_priorities as priority', (join) =>
        join
          .onRef('priority.account_id', '=', 'incidents.account_id')
          .onRef('priority.id', '=', 'incidents.priority_id'),
      )
      .orderBy(sql`priority.level is null`)
      .orderBy('priority.level') as typeof query;
  }
  if (order === 'priority' || order === 'due_date') {
    query = query.orderBy(sql`incidents.due_date is null`).orderBy('incidents.due_date');
  }
  if (order === 'created_at' || order === 'last_active_at')
    query = query.orderBy(`incidents.${order}`, 'desc');
  return query.orderBy('incidents.id', 'desc').limit(limit).offset(offset).execute();
}

/** Cut to what the caller sees: the services asked for, else those of the report and of the selected user. */
async function listedServices(
  context: Context,
  { service_ids }: IncidentFilter,
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
  id: Id | null | undefined,
): Promise<Report | undefined> {
  if (id === null || id === undefined) return undefined;
  const report = await db
    .selectFrom('reports')
    .selectAll()
    .where('account_id', '=', caller.account)
    .where('id', '=', id)
    .where('record_type', '=', 'incident')
    .executeTakeFirst();
  if (!report) {
    faults.notFound('report_id', 'report');
    return undefined;
  }
  return {
    filters: JSON.parse(report.filters) as ReportFilters,
    order: (report.order as IncidentOrder | null) ?? 'reference_num',
  };
}

function withStatus(eb: ExpressionBuilder<Database, 'incidents'>, statuses: string[] | undefined) {
  const closed = eb('incidents.closed_at', 'is not', null);
  const resolved = eb.and([
    eb('incidents.closed_at', 'is', null),
    eb('incidents.resolved_at', 'is not', null),
  ]);
  const open = eb.and([eb('incidents.closed_at', 'is', null), eb('incidents.resolved_at', 'is', null)]);
  if (!statuses) return eb.and([]);
  return eb.or([
    ...(statuses.includes('Open') ? [open] : []),
    ...(statuses.includes('Resolved') ? [resolved] : []),
    ...(statuses.includes('Closed') ? [closed] : []),
  ]);
}

function isWatchedBy(eb: ExpressionBuilder<Database, 'incidents'>, account: Id, user: Id) {
  return eb(
    'incidents.id',
    'in',
    eb
      .selectFrom('watches')
      .select('parent_id')
      .where('account_id', '=', account)
      .where('user_id', '=', user)
      .where('parent_type', '=', 'incident'),
  );
}

/** Stores a new incident under the account's next reference number. */
export async function insertIncident(
  { db, caller }: Context,
  incident: Omit<IncidentRow, 'id'>,
): Promise<IncidentRow> {
  const row = { ...incident, id: await nextNumber(db, caller.account, 'record') };
  await db.insertInto('incidents').values(row).execute();
  return row;
}

/** Stores what a call changed; a call that changed nothing leaves no trace. */
export async function saveIncident(
  context: Context,
  before: IncidentRow,
  after: IncidentRow,
  { active }: { active: boolean },
): Promise<IncidentRow> {
  const { db, caller, now } = context;
  const names = Object.keys(after) as (keyof IncidentRow)[];
  const changed = Object.fromEntries(
    names.filter((name) => after[name] !== before[name]).map((name) => [name, after[name]]),
  );
  if (Object.keys(changed).length > 0) changed.updated_by_user_id = caller.person;
  else if (!active) return before;
  const saved = { ...before, ...changed, last_active_at: now };
  await db
    .updateTable('incidents')
    .set({ ...changed, last_active_at: now })
    .where('account_id', '=', caller.account)
    .where('id', '=', before.id)
    .execute();
  return saved;
}

/** Says that something happened on an incident: one of its notes was written, changed or removed. */
export async function touchIncident({ db, caller, now }: Context, id: Id): Promise<void> {
  await db
    .updateTable('incidents')
    .set({ last_active_at: now })
    .where('account_id', '=', caller.account)
    .where('id', '=', id)
    .execute();
}
