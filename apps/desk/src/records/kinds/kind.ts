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
import type { Fields, Values } from '../../forms/fields.ts';
import type { NoteKinds } from '../../notes/note-kind.ts';
import type { Input, ResourcePath } from '../../resource.ts';

/** What every record has, of whatever kind. */
export interface AnyRecord {
  id: Id;
  title: string;
  service: ServiceRef;
  watches: WatchItem[];
  additional_values: Record<string, string>;
  created_at: string;
  owner?: Person | null;
}

/** Where a record stands in its life cycle; who took it there and when, where that is known. */
export interface State {
  name: string;
  look: 'open' | 'warn' | 'done' | 'rest';
  /** Whether there is something to be done, so that it can be late. */
  waiting: boolean;
  by?: string | undefined;
  at?: string | null | undefined;
}

/** What lists and headings show of a record. */
export interface Brief {
  title: string;
  service: string;
  priority: Priority | number | null;
  assignee: string | undefined;
  assigneeId: Id | undefined;
  customer?: string | undefined;
  /** When it is due; undefined of kinds that have no such date. */
  due?: string | null;
  escalates?: string | null;
  lastActive: string | undefined;
  state: State;
}

/** A fact of a record: a field by its name, or what can only be read. */
export type Fact<R> =
  | string
  | {
      label: string;
      /** A text, or a moment. */
      text?: (record: R) => string | null | undefined;
      moment?: (record: R) => string | null | undefined;
      /** Who did it. */
      by?: (record: R) => { full_name: string } | null | undefined;
      /** How a moment is shown that lies ahead, and marked once it has passed. */
      passed?: 'Overdue' | 'Past escalation';
      /** Left out while it is blank. */
      quiet?: boolean;
    };

/** What can be done with a record in its state. */
export interface Action<R> {
  /** Its name in addresses, `?do=resolve`. */
  name: string;
  label: string;
  /** Whether the record's state allows it. */
  when: (record: R) => boolean;
  /** Whether it is what the record waits for. */
  next?: (record: R) => boolean;
  fields: Fields<R>;
  /** Its fields are the record's own: they begin with what it holds, and what was changed is sent. */
  edits?: boolean;
  start?: (record: R) => Partial<Values>;
  input?: (filled: Input, record: R) => Input;
  /** Whether a record shows that it was carried out. */
  reached?: (record: R, input?: Input) => boolean;
  /** What it is then: `is resolved`. */
  phrase?: string;
  announce?: (record: R) => string;
  /** What follows from it. */
  hint?: (record: R) => string;
  /** The key that opens it. */
  key?: string;
  /** The text of its button, where that is not its label. */
  save?: string;
  /** Whether the record needs nothing more afterwards, so that the next one may follow. */
  ends?: boolean;
  /** Whether it can be done to many records at once. */
  bulk?: boolean;
}

/** Things that are part of a record, or of such a part. */
export interface ChildKind<R = never, Item = never> {
  path: ResourcePath;
  one: string;
  label: string;
  /** As far as the parent has them; loaded from their own list where it has none. */
  rows?: (record: R) => { id: Id }[];
  title: (row: Item) => string;
  /** Where it stands; undefined while too little of it is known. */
  state: (item: Item) => State | undefined;
  fields: Fields<Item>;
  /** Whether v1 can delete it. */
  removable: boolean;
  notes?: NoteKinds<Item>;
  children: readonly ChildKind[];
}

/** What another record may begin with: which of the base's notes are copied, by the field that requests it. */
export interface Raise {
  /** The kind of the base, and the field that names it. */
  from: LinkableType;
  field?: string;
  copies: Record<string, string>;
}

/** One of the four kinds of records: all that tells it from the others. */
export interface Kind<R = never, Row = never> {
  /** The name of its resource, which is its plural too. */
  name: LinkableType;
  one: string;
  label: string;
  /** Whose types of the service are its own. */
  types: (service: Service) => ActivityType[];
  brief: (record: R | Row) => Brief;
  /** The heading of the column with its moment. */
  moment: string;
  /** The orders that its list can have, with their labels; the first is the default. */
  orders: Record<string, string>;
  /** Whether its list can take in what a person watches. */
  watchlisted: boolean;
  fields: Fields<R>;
  /** The fields of its forms. */
  creates: readonly string[];
  /** Notes that a create takes as plain texts, by their fields. */
  texts: Fields<R>;
  facts: readonly Fact<R>[];
  notes: NoteKinds<R>;
  actions: readonly Action<R>[];
  children: readonly ChildKind<R>[];
  raises: readonly Raise[];
  /** How much time it says was spent, in hours; undefined where v1 does not print it. */
  hours?: (record: R) => number | undefined;
}

/** Where a field that the API takes is written, when not by the forms for the record's own fields. */
type Elsewhere =
  | 'an action'
  | 'another spelling'
  | 'a text'
  | 'raising'
  | 'the provider stamps it'
  | 'other programs';

type Own<R, Row, Write, F> = Omit<Kind<R, Row>, 'fields' | 'texts'> & {
  fields: F & Fields<R>;
  texts: Fields<R>;
  /** Every other field that the API takes: the compiler finds those that are in neither table. */
  elsewhere: Record<Exclude<keyof Write, keyof F>, Elsewhere>;
};

/** Describes a kind of records. What all of them share is known by {@link AnyRecord} from then on. */
export function defineKind<R extends AnyRecord, Row, Write>() {
  return <F extends { [Name in keyof Write]?: Fields<R>[string] }>(kind: Own<R, Row, Write, F>): AnyKind =>
    kind as unknown as AnyKind;
}

/** A kind of records as pages know it. */
export type AnyKind = Kind<AnyRecord, AnyRecord>;
