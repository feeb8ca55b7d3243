import { AbortedError, ConnectionError, type FailedCall, retryAfterOf, TimeoutError } from './errors.ts';
import { exactText } from './json.ts';

/** An attempt of a call, as hooks see it. It never contains the token. */
export interface Attempt {
  /** The HTTP method. */
  method: string;
  /** The whole address, including the query. */
  url: string;
  /** The number of the attempt, from 1. */
  attempt: number;
}

/** Callbacks for each attempt, for logs and metrics. An exception in a hook ends the call. */
export interface Hooks {
  /** Called before an attempt is sent. */
  request?(attempt: Attempt): void;
  /** Called when the response has been read; Failed may have status 200 too. `ms` is the duration of the attempt. */
  response?(attempt: Attempt & { status: number; ms: number }): void;
  /** Called before a wait of `delay` milliseconds until the next attempt, after an error or a response with `status`. */
  retry?(attempt: Attempt & { delay: number; status?: number; error?: ConnectionError }): void;
}

/** Timeouts, retries and limits of a client. */
export interface TransportOptions {
  /** The function that sends requests. Default, the platform's `fetch`. */
  fetch?: Fetch;
  /** The time limit of each attempt in milliseconds, including its response. Default, 30,000; 0 for none. */
  timeout?: number;
  /**
   * How often a request is retried. Default, 2. GET and PUT are retried after a network failure, a timeout, or a 502,
   * 503 or 504 that is not v1's; POST and DELETE also are, once the provider has shown that it supports idempotency keys.
   * Without these they are not retried, unless the call has its own `retries`. Every method is retried after a rate limit
   * (429, `[E902]`).
   */
  retries?: number;
  /** The longest wait for a rate limit, in seconds; for a longer one the error is thrown at once. Default, 60. */
  longestWait?: number;
  /** How many requests may be in flight at once; further ones wait. Default, no limit. */
  concurrency?: number;
  /**
   * Whether creates and deletes carry an idempotency key, and are retried by a provider that supports them. Default, true.
   * Keys that a call gives itself are sent anyway.
   */
  idempotencyKeys?: boolean;
  /** Callbacks for each attempt. */
  hooks?: Hooks;
}

/** The platform's `fetch`, or a replacement: operations pass an address, `desk.raw` passes a `Request`. */
export type Fetch = (input: string | Request, init?: RequestInit) => Promise<Response>;

/** Settings that a call can override. */
export interface CallSettings {
  timeout?: number;
  retries?: number;
  idempotencyKey?: string | undefined;
}

/** A response whose body has been read. In `text`, integers beyond 2^53 are strings of their digits. */
export interface BufferedResponse {
  response: Response;
  text: string;
}

/** Sends a call, with its retries. An address needs `init`, a `Request` does not. */
export type Transport = (
  input: string | Request,
  init: RequestInit,
  call: FailedCall,
  settings: CallSettings,
) => Promise<BufferedResponse>;

const KEY = 'idempotency-key';

/** Creates a transport with these timeouts, retries and limits. */
export function createTransport(options: TransportOptions): Transport {
  const {
    timeout: defaultTimeout = 30_000,
    retries = 2,
    longestWait = 60,
    concurrency = Infinity,
    idempotencyKeys = true,
    hooks = {},
    fetch = (input, init) => globalThis.fetch(input, init),
  } = options;
  check({ timeout: defaultTimeout, retries, longestWait }, 0);
  check({ concurrency }, 1);
  const inTurn = createQueue(concurrency);
  /** Whether a response has shown that the provider supports idempotency keys. */
  let supportsKeys = false;

  /** One attempt: its response with the body read, or its error. */
  async function attempt(
    input: string | Request,
    init: RequestInit,
    about: Attempt,
    timeout: number,
  ): Promise<BufferedResponse | ConnectionError> {
    const { signal } = init;
    if (!signal?.aborted) hooks.request?.(about);
    const started = performance.now();
    const controller = new AbortController();
    // A `fetch` of the caller's own may ignore its signal, so the attempt does not wait for it to end.
    const outcome = await within<BufferedResponse | { cause: unknown }>(
      timeout || Infinity,
      signal,
      async (done) => {
        try {
          const response = await fetch(input, { ...init, signal: controller.signal });
          done({ response, text: exactText(await response.text()) });
        } catch (cause) {
          done({ cause });
        }
      },
    );
    if (outcome && 'text' in outcome) {
      const { status, headers } = outcome.response;
      supportsKeys ||= headers.has(`${KEY}-lifetime`);
      hooks.response?.({ ...about, status, ms: performance.now() - started });
      return outcome;
    }
    if (!outcome) {
      controller.abort(signal?.reason);
      const [Kind, text] = signal?.aborted
        ? [AbortedError, 'Aborted']
        : [TimeoutError, `No response within ${timeout} ms`];
      return new Kind(text, about, { cause: controller.signal.reason });
    }
    const { cause } = outcome;
    // An address that is none, or a mistake in the caller's own `fetch`, such as to return nothing. The standard has a
    // TypeError for a failed connection as well.
    if (/^(Reference|Syntax|Range)Error|not a function|undefined|URL/.test(String(cause))) throw cause;
    // Node gives the reason in the cause of a plain `fetch failed`.
    const { message = 'No response', cause: why } = (cause ?? {}) as { message?: string; cause?: Reason };
    const detail = why?.message || why?.code;
    return new ConnectionError(detail ? `${message}: ${detail}` : message, about, { cause });
  }

  return async (input, init, { method, url }, settings) => {
    const { timeout = defaultTimeout, retries: maxRetries = retries } = settings;
    check({ timeout, retries: maxRetries }, 0);
    const isRepeatable = /^(GET|PUT)$/.test(method);
    let { idempotencyKey } = settings;
    // Refuses a key that cannot be sent.
    if (idempotencyKey) new Headers({ idempotencyKey });
    const page = (globalThis as { location?: { href: string } }).location?.href;
    // A provider of another origin than this page might not allow the page to send a key.
    if (idempotencyKeys && !isRepeatable && (supportsKeys || !page || !isOtherOrigin(url, page)))
      // 128 random bits. `crypto.randomUUID` is missing on pages without TLS.
      idempotencyKey ||= crypto.getRandomValues(new Uint32Array(4)).join('-');
    if (idempotencyKey) {
      // A key that the request has already is kept.
      if (typeof input === 'string')
        init = { ...init, headers: { [KEY]: idempotencyKey, ...(init.headers as object) } };
      else if (!input.headers.has(KEY)) input.headers.set(KEY, idempotencyKey);
    }
    for (let number = 1; ; number += 1) {
      const about = { method, url, attempt: number };
      // The body of a `Request` can be sent only once; an address with its text can be sent again.
      const sent = typeof input === 'string' || number > maxRetries ? input : input.clone();
      const outcome = await inTurn(init.signal, () => attempt(sent, init, about, timeout));
      const repeatable = isRepeatable || settings.retries !== undefined || (supportsKeys && !!idempotencyKey);
      const delay = number > maxRetries ? undefined : delayBefore(outcome, number, repeatable, longestWait);
      if (delay === undefined) {
        if ('text' in outcome) return outcome;
        throw outcome;
      }
      hooks.retry?.({
        ...about,
        delay,
        ...('text' in outcome ? { status: outcome.response.status } : { error: outcome }),
      });
      await within(delay, init.signal);
    }
  };
}

/** Whether an address, which may be relative to `base`, is of another origin. */
export function isOtherOrigin(url: string, base: string): boolean {
  return new URL(url, base).origin !== new URL(base).origin;
}

/** What Node gives as the cause of a failed request. */
interface Reason {
  message?: string;
  code?: string;
}

type Signal = AbortSignal | null | undefined;

/** @throws TypeError that names a setting that is not a number, or is too small */
function check(settings: Record<string, unknown>, least: number): void {
  for (const name in settings)
    if (!((settings[name] as number) >= least))
      throw new TypeError(`${name} must be ${least} or more: ${settings[name]}`);
}

/** Milliseconds to wait before the next attempt; undefined if there is none. */
function delayBefore(
  outcome: BufferedResponse | ConnectionError,
  attempt: number,
  repeatable: boolean,
  longestWait: number,
): number | undefined {
  let wait = 0;
  if ('text' in outcome) {
    const { response, text } = outcome;
    const { status } = response;
    // Refused by the rate limit and therefore not carried out, so that every method can be retried.
    const isRateLimited = status === 429 || /"error"\s*:\s*"\[E902]/.test(text);
    // A proxy did not reach the provider.
    const isTransient = /50[234]/.test(`${status}`) && !/"error"\s*:/.test(text);
    if (!isRateLimited && !(repeatable && isTransient)) return undefined;
    wait = retryAfterOf(response) ?? 0;
  } else if (!repeatable || outcome instanceof AbortedError) return undefined;
  if (wait > longestWait) return undefined;
  // Full jitter, so that clients that failed at the same time do not all retry at the same time. Its limit is 250 ms before
  // the second attempt, and doubles with each further one, up to 8 s.
  return wait * 1000 + Math.random() * Math.min(8000, 125 * 2 ** attempt);
}

/** Resolves to what `begin` calls back with; to undefined after `ms`, or when the signal aborts or has aborted. */
function within<Value>(
  ms: number,
  signal: Signal,
  begin?: (done: (value?: Value) => void) => void,
): Promise<Value | undefined> {
  return new Promise((resolve) => {
    const done = (value?: Value) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
      resolve(value);
    };
    const stop = () => done();
    // A timer with a longer time fires at once.
    const timer = setTimeout(stop, Math.min(ms, 2 ** 31 - 1));
    signal?.addEventListener('abort', stop);
    if (signal?.aborted) stop();
    else begin?.(done);
  });
}

/** Limits how many requests are in flight; further ones wait in their order. */
function createQueue(limit: number): <Value>(signal: Signal, run: () => Promise<Value>) => Promise<Value> {
  const waiting = new Set<(() => void) | undefined>();
  /** How many are in flight or wait. */
  let count = 0;
  return async (signal, run) => {
    count += 1;
    if (count > limit) {
      let turn: (() => void) | undefined;
      await within<void>(Infinity, signal, (done) => {
        turn = done;
        waiting.add(done);
      });
      waiting.delete(turn);
    }
    try {
      return await run();
    } finally {
      count -= 1;
      const [next] = waiting;
      // One that was aborted while it waited has no turn to pass on.
      if (next && count - waiting.size < limit) {
        waiting.delete(next);
        next();
      }
    }
  };
}
