import type { RuleContext } from '../calls/context.ts';
import type { Id, Seconds } from '../store/schema.ts';
import { given } from './values.ts';

/** The life cycle of a type of record: its statuses, the moves between them, and the dates that bring them about. */
export interface LifeCycle<DateField extends string = string> {
  /** The field of the status, as clients write it. */
  field: string;
  /** What each status is called, by its number. The lowest is that of new records. */
  names: Readonly<Record<number, string>>;
  /** Where each status may lead. Closing is open to all of them, and only re-opening leads back. */
  moves: Readonly<Record<number, readonly number[]>>;
  /** The status that each date brings about. Of two that bring about the same, the first is stamped. */
  dates: Readonly<Record<DateField, number>>;
  /** The status of closed records. */
  closed: number;
}

/** Where a record stands in its life cycle. */
export interface Standing {
  status: number;
  /** Where re-opening takes a closed record back to; null for others. */
  status_before_closing: number | null;
}

/** What a call says about it. Absent and blank leave it alone. */
export interface StandingInput {
  status?: number | null | undefined;
  /** Statuses that something else in the call brings about, from where they can be reached. */
  reached?: readonly number[];
}

type Dates<DateField extends string> = Record<DateField, Seconds | null>;

/** A new record of a life cycle. */
export function beginning({ names }: LifeCycle): Standing {
  return { status: Math.min(...Object.keys(names).map(Number)), status_before_closing: null };
}

/** Whether a call that writes this status closes the record by it. */
export function closesByStatus({ closed }: LifeCycle, before: Standing, { status }: StandingInput): boolean {
  return status === closed && before.status !== closed;
}

/**
 * Where a record stands after a call, and its dates. Each date that the call sets moves it, in the order of the life
 * cycle; a status that is written without its date stamps it. A date that was there before only moves it where it can:
 * it may just be put right. A move that is not allowed is said in the context's faults.
 *
 * @param closure when the record was closed, before the call and after it
 */
export function afterMoves<DateField extends string>(
  { now, faults }: RuleContext,
  cycle: LifeCycle<DateField>,
  before: Standing & Dates<DateField>,
  input: StandingInput & Partial<Dates<DateField>>,
  closure: { before: Seconds | null; after: Seconds | null },
): Standing & Dates<DateField> {
  const fields = Object.keys(cycle.dates) as DateField[];
  const [was, call]: [Dates<DateField>, Partial<Dates<DateField>>] = [before, input];
  const dates = Object.fromEntries(
    fields.map((field) => [field, given(call[field], was[field])]),
  ) as Dates<DateField>;
  const reopened = closure.before !== null && closure.after === null;
  let status = reopened ? (before.status_before_closing ?? beginning(cycle).status) : before.status;

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
    // A date that is sent back as it was read is no date for the move.
    if (first && !own.some((field) => input[field] && input[field] !== was[field])) dates[first] = now;
  }

  if (closure.after === null) return { status, status_before_closing: null, ...dates };
  if (closure.before !== null)
    return { status, status_before_closing: before.status_before_closing, ...dates };
  return { status: cycle.closed, status_before_closing: status, ...dates };
}

/**
 * Who is behind the dates that a call leaves: whom it names, else the caller for a date that is new or brought another
 * status. Putting a date right names nobody; clearing it clears its person.
 *
 * @param behind the field of each person, with that of the date
 */
export function peopleAfter<Person extends string, DateField extends string>(
  { caller }: RuleContext,
  behind: Readonly<Record<Person, DateField>>,
  before: NoInfer<Dates<DateField> & Record<Person, Id | null>> & { status: number },
  after: NoInfer<Dates<DateField>> & { status: number },
  named: NoInfer<{ readonly [Name in Person]?: Id | null | undefined }>,
): Record<Person, Id | null> {
  const moved = before.status !== after.status;
  const known: Record<Person, Id | null> = before;
  const call: Partial<Record<Person, Id | null | undefined>> = named;
  const [was, is]: [Dates<DateField>, Dates<DateField>] = [before, after];
  const people = (Object.entries(behind) as [Person, DateField][]).map(([person, date]) => {
    if (is[date] === null && was[date] !== null) return [person, null];
    const isNew = is[date] !== was[date] && (was[date] === null || moved);
    return [person, isNew ? (call[person] ?? caller.person) : given(call[person], known[person])];
  });
  return Object.fromEntries(people) as Record<Person, Id | null>;
}

/** What a call asks for, in the order of the life cycle. Closing is not among it: that is for the closure to say. */
function stepsOf<DateField extends string>(
  cycle: LifeCycle<DateField>,
  before: Standing & Dates<DateField>,
  input: StandingInput & Partial<Dates<DateField>>,
  faults: RuleContext['faults'],
): { to: number; must: boolean }[] {
  const { status, reached = [] } = input;
  const steps = reached.map((to) => ({ to, must: false }));
  for (const field of Object.keys(cycle.dates) as DateField[]) {
    const date = input[field] ?? null;
    if (date !== null && date !== before[field])
      steps.push({ to: cycle.dates[field], must: before[field] === null });
  }
  // A status that is sent back as it was read asks for nothing.
  if (status !== undefined && status !== null && status !== before.status) {
    if (!(status in cycle.names)) faults.add(cycle.field, 'is not included in the list');
    else if (status !== cycle.closed) steps.push({ to: status, must: true });
  }
  return steps.sort((a, b) => a.to - b.to || Number(b.must) - Number(a.must));
}
