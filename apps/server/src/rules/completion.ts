import type { RuleContext } from '../calls/context.ts';
import type { Id, Seconds } from '../store/schema.ts';

/** Whether a part of a record's work is done: since when, and by whom. */
export type Completion<Part extends string> = {
  [Field in `${Part}_completed_at`]: Seconds | null;
} & { [Field in `${Part}_completed_by_user_id`]: Id | null };

/** What a call says about it: the flags and the date are three spellings of one thing. */
export type CompletionInput<Part extends string> = {
  [Field in `${Part}_completed` | `${Part}_closed`]?: boolean;
} & { [Field in keyof Completion<Part>]?: Completion<Part>[Field] };

/**
 * Whether the part is done after a call. Yes without a date means now, no and a blank date clear date and person. The
 * person is the caller unless another is named.
 */
export function completionAfter<Part extends string>(
  { caller, now }: RuleContext,
  part: Part,
  before: Completion<Part>,
  input: CompletionInput<Part>,
): Completion<Part> {
  const was = before as Record<string, unknown>;
  const call = input as Record<string, unknown>;
  const [at, by] = [`${part}_completed_at`, `${part}_completed_by_user_id`] as const;
  const flags = [call[`${part}_completed`], call[`${part}_closed`]];
  // A person may be named without a date; a blank date that comes back as it was read leaves him.
  const cleared = call[at] === null && was[at] !== null && !flags.includes(true);
  if (cleared || flags.includes(false)) return { [at]: null, [by]: null } as Completion<Part>;
  const done = call[at] ?? was[at] ?? (flags.includes(true) ? now : null);
  const person = call[by] ?? was[by] ?? (done === null ? null : caller.person);
  return { [at]: done, [by]: person } as Completion<Part>;
}
