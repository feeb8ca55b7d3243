import type { Id, Seconds } from '../store/schema.ts';
import type { Context } from './context.ts';

/** How far a record has come. */
export interface Closing {
  resolved_at: Seconds | null;
  resolved_by_user_id: Id | null;
  closed_at: Seconds | null;
  closed_by_user_id: Id | null;
  closure_code: number | null;
  closure_comment: string;
}

/** What a call says about it. Absent is left alone, null and `""` clear. */
export interface ClosingInput {
  resolved?: boolean;
  resolved_at?: Seconds | null;
  resolved_by_user_id?: Id | null;
  resolution?: string;
  closed?: boolean;
  closed_at?: Seconds | null;
  closed_by_user_id?: Id | null;
  closure_code?: number | null;
  closure_comment?: string;
  resolve_and_close?: boolean;
}

/** What the rules know about the record beside its own fields. */
interface Surroundings {
  /** The text of the record's newest resolution note, if it has one. */
  newestResolution: string | undefined;
  /** The codes that may be written. */
  codes: readonly number[];
}

/** A record that nobody has resolved or closed. */
export const OPEN: Closing = {
  resolved_at: null,
  resolved_by_user_id: null,
  closed_at: null,
  closed_by_user_id: null,
  closure_code: null,
  closure_comment: '',
};

/**
 * How far the record has come after the call: resolved, closed, re-opened or as before. What is missing for it is said
 * in the context's faults.
 */
export function afterCall(
  context: Context,
  before: Closing,
  input: ClosingInput,
  surroundings: Surroundings,
): Closing {
  const call = withoutFlags(context, before, input, surroundings);
  checkCode(context, before, call, surroundings);
  // All that told how it was resolved and closed goes; a client that sends the whole record back still holds it.
  if (before.closed_at !== null && call.closed_at === null) return OPEN;
  const closing =
    before.closed_at === null ? closed(context, before, call) : closureEdited(context, before, call);
  return { ...closing, ...resolved(context, before, call, closing, surroundings) };
}

/** The call with its flags turned into dates, codes and comments. */
function withoutFlags(
  { now }: Context,
  before: Closing,
  input: ClosingInput,
  { newestResolution }: Surroundings,
): ClosingInput {
  const call = { ...input };
  if (call.resolved === false) delete call.resolved_at;
  if (call.closed === false) {
    delete call.closed_at;
    if (before.closed_at === null) {
      delete call.closure_code;
      delete call.closure_comment;
    }
  }
  if (call.resolved || call.resolve_and_close) call.resolved_at ??= before.resolved_at ?? now;
  if (call.closed || call.resolve_and_close) call.closed_at ??= before.closed_at ?? now;
  if (call.resolve_and_close) {
    call.closure_code ??= before.closure_code ?? 0;
    call.closure_comment ||= before.closure_comment || input.resolution || newestResolution || '';
  }
  return call;
}

function checkCode({ faults }: Context, before: Closing, call: ClosingInput, { codes }: Surroundings): void {
  const code = call.closure_code ?? null;
  // A stored code off the table may come back as it was read.
  if (code !== null && code !== before.closure_code && !codes.includes(code)) {
    faults.add('closure_code', 'is not included in the list');
  }
}

function closed({ caller, faults }: Context, before: Closing, call: ClosingInput): Closing {
  const code = call.closure_code ?? null;
  const comment = call.closure_comment ?? '';
  const asked = (call.closed_at ?? null) !== null || code !== null || comment !== '';
  if (!asked) return before;
  if ((call.closed_at ?? null) === null) faults.add('closed_at', "can't be blank");
  if (code === null) faults.add('closure_code', "can't be blank");
  if (comment === '') faults.add('closure_comment', "can't be blank");
  return {
    ...before,
    closed_at: call.closed_at ?? null,
    closed_by_user_id: call.closed_by_user_id ?? caller.person,
    closure_code: code,
    closure_comment: comment,
  };
}

/** Closing a closed record only edits why it was closed. */
function closureEdited({ faults }: Context, before: Closing, call: ClosingInput): Closing {
  if (call.closure_code === null && before.closure_code !== null)
    faults.add('closure_code', "can't be blank");
  if (call.closure_comment === '' && before.closure_comment !== '')
    faults.add('closure_comment', "can't be blank");
  return {
    ...before,
    closure_code: call.closure_code ?? before.closure_code,
    closure_comment: call.closure_comment ?? before.closure_comment,
  };
}

function resolved(
  { caller, faults }: Context,
  before: Closing,
  call: ClosingInput,
  closing: Closing,
  { newestResolution }: Surroundings,
): Pick<Closing, 'resolved_at' | 'resolved_by_user_id'> {
  const { resolved_at } = call;
  if (resolved_at === null) return { resolved_at: null, resolved_by_user_id: null };
  const at = resolved_at ?? before.resolved_at;
  if (at === null) return { resolved_at: null, resolved_by_user_id: null };
  if (before.resolved_at === null) {
    const closes = before.closed_at === null && closing.closed_at !== null;
    if (!call.resolution && newestResolution === undefined && !closes)
      faults.add('resolution', "can't be blank");
  }
  const by = call.resolved_by_user_id ?? before.resolved_by_user_id ?? caller.person;
  return { resolved_at: at, resolved_by_user_id: by };
}
