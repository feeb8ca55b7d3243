/** A fault as v1 reports it. */
export interface Fault {
  /** `E400`, `E902`, `E906`, or `""` when the provider sent none. Test for the code: texts may change. */
  code: string;
  /** The text without the code, for example `title can't be blank`. */
  message: string;
}

/** The call that failed. */
export interface FailedCall {
  /** The HTTP method. */
  method: string;
  /** The whole address, including the query. */
  url: string;
}

/**
 * The base class of all errors of this client. `message` names the method and the address, never the token. `cause` is
 * the original error if there is one.
 */
export class ServiceDeskError extends Error {
  override name = 'ServiceDeskError';
  /** The HTTP method of the call. */
  declare readonly method: string;
  /** The whole address of the call, after redirects. */
  declare readonly url: string;

  constructor(text: string, call: FailedCall, options?: ErrorOptions) {
    super(`${text} (${call.method} ${call.url})`, options);
    this.method = call.method;
    this.url = call.url;
  }
}

/** The provider sent a Failed envelope, with any HTTP status. Nothing was written. */
export class ApiError extends ServiceDeskError {
  override name = 'ApiError';
  /** The HTTP status: 200 for `[E400]`. */
  declare readonly status: number;
  /** All faults of the call, in the order of its fields. */
  declare readonly faults: readonly Fault[];

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

/** `[E902]`: the rate limit of this hour is exceeded. */
export class RateLimitError extends ApiError {
  override name = 'RateLimitError';
  /** Seconds to wait before a retry; undefined if the provider does not send it. */
  declare readonly retryAfter: number | undefined;

  constructor(faults: readonly Fault[], status: number, call: FailedCall, retryAfter: number | undefined) {
    super(faults, status, call);
    this.retryAfter = retryAfter;
  }
}

/** Every fault is `no … found`: something does not exist, or the caller may not see it. */
export class NotFoundError extends ApiError {
  override name = 'NotFoundError';
}

/** The response is not a v1 envelope: not JSON, truncated, or HTML from a proxy. */
export class MalformedResponseError extends ServiceDeskError {
  override name = 'MalformedResponseError';
  /** The HTTP status of the response. */
  declare readonly status: number;
  /** The first 200 characters of the response. */
  declare readonly excerpt: string;

  constructor(status: number, text: string, call: FailedCall, options?: ErrorOptions) {
    super(`HTTP ${status} without a v1 envelope`, call, options);
    this.status = status;
    this.excerpt = text.slice(0, 200);
  }
}

/**
 * No response of the provider: the network failed, the timeout expired, the call was aborted, or a redirect led to another
 * origin, which gets no token. `cause` is the original error.
 */
export class ConnectionError extends ServiceDeskError {
  override name = 'ConnectionError';
}

/** The last attempt took longer than the client's `timeout`. The provider may have carried out the call or not. */
export class TimeoutError extends ConnectionError {
  override name = 'TimeoutError';
}

/** The caller's signal cancelled the call; `cause` is the signal's reason. */
export class AbortedError extends ConnectionError {
  override name = 'AbortedError';
}

/** Whether an error is one of this client. */
export function isServiceDeskError(error: unknown): error is ServiceDeskError {
  return error instanceof ServiceDeskError;
}

/** Whether an error is a Failed envelope of v1. */
export function isApiError(error: unknown): error is ApiError {
  return error instanceof ApiError;
}

/** Whether an error means that v1 did not find something. */
export function isNotFoundError(error: unknown): error is NotFoundError {
  return error instanceof NotFoundError;
}

/** Whether an error means that v1 refused the token. */
export function isAuthenticationError(error: unknown): error is AuthenticationError {
  return error instanceof AuthenticationError;
}

/** Whether an error means that the rate limit is exceeded. */
export function isRateLimitError(error: unknown): error is RateLimitError {
  return error instanceof RateLimitError;
}

/** Whether an error means that the response was not a v1 envelope. */
export function isMalformedResponseError(error: unknown): error is MalformedResponseError {
  return error instanceof MalformedResponseError;
}

/** Whether an error means that there was no response. */
export function isConnectionError(error: unknown): error is ConnectionError {
  return error instanceof ConnectionError;
}

/** Whether an error means that the last attempt timed out. */
export function isTimeoutError(error: unknown): error is TimeoutError {
  return error instanceof TimeoutError;
}

/** Whether an error means that the caller cancelled the call. */
export function isAbortedError(error: unknown): error is AbortedError {
  return error instanceof AbortedError;
}

/** The faults of a Failed envelope. */
export function faultsOf(errors: unknown): Fault[] {
  if (!Array.isArray(errors)) return [];
  return errors.map((entry: unknown) => {
    const text = String((entry as { error?: unknown } | null)?.error ?? '');
    const [, code = '', message = ''] = /^(?:\[(E\d+)]\s*)?(.*)/s.exec(text) as string[];
    return { code, message };
  });
}

/** The error for a Failed envelope. */
export function apiErrorOf(errors: unknown, response: Response, call: FailedCall): ApiError {
  const faults = faultsOf(errors);
  const { status } = response;
  const codes = faults.map(({ code }) => code);
  const isMissing = ({ message }: Fault) => /^no .+ found$/.test(message);
  const Kind: new (...args: ConstructorParameters<typeof RateLimitError>) => ApiError =
    status === 401 || codes.includes('E906')
      ? AuthenticationError
      : status === 429 || codes.includes('E902')
        ? RateLimitError
        : faults.length > 0 && faults.every(isMissing)
          ? NotFoundError
          : ApiError;
  return new Kind(faults, status, call, retryAfterOf(response));
}

/** `Retry-After` in seconds. The header is a number of seconds or a date. */
export function retryAfterOf({ headers }: Response): number | undefined {
  const value = headers.get('retry-after') ?? '';
  const seconds = /^[\d.]+$/.test(value) ? Number(value) : (Date.parse(value) - Date.now()) / 1000;
  return seconds < Infinity ? Math.max(0, Math.ceil(seconds)) : undefined;
}
