import { LINKS, type ReadContext } from '../../calls/context.ts';
import type { Schemas } from '../../generated/types.ts';
import { statusOf } from '../../rules/closing.ts';
import { timestamp } from '../../rules/time.ts';
import type { Id } from '../../store/schema.ts';
import { findCustomer } from '../customers/rows.ts';
import { customerRef } from '../customers/views.ts';
import { linkLists } from '../links/views.ts';
import { type NoteRow, newestNotes, notesOf } from '../notes/rows.ts';
import { listedNotes, NO_NOTE, noteInRecord } from '../notes/views.ts';
import { parentRecord, type RecordRows } from '../records/rows.ts';
import { findCategory, findType, prioritiesById, type ServiceRow, servicesById } from '../services/rows.ts';
import { categoryView, priorityView, serviceRef, typeView } from '../services/views.ts';
import { timeSpentOn } from '../time-entries/rows.ts';
import { personsById } from '../users/views.ts';
import { watchesOf } from '../watches/rows.ts';
import { watchSummary } from '../watches/views.ts';

type IncidentRow = RecordRows['incident'];

/** Incidents as lists show them. */
export async function incidentSummaries(
  context: ReadContext,
  incidents: IncidentRow[],
): Promise<Schemas['IncidentSummary'][]> {
  const notes = await newestNotes(
    context,
    'incident',
    incidents.map(({ id }) => id),
  );
  const { summary } = await surroundingsOf(context, incidents, [...notes.values()]);
  return incidents.map((incident) => summary(incident, notes.get(incident.id)));
}

/** What stands around incidents and the notes that are shown of them: services, people, watches. */
async function surroundingsOf(context: ReadContext, incidents: IncidentRow[], notes: NoteRow[]) {
  const [services, priorities, watches] = await Promise.all([
    servicesById(
      context,
      incidents.map(({ service_id }) => service_id),
    ),
    prioritiesById(
      context,
      incidents.map(({ priority_id }) => priority_id),
    ),
    watchesOf(
      context,
      'incident',
      incidents.map(({ id }) => id),
    ),
  ]);
  const person = await personsById(context, [
    ...incidents.flatMap(peopleOf),
    ...incidents.map(({ received_by_id }) => received_by_id),
    ...[...notes, ...watches].map(({ user_id }) => user_id),
  ]);
  const watchesById = Map.groupBy(watches, ({ parent_id }) => parent_id);

  function summary(incident: IncidentRow, note: NoteRow | undefined): Schemas['IncidentSummary'] {
    const service = services.get(incident.service_id) as ServiceRow;
    const priority = incident.priority_id === null ? undefined : priorities.get(incident.priority_id);
    const parent = parentRecord('incident', incident);
    return {
      id: incident.id,
      reference_num: incident.id,
      incident_link: `${LINKS}/incidents/${incident.id}`,
      title: incident.title,
      status: statusOf(incident),
      service: serviceRef(service),
      priority: priority ? priorityView(service, priority) : null,
      created_at: timestamp(incident.created_at),
      last_active_at: timestamp(incident.last_active_at),
      due_date: timestamp(incident.due_date),
      due_to_escalate_at: timestamp(incident.due_to_escalate_at),
      closed_at: timestamp(incident.closed_at),
      owner: person(incident.owner_id),
      assigned_user: person(incident.assigned_user_id),
      updated_by_user: person(incident.updated_by_user_id),
      resolved_by_user: person(incident.resolved_by_user_id),
      closed_by_user: person(incident.closed_by_user_id),
      latest_note: note ? noteInRecord(note, parent, person) : NO_NOTE,
      watches: (watchesById.get(incident.id) ?? []).map((watch) => ({
        watch: watchSummary(watch, parent, person),
      })),
    };
  }
  return { summary, person, services };
}

/** An incident with all that belongs to it. */
export async function incidentView(
  context: ReadContext,
  incident: IncidentRow,
): Promise<Schemas['Incident']> {
  const parent = parentRecord('incident', incident);
  const [spent, notes, links, type, category, customer] = await Promise.all([
    timeSpentOn(context, incident.id),
    notesOf(context, parent),
    linkLists(context, parent),
    incident.type_id === null ? undefined : findType(context, incident.service_id, incident.type_id),
    incident.category_id === null
      ? undefined
      : findCategory(context, incident.service_id, incident.category_id),
    incident.customer_id === null ? undefined : findCustomer(context, incident.customer_id),
  ]);
  const { summary, person, services } = await surroundingsOf(context, [incident], notes);
  const listed = listedNotes(parent, notes, person);
  return {
    ...summary(incident, notes.at(-1)),
    status: statusOf(incident),
    service_activity_type: type ? typeView(services.get(incident.service_id) as ServiceRow, type) : null,
    category: category ? categoryView(category) : null,
    customer: customer ? customerRef(customer) : null,
    opened_at: timestamp(incident.opened_at),
    resolved_at: timestamp(incident.resolved_at),
    closure_code: incident.closure_code ?? '',
    closure_comment: incident.closure_comment,
    interesting: incident.interesting,
    common: incident.common,
    customer_viewable_at: timestamp(incident.customer_viewable_at),
    additional_values: JSON.parse(incident.additional_values) as Record<string, string>,
    received_by: person(incident.received_by_id),
    symptoms: listed('symptom'),
    resolutions: listed('resolution'),
    comments: listed('comment'),
    ...links,
    total_time_spent: spent,
  };
}

function peopleOf(incident: IncidentRow): (Id | null)[] {
  return [
    incident.owner_id,
    incident.assigned_user_id,
    incident.updated_by_user_id,
    incident.resolved_by_user_id,
    incident.closed_by_user_id,
  ];
}
