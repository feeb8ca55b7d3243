import type { RuleContext } from '../calls/context.ts';
import type { Id } from '../store/schema.ts';
import { type Closure, type ClosureInput, closureAfter } from './closing.ts';
import { type Completion, type CompletionInput, completionAfter } from './completion.ts';
import {
  closesByStatus,
  type Dates,
  type LifeCycle,
  type LifeCycleState,
  peopleAfter,
  statusAndDatesAfter,
} from './life-cycle.ts';

/** What decides the progress of a type of record that has a life cycle. */
export interface ProgressRules<DateField extends string, Person extends string, Part extends string> {
  cycle: LifeCycle<DateField>;
  /** The column of each person, with that of the date that they are behind. */
  people: Readonly<Record<Person, string>>;
  /** The parts of the work that are completed on their own. */
  parts: readonly Part[];
  /** Statuses that a call brings about without naming them, from where they can be reached. */
  reached?(before: Completion<Part>, done: Completion<Part>, input: object): readonly number[];
}

/** How far a record has come: its standing, its dates, the people behind them, its parts, and how it is closed. */
type RecordProgress<DateField extends string, Person extends string, Part extends string> = Closure &
  LifeCycleState &
  Dates<DateField> &
  Record<Person, Id | null> &
  Completion<Part>;

/**
 * The progress of a record with a life cycle after a call.
 *
 * @param after the record with the other fields of the call: dates outside the life cycle may have people as well
 * @param codes the closure codes that may be written
 */
export function progressAfter<DateField extends string, Person extends string, Part extends string>(
  context: RuleContext,
  { cycle, people, parts, reached }: ProgressRules<DateField, Person, Part>,
  before: RecordProgress<DateField, Person, Part>,
  after: object,
  input: ClosureInput,
  codes: readonly number[],
): RecordProgress<DateField, Person, Part> {
  const call = input as ClosureInput &
    Partial<Dates<DateField>> &
    CompletionInput<Part> &
    Record<string, never>;
  const done = Object.assign(
    {},
    ...parts.map((part) => completionAfter(context, part, before, call)),
  ) as Completion<Part>;
  const moves = { ...call, status: call[cycle.field], reached: reached?.(before, done, input) ?? [] };
  const closes = closesByStatus(cycle, before, moves);
  const closure = closureAfter(context, before, closes ? { closed: true, ...input } : input, codes);
  const standing = statusAndDatesAfter(context, cycle, before, moves, {
    before: before.closed_at,
    after: closure.closed_at,
  });
  return {
    ...closure,
    ...standing,
    ...done,
    ...peopleAfter(context, people, before as never, { ...after, ...standing } as never, call),
  };
}
