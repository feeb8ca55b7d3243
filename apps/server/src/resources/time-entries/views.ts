import { LINKS, type ReadContext } from '../../calls/context.ts';
import type { Schemas } from '../../generated/types.ts';
import { timestamp } from '../../rules/time.ts';
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
  const services = await servicesById(
    context,
    entries.flatMap(({ service_id }) => (service_id === null ? [] : [service_id])),
  );
  return entries.map((entry) => ({
    id: entry.id,
    hours: entry.hours,
    user: person(entry.user_id) as Schemas['Person'],
    performed_at: timestamp(entry.performed_at),
    locked_at: timestamp(entry.locked_at),
    description: entry.description,
    custom: entry.custom,
    service: entry.service_id === null ? null : serviceRef(services.get(entry.service_id) as ServiceRow),
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

/** The record that time was spent on, under the names that links have. */
function recordLink({ record_type, record_id }: TimeEntryRow) {
  if (record_type === null || record_id === null) return {};
  return {
    [`${record_type}_id`]: record_id,
    [`${record_type}_link`]: `${LINKS}/${record_type}s/${record_id}`,
  };
}
