/** A fault as v1 reports it. */
export interface Fault {
  /** `E400`, `E902`, `E906`, or `""` when the provider sent none. Test for this one: texts may change. */
  code: string;
  /** The text without the code, such as `title can't be blank`. */
  message: string;
}

/** The call that went wrong. */
export interface FailedCall {
  /** The HTTP method. */
  method: string;
  /** The whole address, query included. */
  url: string;
}

/**
 * The base of all errors of this client. `message` names the method and the address, never the token; `cause` holds
 * the original error where there is one.
 */
export class ServiceDeskError extends Error {
  override name = 'ServiceDeskError';
  /** The HTTP method of the call. */
  readonly method: string;
  /** The whole address of the call, after redirects. */
  readonly url: string;

  constructor(text: string, call: FailedCall, options?: ErrorOptions) {
    super(`${text} (${call.method} ${call.url})`, options);
    this.method = call.method;
    this.url = call.url;
  }
}

/** The provider answered with a Failed envelope, whatever the HTTP status. Nothing was written. */
export class ApiError extends ServiceDeskError {
  override name = 'ApiError';
  /** The HTTP status: 200 for `[E400]`. */
  readonly status: number;
  /** All faults of the call, in the order of its fields. */
  readonly faults: readonly Fault[];

  constructor(faults: readonly Fault[], status: number, call: FailedCall) {
    super(faults.map((f) => (f.code ? `[${f.code}] ${f.message}` : f.message)).join(', ') || 'Failed', call);
    this.faults = faults;
    this.status = status;
  }
}

/** `[E906]`: the token is missing, wrong or revoked. */
export class AuthenticationError extends ApiError {
  override name = 'AuthenticationError';
}

/** `[E902]`: the hour's requests are used up. */
export class RateLimitError extends ApiError {
  override name = 'RateLimitError';
  /** Seconds until it is worth trying again; undefined when the provider does not say. */
  readonly retryAfter: number | undefined;

  constructor(faults: readonly Fault[], status: number, call: FailedCall, retryAfter: number | undefined) {
    super(faults, status, call);
    this.retryAfter = retryAfter;
  }
}

/** `[E400] no … found`, and nothing else: the record, or something that the call refers to, is not there for the caller. */
export class NotFoundError extends ApiError {
  override name = 'NotFoundError';
}

/** The answer is not what v1 sends: not JSON, cut short, or HTML from a proxy. */
export class MalformedResponseError extends ServiceDeskError {
  override name = 'MalformedResponseError';
  /** The HTTP status that it came with. */
  readonly status: number;
  /** The first 200 characters of the answer. */
  readonly excerpt: string;

  constructor(status: number, text: string, call: FailedCall, options?: ErrorOptions) {
    super(`HTTP ${status} with something that is no answer of v1`, call, options);
    this.status = status;
    this.excerpt = text.slice(0, 200);
  }
}

/** No answer: the network failed, time ran out or the call was aborted. `cause` is the original error. */
export class ConnectionError extends ServiceDeskError {
  override name = 'ConnectionError';
}

/** The last attempt took longer than the client's `timeout`. Whether the provider carried the call out is not known. */
export class TimeoutError extends ConnectionError {
  override name = 'TimeoutError';
}

/** The caller ended the call by its signal; `cause` is the signal's reason. */
export class AbortedError extends ConnectionError {
  override name = 'AbortedError';
}

/** Whether something thrown is an error of this client. */
export function isServiceDeskError(error: unknown): error is ServiceDeskError {
  return error instanceof ServiceDeskError;
}

/** Whether something thrown is a Failed envelope of v1. */
export function isApiError(error: unknown): error is ApiError {
  return error instanceof ApiError;
}

/** Whether something thrown is v1 saying that something is not there. */
export function isNotFoundError(error: unknown): error is NotFoundError {
  return error instanceof NotFoundError;
}

/** Whether something thrown is v1 refusing the token. */
export function isAuthenticationError(error: unknown): error is AuthenticationError {
  return error instanceof AuthenticationError;
}

/** Whether something thrown is v1 saying that the hour's requests are used up. */
export function isRateLimitError(error: unknown): error is RateLimitError {
  return error instanceof RateLimitError;
}

/** Whether something thrown is an answer that v1 does not give. */
export function isMalformedResponseError(error: unknown): error is MalformedResponseError {
  return error instanceof MalformedResponseError;
}

/** Whether something thrown is the lack of an answer. */
export function isConnectionError(error: unknown): error is ConnectionError {
  return error instanceof ConnectionError;
}

/** Whether something thrown is an attempt that took too long. */
export function isTimeoutError(error: unknown): error is TimeoutError {
  return error instanceof TimeoutError;
}

/** Whether something thrown is a call that its caller ended. */
export function isAbortedError(error: unknown): error is AbortedError {
  return error instanceof AbortedError;
}

const CODED = /^\[(E\d+)\]\s*([\s\S]*)$/;

/** The faults of a Failed envelope. */
export function faultsOf(errors: unknown): Fault[] {
  if (!Array.isArray(errors)) return [];
  return errors.map((entry: unknown) => {
    const text = String((entry as { error?: unknown } | null)?.error ?? '');
    const [, code = '', message = text] = CODED.exec(text) ?? [];
    return { code, message };
  });
}

/** The error that a Failed envelope stands for. */
export function apiErrorOf(errors: unknown, response: Response, call: FailedCall): ApiError {
  const faults = faultsOf(errors);
  const codes = new Set(faults.map((fault) => fault.code));
  if (codes.has('E906') || response.status === 401)
    return new AuthenticationError(faults, response.status, call);
  if (codes.has('E902') || response.status === 429) {
    return new RateLimitError(faults, response.status, call, secondsOf(response.headers.get('retry-after')));
  }
  const missing =
    faults.length > 0 && faults.every((f) => f.code === 'E400' && /^no .+ found$/.test(f.message));
  return missing
    ? new NotFoundError(faults, response.status, call)
    : new ApiError(faults, response.status, call);
}

/** `Retry-After` in seconds: it comes as a number of seconds or as a date. */
export function secondsOf(value: string | null): number | undefined {
  if (value === null) return undefined;
  const seconds = /^\d+$/.test(value.trim()) ? Number(value) : (Date.parse(value) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, Math.ceil(seconds)) : undefined;
}
