import type {
  Category,
  Change,
  CustomerRef,
  Id,
  NoteInRecord,
  Person,
  ServiceRef,
} from '@service-desk/client';
import { capitalize, isBlank, toTimestamp } from '../../format.ts';
import { type Choice, type Field, type Fields, field, textOf } from '../../forms/fields.ts';
import type { NoteKind } from '../../notes/note-kind.ts';
import type { ResourceInput, ResourcePath } from '../../resource.ts';
import type { Action, ChildKind, Fact } from './kind.ts';

interface Shared {
  id: Id;
  title: string;
  service: ServiceRef;
  category?: Category | null;
  owner: Person | null;
  closed_at: string | null;
  closure_comment: string;
  customer_viewable_at?: string | null;
  additional_values: Record<string, string>;
}

/** The fields of all kinds of records. */
export const sharedFields = {
  title: field('text', 'Title', (r: Shared) => r.title, { required: true, wide: true }),
  service_id: field('service', 'Service', (r: Shared) => r.service, {
    required: true,
    hint: 'Another service keeps priority, type and category only if it has the same ones.',
  }),
  category_id: field('category', 'Category', (r: Shared) => r.category, { blank: 'None' }),
  owner_id: field('person', 'Owner', (r: Shared) => r.owner),
  customer_viewable: field('flag', 'Visible to the customer', (r: Shared) => r.customer_viewable_at),
  additional_values: field('keyValues', 'Custom fields', (r: Shared) => r.additional_values),
} satisfies Fields<Shared>;

export const customerField = field(
  'customer',
  'Customer',
  (r: { customer?: CustomerRef | null }) => r.customer,
);
export const receivedBy = field(
  'person',
  'Received by',
  (r: { received_by?: Person | null }) => r.received_by,
);
interface ExternalContacts {
  external_email: string;
  non_Service_Desk_users: string;
}

export const externalContacts = {
  external_email: field('text', 'External e-mail', (r: ExternalContacts) => r.external_email),
  non_beetil_users: field('text', 'Also notified', (r: ExternalContacts) => r.non_Service_Desk_users, {
    hint: 'E-mail addresses, separated by commas.',
  }),
};

export const externalContactFacts: Fact<ExternalContacts>[] = [
  { label: 'External e-mail', text: (r) => r.external_email, hideBlank: true },
  { label: 'Also notified', text: (r) => r.non_Service_Desk_users, hideBlank: true },
];

/** The due dates of changes and releases. */
export const dueFacts: Fact<Pick<Change, 'due_date' | 'due_live_at'>>[] = [
  { label: 'Due', time: (r) => r.due_date, deadline: 'Overdue' },
  { label: 'Due live', time: (r) => r.due_live_at, deadline: 'Overdue' },
];

/** The approval of changes and releases. */
export const approvalFacts: Fact<
  Pick<Change, 'submitted_for_approval_at' | 'submitted_for_approval_by_user' | 'approved_at' | 'declined_at'>
>[] = [
  {
    label: 'Submitted',
    time: (r) => r.submitted_for_approval_at,
    by: (r) => r.submitted_for_approval_by_user,
    hideBlank: true,
  },
  { label: 'Approved', time: (r) => r.approved_at, hideBlank: true },
  { label: 'Declined', time: (r) => r.declined_at, hideBlank: true },
];

export const classification = ['service_id', 'priority_id', 'type_id', 'category_id'] as const;

/** The fields of the create form for kinds of records with a customer. */
export const customerCreateFields = [
  'service_id',
  'customer_id',
  'title',
  'priority_id',
  'type_id',
  'category_id',
  'assigned_user_id',
] as const;

export const flags = {
  interesting: field('flag', 'Interesting', (r: { interesting?: 0 | 1 }) => r.interesting),
  common: field('flag', 'Common', (r: { common?: 0 | 1 }) => r.common),
};

/** Choices for consecutive codes, from their names. */
export function codes(names: readonly string[], first: number): Choice[] {
  return names.map((label, at) => ({ value: String(at + first), label }));
}

export const closureCodes = codes(['Resolved', 'Permanently Fixed', 'Other Reason'], 0);

/** A field that responses do not contain, so that its input starts blank. */
export function blankField(
  type: 'area' | 'flag' | 'radio',
  label: string,
  options?: Partial<Field<unknown>>,
): Field<unknown> {
  return field(type, label, () => undefined, options);
}

const notifyWatchers = { notify_watchlisted: blankField('flag', 'Notify the watchers') };

/** For records with a customer. */
export const notifyFields = {
  ...notifyWatchers,
  notify_customer: blankField('flag', 'Notify the customer'),
};

const comment = blankField('area', 'Comment', { hint: 'Saved as a note.' });

export const edit: Pick<Action<unknown>, 'name' | 'label' | 'when' | 'edits' | 'key' | 'save'> = {
  name: 'edit',
  label: 'Edit',
  when: () => true,
  edits: true,
  key: 'e',
  save: 'Save changes',
};

/** Assigns a record to a user or group. */
export function assign<R extends Shared>(
  assigned: Field<R>,
  of: (record: R) => Person | null | undefined,
): Action<R> {
  return {
    name: 'assign',
    label: 'Assign',
    when: isOpen,
    edits: true,
    key: 'a',
    bulk: true,
    fields: { assigned_user_id: assigned },
    announce: (record) => `Assigned to ${of(record)?.full_name ?? 'no one'}`,
  };
}

function isOpen(record: Shared): boolean {
  // Some servers leave it out of lists.
  return isBlank(record.closed_at ?? '');
}

export function now(): string {
  return toTimestamp(new Date());
}

/** Closes a record with a closure code; `notify` are the fields for who gets a mail. */
export function close<R extends Shared>(
  choices: readonly Choice[],
  { notify = notifyWatchers, ...options }: Partial<Action<R>> & { notify?: Fields<unknown> } = {},
): Action<R> {
  return {
    name: 'close',
    label: 'Close',
    when: isOpen,
    fields: {
      closure_code: blankField('radio', 'Closure', { required: true, choices }),
      closure_comment: blankField('area', 'Closure comment', { required: true, hint: 'Why it is closed.' }),
      ...notify,
    },
    input: (filled) => ({ closed_at: now(), ...filled }),
    reached: (record, input) =>
      !isOpen(record) && (!input || record.closure_comment === input.closure_comment),
    phrase: 'closed',
    key: 'c',
    ends: true,
    bulk: true,
    ...options,
  };
}

export function reopen<R extends Shared>(options: Partial<Action<R>> = {}): Action<R> {
  return {
    name: 'reopen',
    label: 'Re-open',
    when: (record) => !isOpen(record),
    fields: {},
    input: () => ({ closed_at: '', closure_code: '' }),
    reached: isOpen,
    phrase: 're-opened',
    key: 'o',
    hint: () => 'The closure details are cleared. Notes are kept.',
    ...options,
  };
}

/** A step in a life cycle with numeric states: it changes the state, or completes a task once within a state. */
type Step<R> = {
  name: string;
  label: string;
  /** The states that allow it. */
  from: readonly number[];
  phrase: string;
  /** Whether it is the usual next step from these states. */
  next?: boolean;
  hint?: string;
} & ({ to: number } | { flag: string; doneAt: (record: R) => string | null });

export const submit = {
  name: 'submit',
  label: 'Submit',
  from: [1, 4],
  to: 2,
  phrase: 'submitted',
  next: true,
  hint: 'It then awaits approval.',
};

export const decline = {
  name: 'decline',
  label: 'Decline',
  from: [2, 3],
  to: 4,
  phrase: 'declined',
  hint: 'It can be submitted again.',
};

/** The actions for steps of a life cycle, each with an optional comment. */
export function stepActions<Name extends string, R extends Shared & Record<Name, number>>(
  field: Name,
  steps: readonly Step<R>[],
): Action<R>[] {
  return steps.map(({ name, label, phrase, from, next = false, hint, ...step }) => {
    const reached = (record: R) => ('to' in step ? record[field] === step.to : !isBlank(step.doneAt(record)));
    const sends = 'to' in step ? { [field]: step.to } : { [step.flag]: 1 };
    const when = (record: R) => from.includes(record[field]) && !reached(record);
    return {
      name,
      label,
      phrase,
      reached,
      when,
      ...(next && { next: when }),
      fields: { comment, ...notifyWatchers },
      input: (filled: ResourceInput) => ({ ...sends, ...filled }),
      ...(hint !== undefined && { hint: () => hint }),
    };
  });
}

/** The facts about the last change of a record and its closure. */
export function activityFacts<R extends Shared & { closure_code: number | ''; last_active_at?: string }>(
  choices: readonly Choice[],
  closedBy: (record: R) => Person | null,
  updatedBy: (record: R) => Person | null | undefined,
): Fact<R>[] {
  const codeOf = field('choice', 'Closure', (record: R) => record.closure_code, { choices });
  return [
    { label: 'Last active', time: (r) => r.last_active_at },
    { label: 'Last changed by', text: (r) => updatedBy(r)?.full_name },
    { label: 'Closed', time: (r) => r.closed_at, by: closedBy, hideBlank: true },
    { label: 'Closure', text: (r) => textOf(codeOf, r), hideBlank: true },
    { label: 'Closure comment', text: (r) => r.closure_comment, hideBlank: true },
  ];
}

/** The properties of a record that are lists of notes. */
type ListOfNotes<R> = {
  [Name in keyof R]: R[Name] extends Record<string, NoteInRecord>[] ? Name : never;
}[keyof R];

/** A kind of notes: its resource, and its list in the record's response. */
export function noteKind<R>(
  path: ResourcePath,
  singular: string,
  hint: string,
  list: ListOfNotes<R>,
  tone: NoteKind<R>['tone'] = 'open',
): NoteKind<R> {
  // v1 wraps each note in an object with one property, such as `{ comment: … }`.
  const unwrap = (record: R) =>
    (record[list] as Record<string, NoteInRecord>[]).flatMap(Object.values<NoteInRecord>);
  return { path, singular, label: capitalize(singular), hint, list: unwrap, tone };
}

interface Reviewer {
  id: Id;
  owned_by: Person | null;
  focus?: string;
  /** Absent in the parent's response. */
  completed_at?: string | null;
}

/** People who check something and confirm its completion: testers and review users. */
export function reviewerKind<R>(
  child: Pick<ChildKind<R, Reviewer>, 'path' | 'singular' | 'label' | 'children'> & {
    rows: (record: R) => { id: Id }[];
  },
): ChildKind<R> {
  return {
    ...child,
    title: ({ owned_by }: Reviewer) => owned_by?.full_name ?? 'Unknown',
    state: ({ completed_at }: Reviewer) =>
      completed_at === undefined
        ? undefined
        : isBlank(completed_at)
          ? { name: 'Waiting', tone: 'open', active: true }
          : { name: 'Done', tone: 'done', active: false, at: completed_at },
    fields: {
      owned_by: field('person', 'Person', (item: Reviewer) => item.owned_by),
      focus: field('area', 'Focus', (item: Reviewer) => item.focus ?? '', { hint: 'What to check.' }),
      completed_at: field('timestamp', 'Completed', (item: Reviewer) => item.completed_at, {
        hint: 'Blank until done.',
      }),
    },
    removable: true,
  } as ChildKind<R>;
}

interface IssueLike {
  id: Id;
  title: string;
  priority: number;
  resolved: boolean;
  ok_by_tester: boolean;
  owned_by: Person | null;
  comments: { comment: NoteInRecord }[];
}

/** Issues found in a test or review, with comments. */
export function issueKind<R>(
  path: ResourcePath,
  commentPath: ResourcePath,
  rows?: (record: R) => { id: Id }[],
): ChildKind<R> {
  return {
    path,
    singular: 'issue',
    label: 'Issues',
    ...(rows && { rows }),
    title: (item: IssueLike) => item.title,
    state: ({ resolved, ok_by_tester }: IssueLike) =>
      resolved === undefined
        ? undefined
        : ok_by_tester
          ? { name: 'Accepted', tone: 'done', active: false }
          : resolved
            ? { name: 'Resolved', tone: 'done', active: true }
            : { name: 'Open', tone: 'open', active: true },
    fields: {
      title: field('text', 'Title', (item: IssueLike) => item.title, { required: true, wide: true }),
      priority: field('choice', 'Priority', (item: IssueLike) => item.priority, {
        choices: codes(['High', 'Medium', 'Low'], 1),
        blank: 'Default (Medium)',
      }),
      owned_by: field('person', 'Person', (item: IssueLike) => item.owned_by),
      resolved: field('flag', 'Resolved', (item: IssueLike) => item.resolved),
      ok_by_tester: field('flag', 'Accepted by the tester', (item: IssueLike) => item.ok_by_tester),
    },
    removable: false,
    notes: [noteKind<IssueLike>(commentPath, 'comment', 'For colleagues.', 'comments')],
    children: [],
  } as ChildKind<R>;
}
