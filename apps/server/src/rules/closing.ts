import type { RuleContext } from '../calls/context.ts';
import type { Schemas } from '../generated/types.ts';
import type { Id, Seconds } from '../store/schema.ts';

/** How a record of any type was closed. */
export interface Closure {
  closed_at: Seconds | null;
  closed_by_user_id: Id | null;
  closure_code: number | null;
  closure_comment: string;
}

/** How an incident was resolved and closed. */
export interface Closing extends Closure {
  resolved_at: Seconds | null;
  resolved_by_user_id: Id | null;
}

/** The fields of a call about closing. An absent field stays as it is; null and `""` clear it. */
export interface ClosureInput {
  closed?: boolean;
  closed_at?: Seconds | null;
  closed_by_user_id?: Id | null;
  closure_code?: number | null;
  closure_comment?: string;
}

/** The fields of a call about resolving and closing an incident. */
export interface ClosingInput extends ClosureInput {
  resolved?: boolean;
  resolved_at?: Seconds | null;
  resolved_by_user_id?: Id | null;
  resolution?: string;
  resolve_and_close?: boolean;
}

/** What else the rules need to know about an incident. */
interface ClosingContext {
  /** The text of its newest resolution note, if any. */
  newestResolution: string | undefined;
  /** The valid closure codes. */
  codes: readonly number[];
}

/** The status of an incident. */
export function statusOf({
  closed_at,
  resolved_at,
}: Pick<Closing, 'closed_at' | 'resolved_at'>): Schemas['IncidentStatus'] {
  if (closed_at !== null) return 'Closed';
  return resolved_at !== null ? 'Resolved' : 'Open';
}

/** The closure of an open record. */
export const NOT_CLOSED: Closure = {
  closed_at: null,
  closed_by_user_id: null,
  closure_code: null,
  closure_comment: '',
};

/** The fields that close a record together. */
const CLOSURE_FIELDS = ['closed_at', 'closure_code', 'closure_comment'];

/** An incident that is neither resolved nor closed. */
export const OPEN: Closing = { ...NOT_CLOSED, resolved_at: null, resolved_by_user_id: null };

/**
 * The closure of a record after a call, which may close or re-open it. Missing fields are added to the context's faults.
 *
 * @param codes the valid closure codes
 */
export function closureAfter(
  context: RuleContext,
  before: Closure,
  input: ClosureInput,
  codes: readonly number[],
): Closure {
  const call = withoutClosedFlag(context, before, input);
  checkCode(context, before, call, codes);
  if (before.closed_at !== null && call.closed_at === null) return NOT_CLOSED;
  return before.closed_at === null ? closed(context, call) : closureEdited(context, before, call);
}

/** Whether a call re-opened a closed record. */
export function isReopened(before: Closure, after: Closure): boolean {
  return before.closed_at !== null && after.closed_at === null;
}

/**
 * The resolution and closure of an incident after a call, which may resolve, close or re-open it. Missing fields are added
 * to the context's faults.
 */
export function resolutionAndClosureAfter(
  context: RuleContext,
  before: Closing,
  input: ClosingInput,
  closingContext: ClosingContext,
): Closing {
  const call = withoutFlags(context, before, input, closingContext);
  const closure = closureAfter(context, before, call, closingContext.codes);
  // Re-opening clears everything, even if the client sends the old values back with the whole record.
  if (isReopened(before, closure)) return OPEN;
  return { ...closure, ...resolved(context, before, call, closure, closingContext) };
}

/** Converts the flags of incidents to dates, codes and comments. */
function withoutFlags(
  { now }: RuleContext,
  before: Closing,
  input: ClosingInput,
  { newestResolution }: ClosingContext,
): ClosingInput {
  const call = { ...input };
  if (call.resolved === false && call.resolved_at !== null) delete call.resolved_at;
  if (call.resolved || call.resolve_and_close) call.resolved_at ??= before.resolved_at ?? now;
  if (call.resolve_and_close) {
    call.closed = true;
    call.closure_code ??= before.closure_code ?? 0;
    call.closure_comment ||= before.closure_comment || input.resolution || newestResolution || '';
  }
  return call;
}

/** Converts the flag `closed` to a date. */
function withoutClosedFlag({ now }: RuleContext, before: Closure, input: ClosureInput): ClosureInput {
  const call = { ...input };
  if (call.closed) call.closed_at ??= before.closed_at ?? now;
  if (call.closed === false) {
    // The flag overrides a date. A blank date agrees with the flag, and re-opens a closed record.
    if (call.closed_at !== null) delete call.closed_at;
    if (before.closed_at === null) {
      delete call.closure_code;
      delete call.closure_comment;
    }
  }
  return call;
}

function checkCode(
  { faults }: RuleContext,
  before: Closure,
  call: ClosureInput,
  codes: readonly number[],
): void {
  const code = call.closure_code ?? null;
  // A client may send back a stored code that is no longer valid.
  if (code !== null && code !== before.closure_code && !codes.includes(code)) {
    faults.add('closure_code', 'is not included in the list');
  }
}

/** A field with a fault was sent all the same, so it closes too. */
function closed({ caller, faults }: RuleContext, call: ClosureInput): Closure {
  const code = call.closure_code ?? null;
  const comment = call.closure_comment ?? '';
  const isRead = (call.closed_at ?? null) !== null || code !== null || comment !== '';
  const isClosing = isRead || (call.closed !== false && faults.has(...CLOSURE_FIELDS));
  if (!isClosing) return NOT_CLOSED;
  // An invalid flag has its own fault, so the date is not also reported as blank.
  const isFlagged = faults.has('closed', 'resolve_and_close', 'change_status', 'status');
  if ((call.closed_at ?? null) === null && !isFlagged) faults.add('closed_at', "can't be blank");
  if (code === null) faults.add('closure_code', "can't be blank");
  if (comment === '') faults.add('closure_comment', "can't be blank");
  return {
    closed_at: call.closed_at ?? null,
    closed_by_user_id: call.closed_by_user_id ?? caller.person,
    closure_code: code,
    closure_comment: comment,
  };
}

/** Closing a closed record only changes its code and comment. */
function closureEdited({ faults }: RuleContext, before: Closure, call: ClosureInput): Closure {
  if (call.closure_code === null && before.closure_code !== null)
    faults.add('closure_code', "can't be blank");
  if (call.closure_comment === '' && before.closure_comment !== '')
    faults.add('closure_comment', "can't be blank");
  return {
    closed_at: before.closed_at,
    closed_by_user_id: before.closed_by_user_id,
    closure_code: call.closure_code ?? before.closure_code,
    closure_comment: call.closure_comment ?? before.closure_comment,
  };
}

function resolved(
  { caller, faults }: RuleContext,
  before: Closing,
  call: ClosingInput,
  closure: Closure,
  { newestResolution }: ClosingContext,
): Pick<Closing, 'resolved_at' | 'resolved_by_user_id'> {
  const { resolved_at } = call;
  if (resolved_at === null) return { resolved_at: null, resolved_by_user_id: null };
  const at = resolved_at ?? before.resolved_at;
  // A date with a fault was sent all the same.
  const isResolving = at !== null || (call.resolved !== false && faults.has('resolved_at'));
  if (!isResolving) return { resolved_at: null, resolved_by_user_id: null };
  if (before.resolved_at === null) {
    const isClosed = closure.closed_at !== null || faults.has('closed_at', 'closed', 'resolve_and_close');
    const closes = before.closed_at === null && isClosed;
    if (!call.resolution && newestResolution === undefined && !closes)
      faults.add('resolution', "can't be blank");
  }
  const by = call.resolved_by_user_id ?? before.resolved_by_user_id ?? caller.person;
  return { resolved_at: at, resolved_by_user_id: by };
}
