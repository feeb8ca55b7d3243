import type { Incident, IncidentSummary, IncidentWrite } from '@service-desk/client';
import { customerName } from '../../format.ts';
import { field } from '../../forms/fields.ts';
import { defineKind, type RecordState } from './kind.ts';
import {
  activityFacts,
  assign,
  blankField,
  classification,
  close,
  closureCodes,
  customerCreateFields,
  customerField,
  edit,
  flags,
  noteKind,
  notifyFields,
  now,
  receivedBy,
  reopen,
  sharedFields,
} from './shared.ts';

const { title, service_id, category_id, owner_id, ...last } = sharedFields;

const fields = {
  title,
  service_id,
  priority_id: field('priority', 'Priority', (r: Incident) => r.priority, {
    hint: 'Changing it or the service recalculates the due date.',
  }),
  due_date: field('timestamp', 'Due', (r: Incident) => r.due_date, {
    hint: 'If blank, it follows from the priority.',
  }),
  type_id: field('type', 'Type', (r: Incident) => r.service_activity_type),
  customer_id: customerField,
  assigned_user_id: field('member', 'Assignee', (r: Incident) => r.assigned_user),
  received_by_id: receivedBy,
  opened_at: field('timestamp', 'Opened', (r: Incident) => r.opened_at),
  category_id,
  owner_id,
  ...flags,
  ...last,
};

function stateOf(record: Incident | IncidentSummary): RecordState {
  const { status = 'Open' } = record;
  if (status === 'Open') return { name: status, tone: 'open', active: true };
  if (status === 'Resolved') {
    const at = 'resolved_at' in record ? record.resolved_at : undefined;
    return { name: status, tone: 'done', active: false, by: record.resolved_by_user?.full_name, at };
  }
  return {
    name: status,
    tone: 'rest',
    active: false,
    by: record.closed_by_user?.full_name,
    at: record.closed_at,
  };
}

export const incidents = defineKind<Incident, IncidentSummary, IncidentWrite>()({
  name: 'incidents',
  singular: 'incident',
  label: 'Incidents',
  types: (service) => service.incident_types.map((item) => item.incident_type),
  summarize: (r) => ({
    title: r.title,
    service: r.service.name,
    priority: r.priority,
    assignee: r.assigned_user?.full_name,
    assigneeId: r.assigned_user?.id,
    ...('customer' in r && r.customer && { customer: customerName(r.customer) }),
    due: r.due_date,
    escalates: r.due_to_escalate_at,
    lastActive: r.last_active_at,
    state: stateOf(r),
  }),
  dateLabel: 'Due',
  orders: {
    due_date: 'Due soonest',
    priority: 'Priority',
    created_at: 'Newest',
    last_active_at: 'Last active',
  },
  hasWatchlist: true,
  fields,
  elsewhere: {
    occurred_at: 'alias',
    occured_at: 'alias',
    resolved: 'alias',
    closed: 'alias',
    resolve_and_close: 'alias',
    resolved_at: 'action',
    resolution: 'action',
    symptom: 'text',
  },
  createFields: customerCreateFields,
  createTexts: { symptom: blankField('area', 'First symptom', { hint: 'What goes wrong.' }) },
  facts: [
    ...classification,
    'customer_id',
    'owner_id',
    'assigned_user_id',
    'received_by_id',
    'opened_at',
    { label: 'Due', time: (r) => r.due_date, deadline: 'Overdue' },
    { label: 'Escalates', time: (r) => r.due_to_escalate_at, deadline: 'Past escalation' },
    { label: 'Resolved', time: (r) => r.resolved_at, by: (r) => r.resolved_by_user, hideBlank: true },
    ...activityFacts<Incident>(
      closureCodes,
      (r) => r.closed_by_user,
      (r) => r.updated_by_user,
    ),
  ],
  notes: [
    noteKind<Incident>(
      'incidents.comments',
      'comment',
      'Internal: never mailed to the customer.',
      'comments',
    ),
    noteKind<Incident>('incidents.resolutions', 'resolution', 'How it was resolved.', 'resolutions', 'done'),
    noteKind<Incident>('incidents.symptoms', 'symptom', 'What goes wrong.', 'symptoms', 'warn'),
  ],
  actions: [
    { ...edit, fields },
    assign<Incident>(fields.assigned_user_id, (r) => r.assigned_user),
    reopen<Incident>({
      when: (r) => r.status !== 'Open',
      input: (_, r) => (r.status === 'Closed' ? { closed_at: '', closure_code: '' } : { resolved_at: '' }),
      reached: (r) => r.status === 'Open',
      hint: (r) =>
        r.status === 'Closed'
          ? 'The resolution and closure details are cleared. Notes are kept.'
          : 'It is no longer resolved. Notes are kept.',
    }),
    close<Incident>(closureCodes, {
      notify: notifyFields,
      next: (r) => r.status === 'Resolved',
      start: (r) => ({ closure_code: r.status === 'Resolved' ? '0' : '' }),
    }),
    {
      name: 'resolve',
      label: 'Resolve',
      when: (r) => r.status === 'Open',
      next: () => true,
      fields: {
        resolution: field('area', 'Resolution', (_: Incident) => undefined, {
          required: true,
          hint: 'How it was resolved.',
          optional: ({ resolutions }) =>
            resolutions.length > 0 ? 'Optional, since there is a resolution already.' : undefined,
        }),
        ...notifyFields,
      },
      // Do not add a blank note to an existing resolution.
      input: ({ resolution, ...filled }, r) => ({
        resolved_at: now(),
        ...filled,
        ...(!(r.resolutions.length > 0 && String(resolution).trim() === '') && { resolution }),
      }),
      reached: (r, input) =>
        r.status === 'Resolved' &&
        (input?.resolution === undefined ||
          r.resolutions.some((item) => item.resolution.note === input.resolution)),
      phrase: 'resolved',
      key: 'r',
      ends: true,
    },
  ],
  children: [],
  raises: [],
  hoursSpent: (r) => r.total_time_spent,
});
