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
  const [enter, leave] = createSlots(concurrency);
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
    // The hook may have aborted it.
    if (signal?.aborted) return abortedError(about, signal);
    const started = performance.now();
    const controller = new AbortController();
    const abort = () => controller.abort(signal?.reason);
    signal?.addEventListener('abort', abort);
    const timer = timeout && setTimeout(abort, Math.min(timeout, LONGEST_TIMER));
    let response: Response;
    let text: string;
    try {
      response = await fetch(input, { ...init, signal: controller.signal });
      text = exactText(await response.text());
    } catch (cause) {
      if (signal?.aborted) return abortedError(about, signal);
      if (controller.signal.aborted)
        return new TimeoutError(`No response within ${timeout} ms`, about, { cause });
      // A mistake in the caller's own `fetch`. A failed connection is a TypeError as well, as the standard has it.
      if (/^(Reference|Syntax|Range)Error|not a function/.test(String(cause))) throw cause;
      // Node gives the reason in the cause of a plain `fetch failed`.
      const { message = 'No response', cause: why } = (cause ?? {}) as { message?: string; cause?: Reason };
      const reason = why?.message || why?.code;
      return new ConnectionError(reason ? `${message}: ${reason}` : message, about, { cause });
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    }
    const { status, headers } = response;
    supportsKeys ||= headers.has('idempotency-key-lifetime');
    hooks.response?.({ ...about, status, ms: performance.now() - started });
    return { response, text };
  }

  return async (input, init, { method, url }, settings) => {
    const { timeout = defaultTimeout, retries: maxRetries = retries } = settings;
    check({ timeout, retries: maxRetries }, 0);
    let { idempotencyKey } = settings;
    if (idempotencyKeys && /^(POST|DELETE)$/.test(method) && (supportsKeys || !isForeign(url)))
      // 128 random bits. `crypto.randomUUID` is missing on pages without TLS.
      idempotencyKey ??= crypto.getRandomValues(new Uint32Array(4)).join('-');
    if (idempotencyKey) init = withKey(input, init, idempotencyKey);
    for (let number = 1; ; number += 1) {
      const about = { method, url, attempt: number };
      // The body of a `Request` can be sent only once; an address with its text can be sent again.
      const sent = typeof input === 'string' || number > maxRetries ? input : input.clone();
      let outcome: BufferedResponse | ConnectionError;
      await enter(init.signal);
      try {
        outcome = await attempt(sent, init, about, timeout);
      } finally {
        leave();
      }
      const repeatable =
        /^(GET|PUT)$/.test(method) ||
        settings.retries !== undefined ||
        (supportsKeys && idempotencyKey !== undefined);
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
      await pause(delay, init.signal);
    }
  };
}

/** Whether an address is of another origin than this page: the provider might not allow a page to send it a key. */
function isForeign(url: string): boolean {
  const { location } = globalThis as { location?: { href: string } };
  return location !== undefined && isOtherOrigin(url, location.href);
}

/** Whether an address, which may be relative to `base`, is of another origin. */
export function isOtherOrigin(url: string, base: string): boolean {
  return new URL(url, base).origin !== new URL(base).origin;
}

/** Sets the key of a request, unless it has one. */
function withKey(input: string | Request, init: RequestInit, key: string): RequestInit {
  if (typeof input === 'string')
    return { ...init, headers: { 'idempotency-key': key, ...(init.headers as object) } };
  if (!input.headers.has('idempotency-key')) input.headers.set('idempotency-key', key);
  return init;
}

/** The longest time that a timer waits, in milliseconds: with a longer one it fires at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

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
      throw new TypeError(`${name} must be ${least} or more, not ${settings[name]}`);
}

function abortedError(about: FailedCall, { reason }: AbortSignal): AbortedError {
  return new AbortedError('The call was aborted', about, { cause: reason });
}

/** A fault in the JSON of an envelope. In a text of the envelope its quotes would be escaped. */

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
    const isRateLimited = status === 429 || (text.includes('[E902]') && /"error"\s*:\s*"\[E902]/.test(text));
    // A proxy did not reach the provider.
    const isTransient = status >= 502 && status <= 504 && !/"error"\s*:/.test(text);
    if (!isRateLimited && !(repeatable && isTransient)) return undefined;
    wait = retryAfterOf(response) ?? 0;
  } else if (!repeatable || outcome instanceof AbortedError) return undefined;
  if (wait > longestWait) return undefined;
  // Full jitter, so that clients that failed at the same time do not all retry at the same time. Its limit is 250 ms before
  // the second attempt, and doubles with each further one, up to 8 s.
  return wait * 1000 + Math.random() * Math.min(8000, 125 * 2 ** attempt);
}

/** Resolves when `begin` calls back or the signal aborts, and then undoes what `begin` began. */
function orAborted(signal: Signal, begin: (done: () => void) => () => void): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      undo();
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const undo = begin(done);
    signal?.addEventListener('abort', done);
    if (signal?.aborted) done();
  });
}

/** Waits, but not after the caller has cancelled the call: the next attempt then returns the error. */
function pause(ms: number, signal: Signal): Promise<void> {
  return orAborted(signal, (done) => {
    const timer = setTimeout(done, Math.min(ms, LONGEST_TIMER));
    return () => clearTimeout(timer);
  });
}

/** Limits how many requests are in flight; further ones wait in their order. */
function createSlots(
  limit: number,
): [enter: (signal: Signal) => Promise<void> | undefined, leave: () => void] {
  const waiting = new Set<() => void>();
  let running = 0;
  return [
    (signal) => {
      running += 1;
      if (running <= limit) return undefined;
      return orAborted(signal, (done) => {
        waiting.add(done);
        return () => waiting.delete(done);
      });
    },
    // Counts the requests that wait, too: one that was aborted leaves without a turn to pass on.
    () => {
      running -= 1;
      const [next] = waiting;
      if (running - waiting.size < limit) next?.();
    },
  ];
}
