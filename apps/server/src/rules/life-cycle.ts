import type { RuleContext } from '../calls/context.ts';
import type { Id, Seconds } from '../store/schema.ts';
import { given } from './values.ts';

/** The life cycle of a type of record: its statuses, the transitions between them, and the dates that cause them. */
export interface LifeCycle<DateField extends string = string> {
  /** The field of the status in requests. */
  field: string;
  /** The names of the statuses by number. New records have the lowest number. */
  names: Readonly<Record<number, string>>;
  /** The allowed transitions from each status. Closing is always allowed, and re-opening restores the earlier status. */
  moves: Readonly<Record<number, readonly number[]>>;
  /** The status that each date causes. If several cause the same status, writing the status sets the first of them. */
  dates: Readonly<Record<DateField, number>>;
  /** The status of closed records. */
  closed: number;
}

/** The status of a record in its life cycle. */
export interface LifeCycleState {
  status: number;
  /** The status that re-opening restores; null unless the record is closed. */
  status_before_closing: number | null;
}

/** The fields of a call about the status. Absent and blank values leave it unchanged. */
export interface LifeCycleInput {
  status?: number | null | undefined;
  /** Statuses that other fields of the call cause, if they are reachable. */
  reached?: readonly number[];
}

/** The dates of a record, by the names of their columns. */
export type Dates<DateField extends string> = Record<DateField, Seconds | null>;

/** The status of a new record. */
export function initialStatus({ names }: LifeCycle): LifeCycleState {
  return { status: Math.min(...Object.keys(names).map(Number)), status_before_closing: null };
}

/** Whether a call closes the record by writing its status. */
export function closesByStatus(
  { closed }: LifeCycle,
  before: LifeCycleState,
  { status }: LifeCycleInput,
): boolean {
  return status === closed && before.status !== closed;
}

/**
 * The status and dates of a record after a call. Each date that the call sets causes a transition, in the order of the life
 * cycle. A status that is written without its date sets the date to now. A change of an existing date may be a correction, so
 * it causes a transition only if that is allowed. Other transitions that are not allowed are added to the context's faults.
 *
 * @param closure the closing date before and after the call
 */
export function statusAndDatesAfter<DateField extends string>(
  { now, faults }: RuleContext,
  cycle: LifeCycle<DateField>,
  before: LifeCycleState & Dates<DateField>,
  input: LifeCycleInput & Partial<Dates<DateField>>,
  closure: { before: Seconds | null; after: Seconds | null },
): LifeCycleState & Dates<DateField> {
  const fields = Object.keys(cycle.dates) as DateField[];
  const [was, call]: [Dates<DateField>, Partial<Dates<DateField>>] = [before, input];
  const dates = Object.fromEntries(
    fields.map((field) => [field, given(call[field], was[field])]),
  ) as Dates<DateField>;
  const reopened = closure.before !== null && closure.after === null;
  let status = reopened ? (before.status_before_closing ?? initialStatus(cycle).status) : before.status;

  for (const { to, must } of stepsOf(cycle, before, input, faults)) {
    if (to === status) continue;
    if (!cycle.moves[status]?.includes(to)) {
      if (!must) continue;
      faults.add(cycle.field, `can't go from ${cycle.names[status]} to ${cycle.names[to]}`);
      break;
    }
    status = to;
    const own = fields.filter((field) => cycle.dates[field] === to);
    const [first] = own;
    // An unchanged date that a client sends back does not count.
    if (first && !own.some((field) => input[field] && input[field] !== was[field])) dates[first] = now;
  }

  if (closure.after === null) return { status, status_before_closing: null, ...dates };
  if (closure.before !== null)
    return { status, status_before_closing: before.status_before_closing, ...dates };
  return { status: cycle.closed, status_before_closing: status, ...dates };
}

/**
 * The people of the dates after a call: those that it names, or the caller for a date that is new or caused a transition. The
 * correction of a date keeps its person, and clearing it clears the person.
 *
 * @param dateFields the date of each person field
 */
export function peopleAfter<Person extends string, DateField extends string>(
  { caller }: RuleContext,
  dateFields: Readonly<Record<Person, DateField>>,
  before: NoInfer<Dates<DateField> & Record<Person, Id | null>> & { status: number },
  after: NoInfer<Dates<DateField>> & { status: number },
  named: NoInfer<{ readonly [Name in Person]?: Id | null | undefined }>,
): Record<Person, Id | null> {
  const moved = before.status !== after.status;
  const known: Record<Person, Id | null> = before;
  const call: Partial<Record<Person, Id | null | undefined>> = named;
  const [was, is]: [Dates<DateField>, Dates<DateField>] = [before, after];
  const people = (Object.entries(dateFields) as [Person, DateField][]).map(([person, date]) => {
    if (is[date] === null && was[date] !== null) return [person, null];
    const isNew = is[date] !== was[date] && (was[date] === null || moved);
    return [person, isNew ? (call[person] ?? caller.person) : given(call[person], known[person])];
  });
  return Object.fromEntries(people) as Record<Person, Id | null>;
}

/** The transitions that a call requests, in the order of the life cycle. Closing is handled separately. */
function stepsOf<DateField extends string>(
  cycle: LifeCycle<DateField>,
  before: LifeCycleState & Dates<DateField>,
  input: LifeCycleInput & Partial<Dates<DateField>>,
  faults: RuleContext['faults'],
): { to: number; must: boolean }[] {
  const { status, reached = [] } = input;
  const steps = reached.map((to) => ({ to, must: false }));
  for (const field of Object.keys(cycle.dates) as DateField[]) {
    const date = input[field] ?? null;
    if (date !== null && date !== before[field])
      steps.push({ to: cycle.dates[field], must: before[field] === null });
    // A date with a fault was sent all the same: what follows it is not refused because it is missing.
    else if (faults.has(field)) steps.push({ to: cycle.dates[field], must: false });
  }
  // An unchanged status that a client sends back requests nothing.
  if (status !== undefined && status !== null && status !== before.status) {
    if (!(status in cycle.names)) faults.add(cycle.field, 'is not included in the list');
    else if (status !== cycle.closed) steps.push({ to: status, must: true });
  }
  return steps.sort((a, b) => a.to - b.to || Number(b.must) - Number(a.must));
}
