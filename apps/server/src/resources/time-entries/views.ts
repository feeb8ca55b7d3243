import { LINKS, type ReadContext } from '../../calls/context.ts';
import type { Schemas } from '../../generated/types.ts';
import { timestamp } from '../../rules/time.ts';
import { isGiven } from '../../rules/values.ts';
import type { Id, RecordType } from '../../store/schema.ts';
import { servicesOfRecords } from '../records/rows.ts';
import { type ServiceRow, servicesById } from '../services/rows.ts';
import { serviceRef } from '../services/views.ts';
import { personsById } from '../users/views.ts';
import type { TimeEntryRow } from './rows.ts';

/** Entries as lists show them. */
export async function timeEntrySummaries(
  context: ReadContext,
  entries: TimeEntryRow[],
): Promise<Schemas['TimeEntrySummary'][]> {
  const person = await personsById(
    context,
    entries.map(({ user_id }) => user_id),
  );
  const service = await serviceOfEach(context, entries);
  return entries.map((entry) => ({
    id: entry.id,
    hours: entry.hours,
    user: person(entry.user_id) as Schemas['Person'],
    performed_at: timestamp(entry.performed_at),
    locked_at: timestamp(entry.locked_at),
    description: entry.description,
    custom: entry.custom,
    service: service(entry),
    ...recordLink(entry),
  }));
}

/** An entry in detail. */
export async function timeEntryView(
  context: ReadContext,
  entry: TimeEntryRow,
): Promise<Schemas['TimeEntry']> {
  const [summary] = await timeEntrySummaries(context, [entry]);
  // In the order of the fields that the guide prints.
  const { service = null, custom = '', locked_at: _, ...rest } = summary as Schemas['TimeEntrySummary'];
  return {
    ...rest,
    service,
    custom,
    description: entry.description,
    performed_at: timestamp(entry.performed_at),
    created_at: timestamp(entry.created_at),
    updated_at: timestamp(entry.updated_at),
    locked_at: timestamp(entry.locked_at),
    account: context.caller.account,
  };
}

/** Looks up the services of entries: the current one of the record that time was spent on, else the one that the entry names. */
async function serviceOfEach(
  context: ReadContext,
  entries: readonly TimeEntryRow[],
): Promise<(entry: TimeEntryRow) => Schemas['ServiceRef'] | null> {
  const records = Map.groupBy(
    entries.filter(({ record_id }) => record_id !== null),
    ({ record_type }) => record_type as RecordType,
  );
  const found = await Promise.all(
    [...records].map(([type, each]) =>
      servicesOfRecords(context, type, [...new Set(each.map(({ record_id }) => record_id as Id))]),
    ),
  );
  // Records of different types never have the same id.
  const ofRecords = new Map(found.flat());
  const idOf = ({ record_id, service_id }: TimeEntryRow) =>
    record_id === null ? service_id : (ofRecords.get(record_id) ?? service_id);
  const services = await servicesById(context, entries.map(idOf).filter(isGiven));
  return (entry) => {
    const id = idOf(entry);
    return isGiven(id) ? serviceRef(services.get(id) as ServiceRow) : null;
  };
}

/** The record that time was spent on, under the names that links have. */
function recordLink({ record_type, record_id }: TimeEntryRow) {
  if (record_type === null || record_id === null) return {};
  return {
    [`${record_type}_id`]: record_id,
    [`${record_type}_link`]: `${LINKS}/${record_type}s/${record_id}`,
  };
}
