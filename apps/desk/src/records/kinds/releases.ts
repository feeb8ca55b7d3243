import type { NoteInRecord, Release, ReleaseSummary, ReleaseWrite } from '@service-desk/client';
import { isBlank } from '../../format.ts';
import { field } from '../../forms/fields.ts';
import { type ChildKind, defineKind, type RecordState } from './kind.ts';
import {
  activityFacts,
  approvalFacts,
  assign,
  blankField,
  classification,
  close,
  closureCodes,
  codes,
  decline,
  dueFacts,
  edit,
  externalContactFacts,
  externalContacts,
  issueKind,
  noteKind,
  reopen,
  reviewerKind,
  sharedFields,
  stepActions,
  submit,
} from './shared.ts';

const { title, service_id, category_id, owner_id, ...last } = sharedFields;

const fields = {
  title,
  service_id: { ...service_id, required: false },
  priority_id: field('priority', 'Priority', (r: Release) => r.priority),
  type_id: field('type', 'Type', (r: Release) => r.service_activity_type),
  assigned_user_id: field('member', 'Assignee', (r: Release) => r.assigned_user),
  due_date: field('timestamp', 'Due', (r: Release) => r.due_date),
  due_live_at: field('timestamp', 'Due live', (r: Release) => r.due_live_at),
  review_due_date: field('timestamp', 'Review due', (r: Release) => r.review_due_date),
  ...externalContacts,
  category_id,
  owner_id,
  ...last,
};

const states: readonly RecordState[] = [
  { name: 'Yet to be Submitted', tone: 'open', active: true },
  { name: 'Pending Approval', tone: 'warn', active: true },
  { name: 'Release Approved', tone: 'done', active: true },
  { name: 'Release Declined', tone: 'warn', active: true },
  { name: 'Released', tone: 'done', active: false },
  { name: 'Closed', tone: 'rest', active: false },
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
  singular: 'release record',
  label: 'Release records',
  rows: (r: Release) => r.release_records.map((i) => i.release_record),
  title: (item: ReleaseRecordLike) => `${item.reference}, to ${item.released_to}`,
  state: ({ release_status, released_at }: ReleaseRecordLike) =>
    release_status === 1
      ? { name: 'Succeeded', tone: 'done', active: false, at: released_at }
      : { name: 'Failed', tone: 'warn', active: false, at: released_at },
  fields: {
    reference: field('text', 'Reference', (item: ReleaseRecordLike) => item.reference, { required: true }),
    released_to: field('text', 'Released to', (item: ReleaseRecordLike) => item.released_to, {
      required: true,
    }),
    released_at: field('timestamp', 'Released at', (item: ReleaseRecordLike) => item.released_at, {
      required: true,
    }),
    release_status: field('radio', 'Outcome', (item: ReleaseRecordLike) => item.release_status, {
      required: true,
      choices: codes(['Failed', 'Succeeded'], 0),
    }),
  },
  removable: false,
  notes: [
    noteKind<ReleaseRecordLike>('releases.releaseRecords.comments', 'comment', 'How it went.', 'comments'),
  ],
  children: [],
};

export const releases = defineKind<Release, ReleaseSummary, ReleaseWrite>()({
  name: 'releases',
  singular: 'release',
  label: 'Releases',
  types: (service) => (service.release_types ?? []).map((item) => item.release_type),
  summarize: (r) => ({
    title: r.title,
    service: r.service?.name ?? '',
    priority: r.priority,
    assignee: r.assigned_user?.full_name,
    assigneeId: r.assigned_user?.id,
    due: 'due_date' in r ? (isBlank(r.due_date) ? r.due_live_at : r.due_date) : r.review_due_date,
    lastActive: r.last_active_at,
    state: {
      ...(states[(r.status ?? 1) - 1] as RecordState),
      ...('closed_by_user' in r && { by: r.closed_by_user?.full_name, at: r.closed_at }),
    },
  }),
  dateLabel: 'Review due',
  orders: {},
  hasWatchlist: false,
  fields,
  elsewhere: {
    non_Service_Desk_users: 'alias',
    component: 'alias',
    closed: 'alias',
    submitted_for_approval_at: 'alias',
    approved_at: 'alias',
    declined_at: 'alias',
    complete_at: 'alias',
    released_to_production_at: 'alias',
    review_closed: 'alias',
    review_completed_at: 'alias',
    status: 'action',
    review_completed: 'action',
    comment: 'action',
    release_component: 'text',
    instruction: 'text',
    backout: 'text',
    last_notified_at: 'unused',
  },
  createFields: [
    'service_id',
    'title',
    'priority_id',
    'type_id',
    'due_live_at',
    'review_due_date',
    'assigned_user_id',
  ],
  createTexts: {
    release_component: blankField('area', 'First component', { hint: 'What to release.' }),
    instruction: blankField('area', 'Instruction', { hint: 'How to release it.' }),
    backout: blankField('area', 'Backout plan', { hint: 'How to roll back.' }),
  },
  facts: [
    ...classification,
    'owner_id',
    'assigned_user_id',
    ...dueFacts,
    {
      label: 'Review due',
      time: (r) => r.review_due_date,
      deadline: 'Overdue',
      met: (r) => !isBlank(r.review_completed_at),
    },
    ...externalContactFacts,
    ...approvalFacts,
    { label: 'Completed', time: (r) => r.complete_at, by: (r) => r.complete_by_user, hideBlank: true },
    {
      label: 'In production',
      time: (r) => r.released_to_production_at,
      by: (r) => r.released_to_production_by_user,
      hideBlank: true,
    },
    { label: 'Reviewed', time: (r) => r.review_completed_at, hideBlank: true },
    ...activityFacts<Release>(
      closureCodes,
      (r) => r.closed_by_user,
      (r) => r.updated_by_user,
    ),
  ],
  notes: [
    noteKind<Release>(
      'releases.comments',
      'comment',
      'Internal: never mailed to the customer.',
      'discussions',
    ),
    noteKind<Release>('releases.components', 'component', 'What to release.', 'release_components'),
    noteKind<Release>(
      'releases.instructions',
      'instruction',
      'How to release it.',
      'release_instructions',
      'rest',
    ),
    noteKind<Release>('releases.backouts', 'backout plan', 'How to roll back.', 'backout_plans', 'warn'),
    noteKind<Release>(
      'releases.reviewInstructions',
      'review instruction',
      'How to review it.',
      'review_instructions',
      'done',
    ),
  ],
  actions: [
    { ...edit, fields },
    assign<Release>(fields.assigned_user_id, (r) => r.assigned_user),
    ...stepActions('status', [
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
        hint: 'It is then in production.',
      },
      {
        name: 'review',
        label: 'Review',
        from: [1, 2, 3, 4, 5],
        flag: 'review_completed',
        doneAt: (r: Release) => r.review_completed_at,
        phrase: 'reviewed',
        hint: 'It is then marked as reviewed.',
      },
    ]),
    reopen<Release>(),
    close<Release>(closureCodes, { next: (r) => r.status === 5 }),
  ],
  children: [
    releaseRecords as unknown as ChildKind<Release>,
    reviewerKind<Release>({
      path: 'releases.reviewUsers',
      singular: 'review user',
      label: 'Review users',
      rows: (r) => r.review_users.map((i) => i.review_user),
      children: [],
    }),
    issueKind<Release>('releases.issues', 'releases.issues.comments', (r) => r.issues.map((i) => i.issue)),
  ],
  raises: [
    { from: 'changes', copies: {} },
    { from: 'incidents', copies: {} },
  ],
});
