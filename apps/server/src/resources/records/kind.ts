import type { ReadContext, WriteContext } from '../../calls/context.ts';
import type { Calls } from '../../generated/operations.ts';
import type { Schemas } from '../../generated/types.ts';
import type { Closure } from '../../rules/closing.ts';
import type { Id, RecordType } from '../../store/schema.ts';
import type { LinkLists } from '../links/views.ts';
import type { NoteEvent } from '../notes/note-types.ts';
import type { Parent } from '../parents.ts';
import type { CategoryRow, PriorityRow, ServiceRow, TypeRow } from '../services/rows.ts';
import type { RecordRows } from './rows.ts';

/** A record that may not have its number yet. */
export type NewRecord<Type extends RecordType> = Omit<RecordRows[Type], 'id'> & { id?: Id };

/** The body of a call that creates or updates a record. */
export type RecordInput<Type extends RecordType> = Calls[`${Type}s.create`]['body'] &
  Calls[`${Type}s.update`]['body'];

/** What lists and single records show. */
export interface RecordSchemas {
  incident: { summary: Schemas['IncidentSummary']; detail: Schemas['Incident'] };
  // This provider's lists show all that the description names.
  problem: { summary: Required<Schemas['ProblemSummary']>; detail: Schemas['Problem'] };
  change: { summary: Schemas['ChangeSummary']; detail: Schemas['Change'] };
  release: { summary: Schemas['ReleaseSummary']; detail: Schemas['Release'] };
}

/** The columns that every type has. */
export type CommonFields = Closure &
  Pick<
    RecordRows['incident'],
    | 'account_id'
    | 'title'
    | 'service_id'
    | 'priority_id'
    | 'type_id'
    | 'category_id'
    | 'created_at'
    | 'last_active_at'
    | 'customer_viewable_at'
    | 'additional_values'
    | 'owner_id'
    | 'assigned_user_id'
    | 'updated_by_user_id'
  >;

/** The orders of lists. Only incidents have others than `reference_num`. */
export type RecordOrder = 'created_at' | 'due_date' | 'last_active_at' | 'priority' | 'reference_num';

type Column<Type extends RecordType> = string & keyof RecordRows[Type];
type Field<Type extends RecordType> = string & keyof RecordInput<Type>;
/** A field that is stored under its own name. */
type OwnField<Type extends RecordType> = Column<Type> & Field<Type>;

/**
 * What differs between the types of records. Everything that is not in here is the same for all of them: see
 * `handlers.ts` for calls, `lists.ts` for lists, `write.ts` for what calls write, `views.ts` for responses.
 */
export interface RecordKind<Type extends RecordType> {
  lists: {
    /** The order where neither the call nor a report names one. */
    order: RecordOrder;
    /** The columns that lists filter and order by, of those that not every type has. */
    columns: readonly (Column<Type> & ('resolved_at' | 'due_date' | 'priority_level'))[];
  };

  /** The columns of a new record that not every type has. */
  blank(context: WriteContext): Omit<RecordRows[Type], 'id' | keyof CommonFields>;
  /** Whether a new record is assigned to the default assignee of its service, rather than to the caller. */
  assignedByService: boolean;
  fields: {
    /** Stored as they are sent, but for blanks around mail addresses. */
    plain: readonly OwnField<Type>[];
    /** Stored as bits. */
    flags: readonly OwnField<Type>[];
    /** Users or groups, which must exist. */
    people: readonly Field<Type>[];
    /** Numbers that must not be negative. */
    amounts: readonly Field<Type>[];
    /** Other names of fields, which apply where the field itself is absent. */
    secondNames: { readonly [Name in Field<Type>]?: Column<Type> };
    /** The fields whose text becomes a note, by its kind. The first that is not blank wins. */
    texts: Readonly<Record<string, readonly Field<Type>[]>>;
  };
  /** The service of a new record. What is wrong with it is said in the context's faults. */
  serviceOfNew(context: ReadContext, input: RecordInput<Type>): Promise<ServiceRow | undefined>;
  /** How far the record has come after a call: resolved, closed, or a step of its life cycle. */
  progressAfter(
    context: WriteContext,
    call: ProgressCall<Type>,
  ): Partial<RecordRows[Type]> | Promise<Partial<RecordRows[Type]>>;
  /** The fields that follow from the priority, of a new record and of a changed one. */
  derived?: {
    ofNew(
      context: WriteContext,
      record: NewRecord<Type>,
      input: RecordInput<Type>,
      priority: PriorityRow | undefined,
    ): Partial<RecordRows[Type]>;
    ofChanged(
      context: WriteContext,
      before: RecordRows[Type],
      after: RecordRows[Type],
      input: RecordInput<Type>,
    ): Promise<Partial<RecordRows[Type]>>;
  };
  /** For records that can be made from others. */
  bases?: {
    /** The records that a call names, in the order in which they provide what it lacks. */
    find(context: ReadContext, input: RecordInput<Type>): Promise<Base[]>;
    /** The call with what the first base provides. */
    complete(context: ReadContext, input: RecordInput<Type>, base: Base | undefined): RecordInput<Type>;
    /** Copies those notes of the bases that the call asks for. */
    copyNotes(
      context: WriteContext,
      record: RecordRows[Type],
      bases: readonly Base[],
      input: RecordInput<Type>,
    ): Promise<void>;
  };
  /** Updates the columns that depend on the record's notes, after a call has written some. */
  afterTexts?(
    context: WriteContext,
    record: RecordRows[Type],
    input: RecordInput<Type>,
  ): Promise<RecordRows[Type]>;
  /** What a note that was written, changed or removed does to its record, if more than to keep it active. */
  afterNote?(context: WriteContext, record: Parent, event: NoteEvent): Promise<void>;

  /** The state of a record in words, for mails. */
  stateOf(record: RecordRows[Type]): string;
  views: RecordViews<Type>;
}

/** What a call does to the progress of a record. */
export interface ProgressCall<Type extends RecordType> {
  before: NewRecord<Type>;
  /** The record with the other fields of the call. */
  after: NewRecord<Type>;
  /** The body, without second names. */
  input: RecordInput<Type>;
  /** The closure codes that may be written. */
  codes: readonly number[];
}

/** A record that another one is made from. */
export interface Base {
  type: 'problem' | 'incident';
  record: Pick<RecordRows['incident'], 'id' | 'title' | 'service_id' | 'type_id'>;
}

/** How the records of a type are shown. */
export interface RecordViews<Type extends RecordType> {
  /** Whether lists show the types of records; single records always do. */
  typeInLists: boolean;
  /** The columns of the people that lists show, and of those that single records show in addition. */
  people: { summary: readonly Column<Type>[]; detail: readonly Column<Type>[] };
  /** Reads what lists show of these records beside their columns. */
  summaries(context: ReadContext, ids: readonly Id[]): Promise<Shown<Type, 'summary'>>;
  /** Reads what a single record shows beside its columns. */
  detail(context: ReadContext, id: Id): Promise<Shown<Type, 'detail'>>;
}

/** What was read of records, as a function that shows them with it. */
export interface Shown<Type extends RecordType, As extends 'summary' | 'detail'> {
  /** The users and groups that are named in it. */
  people: readonly (Id | null)[];
  show(
    record: RecordRows[Type],
    surroundings: As extends 'detail' ? DetailSurroundings<Type> : RecordSurroundings<Type>,
  ): RecordSchemas[Type][As];
}

/** What every record is shown with. */
export interface RecordSurroundings<Type extends RecordType> {
  /** The record as the parent of its notes and watches. */
  parent: Parent<Type>;
  service: ServiceRow;
  priority: PriorityRow | undefined;
  /** In lists, only where they show it. */
  type: TypeRow | undefined;
  watches: { watch: Schemas['WatchSummary'] }[];
  person(id: Id | null): Schemas['Person'] | null;
}

/** What a single record is shown with. */
export interface DetailSurroundings<Type extends RecordType> extends RecordSurroundings<Type> {
  category: CategoryRow | undefined;
  customer: Schemas['CustomerRef'] | null;
  links: LinkLists;
}
