import type { Schemas } from '../../generated/types.ts';
import { statusOf } from '../../rules/closing.ts';
import { timestamp } from '../../rules/time.ts';
import { type NoteRow, newestNotes, notesOf } from '../notes/rows.ts';
import { listedNotes, NO_NOTE, noteInRecord } from '../notes/views.ts';
import type { RecordSurroundings, RecordViews } from '../records/kind.ts';
import { parentRecord, type RecordRows } from '../records/rows.ts';
import { categoryView, priorityView, serviceRef, typeView } from '../services/views.ts';
import { timeSpentOn } from '../time-entries/rows.ts';

type IncidentRow = RecordRows['incident'];

/** How incidents are shown. */
export const incidentViews: RecordViews<'incident'> = {
  typeInLists: false,
  people: {
    summary: [
      'owner_id',
      'assigned_user_id',
      'updated_by_user_id',
      'resolved_by_user_id',
      'closed_by_user_id',
    ],
    detail: ['received_by_id'],
  },

  async summaries(context, ids) {
    const notes = await newestNotes(context, 'incident', ids);
    return {
      people: [...notes.values()].map(({ user_id }) => user_id),
      show: (incident, surroundings) => summary(incident, notes.get(incident.id), surroundings),
    };
  },

  async detail(context, id) {
    const [notes, spent] = await Promise.all([
      notesOf(context, parentRecord('incident', { id })),
      timeSpentOn(context, id),
    ]);
    return {
      people: notes.map(({ user_id }) => user_id),
      show(incident, surroundings) {
        const { parent, service, type, category, customer, links, person } = surroundings;
        const listed = listedNotes(parent, notes, person);
        return {
          ...summary(incident, notes.at(-1), surroundings),
          status: statusOf(incident),
          service_activity_type: type ? typeView(service, type) : null,
          category: category ? categoryView(category) : null,
          customer,
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
      },
    };
  },
};

/** An incident as lists show it, with its newest note. */
function summary(
  incident: IncidentRow,
  note: NoteRow | undefined,
  { parent, service, priority, watches, person }: RecordSurroundings<'incident'>,
): Schemas['IncidentSummary'] {
  return {
    id: incident.id,
    reference_num: incident.id,
    incident_link: parent.link,
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
    watches,
  };
}
