import type {
  ActivityType,
  Id,
  LinkableType,
  Person,
  Priority,
  Service,
  ServiceRef,
  WatchItem,
} from '@service-desk/client';
import type { Fields } from '../../forms/fields.ts';
import type { FormValues } from '../../forms/three-way-merge.ts';
import type { NoteKinds } from '../../notes/note-kind.ts';
import type { ResourceInput, ResourcePath } from '../../resource.ts';

/** The fields that records of all kinds have. */
export interface AnyRecord {
  id: Id;
  title: string;
  service: ServiceRef;
  watches: WatchItem[];
  additional_values: Record<string, string>;
  created_at: string;
  owner?: Person | null;
}

/** The state of a record in its life cycle, with the person and the time of the last change, if known. */
export interface RecordState {
  name: string;
  tone: 'open' | 'warn' | 'done' | 'rest';
  /** Whether there is work left, so that the record can become overdue. */
  active: boolean;
  by?: string | undefined;
  at?: string | null | undefined;
}

/** The fields that lists and headings show. */
export interface RecordSummary {
  title: string;
  service: string;
  priority: Priority | number | null;
  assignee: string | undefined;
  assigneeId: Id | undefined;
  customer?: string | undefined;
  /** The due date; undefined if the kind has none. */
  due?: string | null;
  escalates?: string | null;
  lastActive: string | undefined;
  state: RecordState;
}

/** A fact of a record: the name of a field, or a read-only value. */
export type Fact<R> =
  | string
  | {
      label: string;
      /** The value is either a text or a timestamp. */
      text?: (record: R) => string | null | undefined;
      time?: (record: R) => string | null | undefined;
      /** The person of the timestamp. */
      by?: (record: R) => { full_name: string } | null | undefined;
      /** For deadlines: the badge once the timestamp has passed. */
      deadline?: 'Overdue' | 'Past escalation';
      /** Whether a deadline was met, so that it has no badge. */
      met?: (record: R) => boolean;
      /** Hidden while blank. */
      hideBlank?: boolean;
    };

/** An action on a record. */
export interface Action<R> {
  /** Its name in addresses, `?do=resolve`. */
  name: string;
  label: string;
  /** Whether the record's state allows it. */
  when: (record: R) => boolean;
  /** Whether it is the usual next step. */
  next?: (record: R) => boolean;
  fields: Fields<R>;
  /** Whether it edits the record's own fields, so that the form starts with their values and sends changes only. */
  edits?: boolean;
  start?: (record: R) => Partial<FormValues>;
  input?: (filled: ResourceInput, record: R) => ResourceInput;
  /** Whether the state of a record shows that the action was carried out. */
  reached?: (record: R, input?: ResourceInput) => boolean;
  /** The participle for messages, such as `resolved`. */
  phrase?: string;
  announce?: (record: R) => string;
  /** The consequences, shown in the form. */
  hint?: (record: R) => string;
  /** The keyboard shortcut. */
  key?: string;
  /** The label of the submit button, if it is not the label of the action. */
  save?: string;
  /** Whether it completes the work on the record, so that the form offers to open the next one. */
  ends?: boolean;
  /** Whether it is available for selected rows of a queue. */
  bulk?: boolean;
}

/** A kind of child records. */
export interface ChildKind<R = never, Item = never> {
  path: ResourcePath;
  singular: string;
  label: string;
  /** The children in the parent's response; without it, they are fetched from their own list. */
  rows?: (record: R) => { id: Id }[];
  title: (row: Item) => string;
  /** The state; undefined if a list row has too few fields. */
  state: (item: Item) => RecordState | undefined;
  fields: Fields<Item>;
  /** Whether v1 supports deletion. */
  removable: boolean;
  notes?: NoteKinds<Item>;
  children: readonly ChildKind[];
}

/** A kind of records that this kind can be raised from. */
export interface Raise {
  /** The kind of the source record. */
  from: LinkableType;
  /** The field for the source's id. */
  field?: string;
  /** Labels of the source's notes that can be copied, by the field that requests it. */
  copies: Record<string, string>;
}

/** One of the four kinds of records. */
export interface RecordDescriptor<R = never, Row = never> {
  /** The name of the resource, which is also the plural noun. */
  name: LinkableType;
  singular: string;
  label: string;
  /** The types of a service for this kind. */
  types: (service: Service) => ActivityType[];
  summarize: (record: R | Row) => RecordSummary;
  /** The heading of the date column. */
  dateLabel: string;
  /** The orders of its list with their labels; the first is the default. */
  orders: Record<string, string>;
  /** Whether its list can include watched records. */
  hasWatchlist: boolean;
  fields: Fields<R>;
  /** The fields of the create form. */
  createFields: readonly string[];
  /** Texts in the create form that become notes. */
  createTexts: Fields<R>;
  facts: readonly Fact<R>[];
  notes: NoteKinds<R>;
  actions: readonly Action<R>[];
  children: readonly ChildKind<R>[];
  raises: readonly Raise[];
  /** The hours spent on a record; absent if v1 does not provide them. */
  hoursSpent?: (record: R) => number | undefined;
}

/** Why a field that the API accepts is not in `fields`; `unused`: the desk does not write it. */
type Elsewhere = 'action' | 'alias' | 'text' | 'raise' | 'unused';

/** Fields of the actions that all kinds have, and the users that v1 sets together with a date. */
type Common =
  | 'closed_at'
  | 'closure_code'
  | 'closure_comment'
  | 'notify_watchlisted'
  | 'notify_customer'
  | `${string}_by_user_id`;

type Own<R, Row, Write, F> = Omit<RecordDescriptor<R, Row>, 'fields' | 'createTexts'> & {
  fields: F & Fields<R>;
  createTexts: Fields<R>;
  /** All other fields that the API accepts. The compiler reports a field that is in neither table. */
  elsewhere: Record<Exclude<keyof Write, keyof F | Common>, Elsewhere>;
};

/** Checks the description of a kind against the types of its resource. */
export function defineKind<R extends AnyRecord, Row, Write>() {
  return <F extends { [Name in keyof Write]?: Fields<R>[string] }>(kind: Own<R, Row, Write, F>): AnyKind =>
    kind as unknown as AnyKind;
}

/** A kind of records, as pages use it. */
export type AnyKind = RecordDescriptor<AnyRecord, AnyRecord>;
