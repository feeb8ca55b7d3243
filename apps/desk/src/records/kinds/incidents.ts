import type { Incident, IncidentSummary, IncidentWrite } from '@service-desk/client';
import { customerName } from '../../format.ts';
import { field } from '../../forms/fields.ts';
import { defineKind, type State } from './kind.ts';
import {
  assign,
  blankField,
  close,
  closing,
  closureCodes,
  customerField,
  edit,
  flags,
  notes,
  notify,
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
    hint: 'Changing it recalculates the due date.',
  }),
  due_date: field('moment', 'Due', (r: Incident) => r.due_date, {
    hint: 'Leave it blank to follow the priority.',
  }),
  type_id: field('type', 'Type', (r: Incident) => r.service_activity_type),
  customer_id: customerField,
  assigned_user_id: field('member', 'Assignee', (r: Incident) => r.assigned_user),
  received_by_id: receivedBy,
  opened_at: field('moment', 'Opened', (r: Incident) => r.opened_at),
  category_id,
  owner_id,
  ...flags,
  ...last,
};

function stateOf(record: Incident | IncidentSummary): State {
  const { status = 'Open' } = record;
  if (status === 'Open') return { name: status, look: 'open', waiting: true };
  if (status === 'Resolved') {
    const at = 'resolved_at' in record ? record.resolved_at : undefined;
    return { name: status, look: 'done', waiting: false, by: record.resolved_by_user?.full_name, at };
  }
  return {
    name: status,
    look: 'rest',
    waiting: false,
    by: record.closed_by_user?.full_name,
    at: record.closed_at,
  };
}

export const incidents = defineKind<Incident, IncidentSummary, IncidentWrite>()({
  name: 'incidents',
  one: 'incident',
  label: 'Incidents',
  types: (service) => service.incident_types.map((item) => item.incident_type),
  brief: (r) => ({
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
  moment: 'Due',
  orders: {
    due_date: 'Due soonest',
    priority: 'Priority',
    created_at: 'Newest',
    last_active_at: 'Last active',
  },
  watchlisted: true,
  fields,
  elsewhere: {
    occurred_at: 'another spelling',
    occured_at: 'another spelling',
    resolved: 'another spelling',
    closed: 'another spelling',
    resolve_and_close: 'another spelling',
    resolved_at: 'an action',
    closed_at: 'an action',
    closure_code: 'an action',
    closure_comment: 'an action',
    resolution: 'an action',
    notify_watchlisted: 'an action',
    notify_customer: 'an action',
    symptom: 'a text',
    resolved_by_user_id: 'the provider stamps it',
    closed_by_user_id: 'the provider stamps it',
  },
  creates: [
    'service_id',
    'customer_id',
    'title',
    'priority_id',
    'type_id',
    'category_id',
    'assigned_user_id',
  ],
  texts: { symptom: blankField('area', 'First symptom', { hint: 'What is seen.' }) },
  facts: [
    'service_id',
    'priority_id',
    'type_id',
    'category_id',
    'customer_id',
    'owner_id',
    'assigned_user_id',
    'received_by_id',
    'opened_at',
    { label: 'Due', moment: (r) => r.due_date, passed: 'Overdue' },
    { label: 'Escalates', moment: (r) => r.due_to_escalate_at, passed: 'Past escalation' },
    { label: 'Last active', moment: (r) => r.last_active_at },
    { label: 'Last changed by', text: (r) => r.updated_by_user?.full_name },
    { label: 'Resolved', moment: (r) => r.resolved_at, by: (r) => r.resolved_by_user, quiet: true },
    ...closing<Incident>(closureCodes, (r) => r.closed_by_user),
  ],
  notes: [
    notes('incidents.comments', 'comment', 'For colleagues; it is never mailed to the customer.', (r) =>
      r.comments.map((i) => i.comment),
    ),
    notes(
      'incidents.resolutions',
      'resolution',
      'What was done about it.',
      (r) => r.resolutions.map((i) => i.resolution),
      'done',
    ),
    notes('incidents.symptoms', 'symptom', 'What is seen.', (r) => r.symptoms.map((i) => i.symptom), 'warn'),
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
          ? 'How it was resolved and closed is cleared. Its notes stay.'
          : 'It is no longer resolved. Its notes stay.',
    }),
    close<Incident>(closureCodes, {
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
          hint: 'What was done about it.',
          optional: ({ resolutions }) =>
            resolutions.length > 0 ? 'Optional: a resolution is already written.' : undefined,
        }),
        ...notify,
      },
      // A resolution that is written already will do; a blank one beside it would say nothing.
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
  hours: (r) => r.total_time_spent,
});
