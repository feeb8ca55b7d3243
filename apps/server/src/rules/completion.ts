import type { RuleContext } from '../calls/context.ts';
import type { Id, Seconds } from '../store/schema.ts';

/** When a phase of a record's work was completed, and by which user. */
export type Completion<Phase extends string> = {
  [Field in `${Phase}_completed_at`]: Seconds | null;
} & { [Field in `${Phase}_completed_by_user_id`]: Id | null };

/** The fields of a call about it. The two flags and the date are alternatives. */
export type CompletionInput<Phase extends string> = {
  [Field in `${Phase}_completed` | `${Phase}_closed`]?: boolean;
} & { [Field in keyof Completion<Phase>]?: Completion<Phase>[Field] };

/**
 * The completion of a phase after a call. A true flag without a date sets it to now; a false flag or a blank date clears
 * date and user. The user is the caller by default.
 */
export function completionAfter<Phase extends string>(
  { caller, now }: RuleContext,
  phase: Phase,
  before: Completion<Phase>,
  input: CompletionInput<Phase>,
): Completion<Phase> {
  const was = before as Record<string, unknown>;
  const call = input as Record<string, unknown>;
  const [at, by] = [`${phase}_completed_at`, `${phase}_completed_by_user_id`] as const;
  const flags = [call[`${phase}_completed`], call[`${phase}_closed`]];
  // The user may be set without a date. An unchanged blank date that a client sends back does not clear the user.
  const cleared = call[at] === null && was[at] !== null && !flags.includes(true);
  if (cleared || flags.includes(false)) return { [at]: null, [by]: null } as Completion<Phase>;
  const done = call[at] ?? was[at] ?? (flags.includes(true) ? now : null);
  const person = call[by] ?? was[by] ?? (done === null ? null : caller.person);
  return { [at]: done, [by]: person } as Completion<Phase>;
}
