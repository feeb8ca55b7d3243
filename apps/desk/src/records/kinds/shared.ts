import type { Category, CustomerRef, Id, NoteInRecord, Person, ServiceRef } from '@service-desk/client';
import { isBlank, toTimestamp } from '../../format.ts';
import { type Choice, type Field, type Fields, field, textOf } from '../../forms/fields.ts';
import type { NoteKind } from '../../notes/note-kind.ts';
import type { Input, ResourcePath } from '../../resource.ts';
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

/** Fields that all kinds of records have in common. */
export const sharedFields = {
  title: field('text', 'Title', (r: Shared) => r.title, { required: true, wide: true }),
  service_id: field('service', 'Service', (r: Shared) => r.service, { required: true }),
  category_id: field('category', 'Category', (r: Shared) => r.category, { blank: 'None' }),
  owner_id: field('person', 'Owner', (r: Shared) => r.owner),
  customer_viewable: field('flag', 'Visible to the customer', (r: Shared) => r.customer_viewable_at),
  additional_values: field('extras', 'Custom fields', (r: Shared) => r.additional_values),
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
export const flags = {
  interesting: field('flag', 'Interesting', (r: { interesting?: 0 | 1 }) => r.interesting),
  common: field('flag', 'Common', (r: { common?: 0 | 1 }) => r.common),
};

/** Choices from the names of codes, in order. */
export function codes(names: readonly string[], first: number): Choice[] {
  return names.map((label, at) => ({ value: String(at + first), label }));
}

export const closureCodes = codes(['Resolved', 'Permanently Fixed', 'Other Reason'], 0);

/** Fields of a form that no record prints: each begins blank. */
export function blankField(
  by: 'area' | 'flag' | 'radio',
  label: string,
  options?: Partial<Field<unknown>>,
): Field<unknown> {
  return field(by, label, () => undefined, options);
}

const notify = {
  notify_watchlisted: blankField('flag', 'Notify the watchers'),
  notify_customer: blankField('flag', 'Notify the customer'),
};

const comment = blankField('area', 'Comment', { hint: 'Kept as a note.' });

export const edit: Pick<Action<unknown>, 'name' | 'label' | 'when' | 'edits' | 'key' | 'save'> = {
  name: 'edit',
  label: 'Edit',
  when: () => true,
  edits: true,
  key: 'e',
  save: 'Save changes',
};

/** Gives a record to a user or group. `of` finds whose it is. */
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
  // Not every provider's list prints it.
  return isBlank(record.closed_at ?? '');
}

export function now(): string {
  return toTimestamp(new Date());
}

/** Closes a record with one of its kind's codes. */
export function close<R extends Shared>(
  choices: readonly Choice[],
  options: Partial<Action<R>> = {},
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
    hint: () => 'How it was closed is cleared. Its notes stay.',
    ...options,
  };
}

/** A step of a life cycle that goes by codes: to another state, or something that is done once within a state. */
type Step<R> = {
  name: string;
  label: string;
  /** The codes of the states that it can be taken from. */
  from: readonly number[];
  phrase: string;
  /** Whether it is what those states wait for. */
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
  hint: 'It then waits for approval.',
};

export const decline = {
  name: 'decline',
  label: 'Decline',
  from: [2, 3],
  to: 4,
  phrase: 'declined',
  hint: 'It can be submitted again.',
};

/** Steps by the codes of a field, each with a comment if the person likes. */
export function moves<Name extends string, R extends Shared & Record<Name, number>>(
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
      fields: { comment, ...notify },
      input: (filled: Input) => ({ ...sends, ...filled }),
      ...(hint !== undefined && { hint: () => hint }),
    };
  });
}

/** What the record says of how it was closed. */
export function closing<R extends Shared & { closure_code: number | '' }>(
  choices: readonly Choice[],
  by: (record: R) => Person | null,
): Fact<R>[] {
  const codeOf = field('choice', 'Closure', (record: R) => record.closure_code, { choices });
  return [
    { label: 'Closed', moment: (r) => r.closed_at, by, quiet: true },
    { label: 'Closure', text: (r) => textOf(codeOf, r), quiet: true },
    { label: 'Closure comment', text: (r) => r.closure_comment, quiet: true },
  ];
}

export { notify };

/** A kind of notes: where it is written, and where a record prints it. */
export function notes<R>(
  path: ResourcePath,
  one: string,
  hint: string,
  list: (record: R) => NoteInRecord[],
  look: NoteKind<R>['look'] = 'open',
): NoteKind<R> {
  return { path, one, label: one.charAt(0).toUpperCase() + one.slice(1), hint, list, look };
}

interface Looker {
  id: Id;
  owned_by: Person | null;
  focus?: string;
  /** Absent within a record. */
  completed_at?: string | null;
}

/** Those who look at something and say when they are done: testers and review users. */
export function lookers<R>(
  child: Pick<ChildKind<R, Looker>, 'path' | 'one' | 'label' | 'children'> & {
    rows: (record: R) => { id: Id }[];
  },
): ChildKind<R> {
  return {
    ...child,
    title: ({ owned_by }: Looker) => owned_by?.full_name ?? 'Unknown',
    state: ({ completed_at }: Looker) =>
      completed_at === undefined
        ? undefined
        : isBlank(completed_at)
          ? { name: 'Waiting', look: 'open', waiting: true }
          : { name: 'Done', look: 'done', waiting: false, at: completed_at },
    fields: {
      owned_by: field('person', 'Who', (item: Looker) => item.owned_by),
      focus: field('area', 'Focus', (item: Looker) => item.focus ?? '', { hint: 'What to look at.' }),
      completed_at: field('moment', 'Completed', (item: Looker) => item.completed_at, {
        hint: 'Blank until it is done.',
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

/** What was found wrong, with its comments. */
export function issues<R>(
  path: ResourcePath,
  commentPath: ResourcePath,
  rows?: (record: R) => { id: Id }[],
): ChildKind<R> {
  return {
    path,
    one: 'issue',
    label: 'Issues',
    ...(rows && { rows }),
    title: (item: IssueLike) => item.title,
    state: ({ resolved, ok_by_tester }: IssueLike) =>
      resolved === undefined
        ? undefined
        : ok_by_tester
          ? { name: 'Accepted', look: 'done', waiting: false }
          : resolved
            ? { name: 'Resolved', look: 'done', waiting: true }
            : { name: 'Open', look: 'open', waiting: true },
    fields: {
      title: field('text', 'Title', (item: IssueLike) => item.title, { required: true, wide: true }),
      priority: field('choice', 'Priority', (item: IssueLike) => item.priority, {
        choices: codes(['High', 'Medium', 'Low'], 1),
        blank: 'Medium unless chosen',
      }),
      owned_by: field('person', 'Who', (item: IssueLike) => item.owned_by),
      resolved: field('flag', 'Resolved', (item: IssueLike) => item.resolved),
      ok_by_tester: field('flag', 'Accepted by the tester', (item: IssueLike) => item.ok_by_tester),
    },
    removable: false,
    notes: [
      notes(commentPath, 'comment', 'For colleagues.', (item: IssueLike) =>
        item.comments.map(({ comment }) => comment),
      ),
    ],
    children: [],
  } as ChildKind<R>;
}
