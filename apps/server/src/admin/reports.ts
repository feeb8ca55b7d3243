import type { ReadContext, WriteContext } from '../calls/context.ts';
import { readJson, writeJson } from '../json.ts';
import type { RecordOrder } from '../resources/records/kind.ts';
import type { ReportFilters } from '../resources/records/lists.ts';
import type { Id, RecordType } from '../store/schema.ts';
import { checkedName } from './checks.ts';
import { type Found, find } from './find.ts';
import { newId } from './new-id.ts';

type ReportRow = Found<'report'>;

/** The input for a saved report. An empty list removes the filter. */
export interface ReportInput {
  name?: string | undefined;
  /** Users and groups that the records are assigned to. */
  assigned?: string[] | undefined;
  services?: string[] | undefined;
  statuses?: string[] | undefined;
  order?: string | undefined;
}

/** The orders that a report can have. */
export const ORDERS = [
  'reference_num',
  'due_date',
  'priority',
  'created_at',
  'last_active_at',
] as const satisfies RecordOrder[];

/** The statuses that a report can filter by. */
export const STATUSES = ['Open', 'Resolved', 'Closed'] as const;

/** The types of record that have the status Resolved. */
const RESOLVABLE: readonly RecordType[] = ['incident', 'problem'];

/** Creates a report on records of a type. */
export async function createReport(
  context: WriteContext,
  record_type: RecordType,
  input: ReportInput & { name: string; id?: Id | undefined },
) {
  const { db, faults } = context;
  const name = checkedName(context, 'name', input.name);
  const filters = await filtersAfter(context, record_type, {}, input);
  faults.throwIfAny();
  const row = await db
    .insert('reports', {
      id: await newId(context, 'reports', input.id),
      record_type,
      name,
      filters: writeJson(filters),
      order: input.order ?? null,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return reportView(row);
}

/** Changes a report. */
export async function setReport(context: WriteContext, report: ReportRow, input: ReportInput) {
  const { db, faults } = context;
  const before = readJson(report.filters) as ReportFilters;
  const changes = {
    name: input.name === undefined ? report.name : checkedName(context, 'name', input.name),
    filters: writeJson(await filtersAfter(context, report.record_type, before, input)),
    order: input.order ?? report.order,
  };
  faults.throwIfAny();
  await db.update('reports').set(changes).where('id', '=', report.id).execute();
  return reportView({ ...report, ...changes });
}

/** Lists the reports of the account by name. */
export async function listReports({ db }: ReadContext) {
  const rows = await db.from('reports').selectAll().orderBy('name_key').orderBy('id').execute();
  return rows.map(reportView);
}

/** Removes a report. */
export async function removeReport({ db }: WriteContext, report: ReportRow) {
  await db.remove('reports').where('id', '=', report.id).execute();
  return reportView(report);
}

/** A report with its filters. */
export function reportView({ id, name, record_type, filters, order }: ReportRow) {
  const { assigned_user_ids = [], service_ids = [], statuses = [] } = readJson(filters) as ReportFilters;
  return { id, name, record_type, assigned_user_ids, service_ids, statuses, order: order ?? 'reference_num' };
}

async function filtersAfter(
  context: ReadContext,
  recordType: RecordType,
  before: ReportFilters,
  { assigned, services, statuses, order }: ReportInput,
): Promise<ReportFilters> {
  const { faults } = context;
  if (recordType === 'problem' && order === 'due_date')
    faults.say('order', 'problems have no due date to order by');
  if (statuses?.includes('Resolved') && !RESOLVABLE.includes(recordType)) {
    faults.say('statuses', `${recordType}s are Open or Closed, never Resolved`);
  }
  const after: ReportFilters = {
    ...before,
    ...(assigned && { assigned_user_ids: await idsOf(context, 'user or group', assigned) }),
    ...(services && { service_ids: await idsOf(context, 'service', services) }),
    ...(statuses && { statuses }),
  };
  return Object.fromEntries(Object.entries(after).filter(([, list]) => list.length > 0));
}

async function idsOf(
  context: ReadContext,
  kind: 'user or group' | 'service',
  texts: string[],
): Promise<Id[]> {
  const ids: Id[] = [];
  for (const text of texts.filter(Boolean)) ids.push((await find(context, kind, text)).id);
  return ids;
}
