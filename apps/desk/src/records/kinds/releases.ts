import type { NoteInRecord, Release, ReleaseSummary, ReleaseWrite } from '@service-desk/client';
import { isBlank } from '../../format.ts';
import { field } from '../../forms/fields.ts';
import { type ChildKind, defineKind, type State } from './kind.ts';
import {
  assign,
  blankField,
  close,
  closing,
  closureCodes,
  codes,
  decline,
  edit,
  issues,
  lookers,
  moves,
  notes,
  reopen,
  sharedFields,
  submit,
} from './shared.ts';

const { title, service_id, category_id, owner_id, ...last } = sharedFields;

const fields = {
  title,
  service_id: { ...service_id, required: false },
  priority_id: field('priority', 'Priority', (r: Release) => r.priority),
  type_id: field('type', 'Type', (r: Release) => r.service_activity_type),
  assigned_user_id: field('member', 'Assignee', (r: Release) => r.assigned_user),
  due_date: field('moment', 'Due', (r: Release) => r.due_date),
  due_live_at: field('moment', 'Due live', (r: Release) => r.due_live_at),
  review_due_date: field('moment', 'Review due', (r: Release) => r.review_due_date),
  external_email: field('text', 'Outside e-mail', (r: Release) => r.external_email),
  non_beetil_users: field('text', 'Also notified', (r: Release) => r.non_Service_Desk_users, {
    hint: 'E-mail addresses, separated by commas.',
  }),
  category_id,
  owner_id,
  ...last,
};

const states: readonly State[] = [
  { name: 'Yet to be Submitted', look: 'open', waiting: true },
  { name: 'Pending Approval', look: 'warn', waiting: true },
  { name: 'Release Approved', look: 'done', waiting: true },
  { name: 'Release Declined', look: 'warn', waiting: true },
  { name: 'Released', look: 'done', waiting: false },
  { name: 'Closed', look: 'rest', waiting: false },
];

interface ReleaseRecordLike {
  reference: string;
  released_to: string;
  released_at: string;
  release_status: 0 | 1;
  comments: { comment: NoteInRecord }[];
}

const releaseRecords: ChildKind<Release, ReleaseRecordLike> = {
  path: 'releases.releaseRecords',
  one: 'release record',
  label: 'Release records',
  rows: (r: Release) => r.release_records.map((i) => i.release_record),
  title: (item: ReleaseRecordLike) => `${item.reference}, to ${item.released_to}`,
  state: ({ release_status, released_at }: ReleaseRecordLike) =>
    release_status === 1
      ? { name: 'Succeeded', look: 'done', waiting: false, at: released_at }
      : { name: 'Failed', look: 'warn', waiting: false, at: released_at },
  fields: {
    reference: field('text', 'Reference', (item: ReleaseRecordLike) => item.reference, { required: true }),
    released_to: field('text', 'Released to', (item: ReleaseRecordLike) => item.released_to, {
      required: true,
    }),
    released_at: field('moment', 'Released at', (item: ReleaseRecordLike) => item.released_at, {
      required: true,
    }),
    release_status: field('radio', 'Outcome', (item: ReleaseRecordLike) => item.release_status, {
      required: true,
      choices: codes(['Failed', 'Succeeded'], 0),
    }),
  },
  removable: false,
  notes: [
    notes('releases.releaseRecords.comments', 'comment', 'How it went.', (item: ReleaseRecordLike) =>
      item.comments.map((i) => i.comment),
    ),
  ],
  children: [],
};

export const releases = defineKind<Release, ReleaseSummary, ReleaseWrite>()({
  name: 'releases',
  one: 'release',
  label: 'Releases',
  types: (service) => (service.release_types ?? []).map((item) => item.release_type),
  brief: (r) => ({
    title: r.title,
    service: r.service?.name ?? '',
    priority: r.priority,
    assignee: r.assigned_user?.full_name,
    assigneeId: r.assigned_user?.id,
    due: 'due_date' in r ? (isBlank(r.due_date) ? r.due_live_at : r.due_date) : r.review_due_date,
    lastActive: r.last_active_at,
    state: {
      ...(states[(r.status ?? 1) - 1] as State),
      ...('closed_by_user' in r && { by: r.closed_by_user?.full_name, at: r.closed_at }),
    },
  }),
  moment: 'Review due',
  orders: {},
  watchlisted: false,
  fields,
  elsewhere: {
    non_Service_Desk_users: 'another spelling',
    component: 'another spelling',
    closed: 'another spelling',
    submitted_for_approval_at: 'another spelling',
    approved_at: 'another spelling',
    declined_at: 'another spelling',
    complete_at: 'another spelling',
    released_to_production_at: 'another spelling',
    review_closed: 'another spelling',
    review_completed_at: 'another spelling',
    status: 'an action',
    review_completed: 'an action',
    closed_at: 'an action',
    closure_code: 'an action',
    closure_comment: 'an action',
    notify_watchlisted: 'an action',
    notify_customer: 'an action',
    comment: 'an action',
    release_component: 'a text',
    instruction: 'a text',
    backout: 'a text',
    last_notified_at: 'other programs',
    approved_by_user_id: 'the provider stamps it',
    submitted_for_approval_by_user_id: 'the provider stamps it',
    complete_by_user_id: 'the provider stamps it',
    released_to_production_by_user_id: 'the provider stamps it',
    review_completed_by_user_id: 'the provider stamps it',
    closed_by_user_id: 'the provider stamps it',
  },
  creates: [
    'service_id',
    'title',
    'priority_id',
    'type_id',
    'due_live_at',
    'review_due_date',
    'assigned_user_id',
  ],
  texts: {
    release_component: blankField('area', 'First component', { hint: 'What is released.' }),
    instruction: blankField('area', 'Instruction', { hint: 'How it is released.' }),
    backout: blankField('area', 'Backout plan', { hint: 'How to go back.' }),
  },
  facts: [
    'service_id',
    'priority_id',
    'type_id',
    'category_id',
    'owner_id',
    'assigned_user_id',
    { label: 'Due', moment: (r) => r.due_date, passed: 'Overdue' },
    { label: 'Due live', moment: (r) => r.due_live_at, passed: 'Overdue' },
    { label: 'Review due', moment: (r) => r.review_due_date, passed: 'Overdue' },
    { label: 'Outside e-mail', text: (r) => r.external_email, quiet: true },
    { label: 'Also notified', text: (r) => r.non_Service_Desk_users, quiet: true },
    {
      label: 'Submitted',
      moment: (r) => r.submitted_for_approval_at,
      by: (r) => r.submitted_for_approval_by_user,
      quiet: true,
    },
    { label: 'Approved', moment: (r) => r.approved_at, quiet: true },
    { label: 'Declined', moment: (r) => r.declined_at, quiet: true },
    { label: 'Completed', moment: (r) => r.complete_at, by: (r) => r.complete_by_user, quiet: true },
    {
      label: 'In production',
      moment: (r) => r.released_to_production_at,
      by: (r) => r.released_to_production_by_user,
      quiet: true,
    },
    { label: 'Reviewed', moment: (r) => r.review_completed_at, quiet: true },
    { label: 'Last active', moment: (r) => r.last_active_at },
    { label: 'Last changed by', text: (r) => r.updated_by_user?.full_name },
    ...closing<Release>(closureCodes, (r) => r.closed_by_user),
  ],
  notes: [
    notes('releases.comments', 'comment', 'For colleagues; it is never mailed to the customer.', (r) =>
      r.discussions.map((i) => i.discussion),
    ),
    notes('releases.components', 'component', 'What is released.', (r) =>
      r.release_components.map((i) => i.release_component),
    ),
    notes(
      'releases.instructions',
      'instruction',
      'How it is released.',
      (r) => r.release_instructions.map((i) => i.release_instruction),
      'rest',
    ),
    notes(
      'releases.backouts',
      'backout plan',
      'How to go back.',
      (r) => r.backout_plans.map((i) => i.backout_plan),
      'warn',
    ),
    notes(
      'releases.reviewInstructions',
      'review instruction',
      'How it is reviewed.',
      (r) => r.review_instructions.map((i) => i.review_instruction),
      'done',
    ),
  ],
  actions: [
    { ...edit, fields },
    assign<Release>(fields.assigned_user_id, (r) => r.assigned_user),
    ...moves('status', [
      submit,
      decline,
      {
        name: 'approve',
        label: 'Approve',
        from: [2],
        to: 3,
        phrase: 'approved',
        next: true,
      },
      {
        name: 'release',
        label: 'Release',
        from: [3],
        to: 5,
        phrase: 'released',
        next: true,
        hint: 'It is in production then.',
      },
      {
        name: 'review',
        label: 'Reviewed',
        from: [1, 2, 3, 4, 5],
        flag: 'review_completed',
        doneAt: (r: Release) => r.review_completed_at,
        phrase: 'reviewed',
      },
    ]),
    reopen<Release>(),
    close<Release>(closureCodes, { next: (r) => r.status === 5 }),
  ],
  children: [
    releaseRecords as unknown as ChildKind<Release>,
    lookers<Release>({
      path: 'releases.reviewUsers',
      one: 'review user',
      label: 'Review users',
      rows: (r) => r.review_users.map((i) => i.review_user),
      children: [],
    }),
    issues<Release>('releases.issues', 'releases.issues.comments', (r) => r.issues.map((i) => i.issue)),
  ],
  raises: [
    { from: 'changes', copies: {} },
    { from: 'incidents', copies: {} },
  ],
});
