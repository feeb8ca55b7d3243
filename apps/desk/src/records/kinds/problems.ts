import type { Problem, ProblemSummary, ProblemWrite } from '@service-desk/client';
import { customerName, isBlank } from '../../format.ts';
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
  externalContactFacts,
  externalContacts,
  flags,
  noteKind,
  notifyFields,
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
  occurred_at: field('timestamp', 'Occurred', (r: Problem) => r.occurred_at),
  assignee_note: field('area', 'Note for the assignee', (r: Problem) => r.assignee_note),
  ...externalContacts,
  category_id,
  owner_id,
  ...flags,
  ...last,
};

function stateOf(record: Problem | ProblemSummary): RecordState {
  const { closed_at = '', workaround_found_at = '' } = record;
  if (!isBlank(closed_at)) {
    const by = 'closed_by' in record ? record.closed_by?.full_name : undefined;
    return { name: 'Closed', tone: 'rest', active: false, by, at: closed_at };
  }
  return isBlank(workaround_found_at)
    ? { name: 'Open', tone: 'open', active: true }
    : { name: 'Workaround found', tone: 'warn', active: true };
}

export const problems = defineKind<Problem, ProblemSummary, ProblemWrite>()({
  name: 'problems',
  singular: 'problem',
  label: 'Problems',
  types: (service) => service.problem_types.map((item) => item.problem_type),
  summarize: (r) => ({
    title: r.title,
    service: r.service?.name ?? '',
    priority: r.priority ?? null,
    assignee: r.assigned_to?.full_name,
    assigneeId: r.assigned_to?.id,
    ...('customer' in r && r.customer && { customer: customerName(r.customer) }),

    lastActive: r.last_active_at,
    state: stateOf(r),
  }),
  dateLabel: 'Last active',
  orders: {},
  hasWatchlist: true,
  fields,
  elsewhere: {
    occured_at: 'alias',
    non_Service_Desk_users: 'alias',
    closed: 'alias',
    symptom: 'text',
    root_cause: 'text',
    workaround: 'text',
    comment: 'text',
    resolved_at: 'unused',
  },
  createFields: customerCreateFields,
  createTexts: {
    symptom: blankField('area', 'First symptom', { hint: 'What goes wrong.' }),
    root_cause: blankField('area', 'Root cause', { hint: 'Why it happens, as far as known.' }),
  },
  facts: [
    ...classification,
    'customer_id',
    'owner_id',
    'assigned_user_id',
    'received_by_id',
    'occurred_at',
    'assignee_note',
    ...externalContactFacts,
    {
      label: 'Workaround found',
      time: (r) => r.workaround_found_at,
      by: (r) => r.workaround_found_by,
      hideBlank: true,
    },
    ...activityFacts<Problem>(
      closureCodes,
      (r) => r.closed_by,
      (r) => r.updated_by,
    ),
  ],
  notes: [
    noteKind<Problem>('problems.comments', 'comment', 'Internal: never mailed to the customer.', 'comments'),
    noteKind<Problem>('problems.symptoms', 'symptom', 'What goes wrong.', 'symptoms', 'warn'),
    noteKind<Problem>('problems.rootCauses', 'root cause', 'Why it happens.', 'root_cause', 'rest'),
    noteKind<Problem>(
      'problems.workarounds',
      'workaround',
      'How to keep working until it is fixed.',
      'workaround',
      'done',
    ),
  ],
  actions: [
    { ...edit, fields },
    assign<Problem>(fields.assigned_user_id, (r) => r.assigned_to),
    reopen<Problem>(),
    close<Problem>(closureCodes, { notify: notifyFields, next: () => true }),
  ],
  children: [],
  raises: [{ from: 'incidents', copies: {} }],
});
