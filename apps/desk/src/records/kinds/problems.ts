import type { Problem, ProblemSummary, ProblemWrite } from '@service-desk/client';
import { customerName, isBlank } from '../../format.ts';
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
  receivedBy,
  reopen,
  sharedFields,
} from './shared.ts';

const { title, service_id, category_id, owner_id, ...last } = sharedFields;

const fields = {
  title,
  service_id,
  priority_id: field('priority', 'Priority', (r: Problem) => r.priority),
  type_id: field('type', 'Type', (r: Problem) => r.type),
  customer_id: customerField,
  assigned_user_id: field('member', 'Assignee', (r: Problem) => r.assigned_to),
  received_by_id: receivedBy,
  occurred_at: field('moment', 'Occurred', (r: Problem) => r.occurred_at),
  assignee_note: field('area', 'Note for the assignee', (r: Problem) => r.assignee_note),
  external_email: field('text', 'Outside e-mail', (r: Problem) => r.external_email),
  non_beetil_users: field('text', 'Also notified', (r: Problem) => r.non_Service_Desk_users, {
    hint: 'E-mail addresses, separated by commas.',
  }),
  category_id,
  owner_id,
  ...flags,
  ...last,
};

function stateOf(record: Problem | ProblemSummary): State {
  const { closed_at = '', workaround_found_at = '' } = record;
  if (!isBlank(closed_at)) {
    const by = 'closed_by' in record ? record.closed_by?.full_name : undefined;
    return { name: 'Closed', look: 'rest', waiting: false, by, at: closed_at };
  }
  return isBlank(workaround_found_at)
    ? { name: 'Open', look: 'open', waiting: true }
    : { name: 'Workaround found', look: 'warn', waiting: true };
}

export const problems = defineKind<Problem, ProblemSummary, ProblemWrite>()({
  name: 'problems',
  one: 'problem',
  label: 'Problems',
  types: (service) => service.problem_types.map((item) => item.problem_type),
  brief: (r) => ({
    title: r.title,
    service: r.service?.name ?? '',
    priority: r.priority ?? null,
    assignee: r.assigned_to?.full_name,
    assigneeId: r.assigned_to?.id,
    ...('customer' in r && r.customer && { customer: customerName(r.customer) }),

    lastActive: r.last_active_at,
    state: stateOf(r),
  }),
  moment: 'Last active',
  orders: {},
  watchlisted: true,
  fields,
  elsewhere: {
    occured_at: 'another spelling',
    non_Service_Desk_users: 'another spelling',
    closed: 'another spelling',
    closed_at: 'an action',
    closure_code: 'an action',
    closure_comment: 'an action',
    notify_watchlisted: 'an action',
    notify_customer: 'an action',
    symptom: 'a text',
    root_cause: 'a text',
    workaround: 'a text',
    comment: 'a text',
    resolved_at: 'other programs',
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
  texts: {
    symptom: blankField('area', 'First symptom', { hint: 'What is seen.' }),
    root_cause: blankField('area', 'Root cause', { hint: 'Why it happens, as far as it is known.' }),
  },
  facts: [
    'service_id',
    'priority_id',
    'type_id',
    'category_id',
    'customer_id',
    'owner_id',
    'assigned_user_id',
    'received_by_id',
    'occurred_at',
    'assignee_note',
    { label: 'Outside e-mail', text: (r) => r.external_email, quiet: true },
    { label: 'Also notified', text: (r) => r.non_Service_Desk_users, quiet: true },
    {
      label: 'Workaround found',
      moment: (r) => r.workaround_found_at,
      by: (r) => r.workaround_found_by,
      quiet: true,
    },
    { label: 'Last active', moment: (r) => r.last_active_at },
    { label: 'Last changed by', text: (r) => r.updated_by?.full_name },
    ...closing<Problem>(closureCodes, (r) => r.closed_by),
  ],
  notes: [
    notes('problems.comments', 'comment', 'For colleagues; it is never mailed to the customer.', (r) =>
      r.comments.map((i) => i.comment),
    ),
    notes('problems.symptoms', 'symptom', 'What is seen.', (r) => r.symptoms.map((i) => i.symptom), 'warn'),
    notes(
      'problems.rootCauses',
      'root cause',
      'Why it happens.',
      (r) => r.root_cause.map((i) => i.root_cause),
      'rest',
    ),
    notes(
      'problems.workarounds',
      'workaround',
      'How to work in spite of it.',
      (r) => r.workaround.map((i) => i.workaround),
      'done',
    ),
  ],
  actions: [
    { ...edit, fields },
    assign<Problem>(fields.assigned_user_id, (r) => r.assigned_to),
    reopen<Problem>(),
    close<Problem>(closureCodes, { next: () => true }),
  ],
  children: [],
  raises: [{ from: 'incidents', copies: {} }],
});
