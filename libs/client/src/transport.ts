import {
  AbortedError,
  ConnectionError,
  type FailedCall,
  faultsOf,
  secondsOf,
  TimeoutError,
} from './errors.ts';
import { exactText } from './json.ts';

/** An attempt of a call, as hooks see it. The token is in none of it. */
export interface Attempt {
  /** The HTTP method. */
  method: string;
  /** The whole address, query included. */
  url: string;
  /** Which attempt this is, from 1. */
  attempt: number;
}

/** What is told of each attempt, for logs and measures. What a hook throws ends the call. */
export interface Hooks {
  /** Before an attempt is sent. */
  request?(attempt: Attempt): void;
  /** When its answer has been read; Failed comes with 200 as well. `ms` is how long it took. */
  response?(attempt: Attempt & { status: number; ms: number }): void;
  /** Before the call waits `delay` milliseconds to be sent again, after an error or an answer with `status`. */
  retry?(attempt: Attempt & { delay: number; status?: number; error?: ConnectionError }): void;
}

/** How a client stays up. */
export interface TransportOptions {
  /** What sends a request; the platform's `fetch` unless given, and called as that is. */
  fetch?: Fetch;
  /** Milliseconds that each attempt may take, its answer included. Default, 30,000; 0 waits for ever. */
  timeout?: number;
  /**
   * How often a call is sent again. Default, 2. GET and PUT are after a network failure, a timeout, or a 502, 503 or 504
   * that is not v1's; any call is when it was refused for the limit (429, `[E902]`). POST and DELETE are sent once
   * otherwise, unless the call itself says `retries`.
   */
  retries?: number;
  /** The longest wait for a limit to pass, in seconds; beyond it the error is thrown at once. Default, 60. */
  longestWait?: number;
  /** How many requests may be under way at once; the others wait. Default, no limit. */
  concurrency?: number;
  /** What is told of each attempt. */
  hooks?: Hooks;
}

/** The platform's `fetch`, or what stands in for it: operations give an address, `desk.raw` a `Request`. */
export type Fetch = (input: string | Request, init?: RequestInit) => Promise<Response>;

/** What a call may say of its own. */
export interface CallSettings {
  timeout?: number;
  retries?: number;
}

/** An answer whose body has been read. Its text keeps every digit of its numbers. */
export interface Answer {
  response: Response;
  text: string;
}

/** Sends one call as often as it takes. `init` says how each attempt is sent; an address needs it, a `Request` does not. */
export type Transport = (
  input: string | Request,
  init: RequestInit,
  call: FailedCall,
  settings: CallSettings,
) => Promise<Answer>;

/** Milliseconds before a second attempt; each one after it waits twice as long. */
const FIRST_DELAY = 250;
const LONGEST_DELAY = 8000;

/** A transport that times out, retries and queues as the options say. */
export function createTransport(options: TransportOptions): Transport {
  const {
    timeout: usual = 30_000,
    retries = 2,
    longestWait = 60,
    concurrency = Infinity,
    hooks = {},
  } = options;
  const fetch: Fetch = options.fetch ?? ((input, init) => globalThis.fetch(input, init));
  const slots = createSlots(concurrency);

  async function attempt(
    input: string | Request,
    init: RequestInit,
    about: Attempt,
    timeout: number,
  ): Promise<Answer | ConnectionError> {
    if (slots.enter) await slots.enter();
    try {
      if (init.signal?.aborted) return abortedError(about, init.signal);
      hooks.request?.(about);
      const started = hooks.response && performance.now();
      const outcome = await attemptOf(fetch, input, init, about, timeout);
      if (started !== undefined && 'text' in outcome)
        hooks.response?.({ ...about, status: outcome.response.status, ms: performance.now() - started });
      return outcome;
    } finally {
      slots.leave?.();
    }
  }

  return async (input, init, { method, url }, settings) => {
    const repeatable = method === 'GET' || method === 'PUT' || settings.retries !== undefined;
    const most = 1 + (settings.retries ?? retries);
    for (let number = 1; ; number += 1) {
      const about = { method, url, attempt: number };
      // The body of a `Request` can be sent once, an address and its text as often as one likes.
      const sent = typeof input === 'string' || number === most ? input : input.clone();
      const outcome = await attempt(sent, init, about, settings.timeout ?? usual);
      const delay = number < most ? delayBefore(outcome, number, repeatable, longestWait) : undefined;
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

/** One attempt: its answer with the body read, or what stood in the way. */
async function attemptOf(
  fetch: Fetch,
  input: string | Request,
  init: RequestInit,
  about: FailedCall,
  timeout: number,
): Promise<Answer | ConnectionError> {
  const { signal } = init;
  const end = new AbortController();
  const pass = () => end.abort(signal?.reason);
  signal?.addEventListener('abort', pass);
  let late = false;
  const expire = () => {
    late = true;
    end.abort();
  };
  const timer = timeout > 0 ? setTimeout(expire, timeout) : undefined;
  try {
    const response = await fetch(input, { ...init, signal: end.signal });
    return { response, text: exactText(await response.text()) };
  } catch (cause) {
    if (signal?.aborted) return abortedError(about, signal);
    if (late) return new TimeoutError(`No answer within ${timeout} ms`, about, { cause });
    return new ConnectionError(cause instanceof Error ? cause.message : 'No answer', about, { cause });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', pass);
  }
}

function abortedError(about: FailedCall, { reason }: AbortSignal): AbortedError {
  return new AbortedError('The call was aborted', about, { cause: reason });
}

/** Milliseconds to wait before the call is sent again; undefined when it is not. */
function delayBefore(
  outcome: Answer | ConnectionError,
  attempt: number,
  repeatable: boolean,
  longestWait: number,
): number | undefined {
  const limited = 'text' in outcome && isLimited(outcome);
  if (!limited && !(repeatable && isPassing(outcome))) return undefined;
  const asked = 'text' in outcome ? secondsOf(outcome.response.headers.get('retry-after')) : undefined;
  if ((asked ?? 0) > longestWait) return undefined;
  // Full jitter: many clients that failed together do not come back together.
  const backoff = Math.random() * Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** (attempt - 1));
  return (asked ?? 0) * 1000 + backoff;
}

/** Refused for the limit, and so not carried out, whatever the method. */
function isLimited({ response, text }: Answer): boolean {
  return (
    response.status === 429 || (text.includes('[E902]') && faultsIn(text).some(({ code }) => code === 'E902'))
  );
}

/** Whether another attempt may go better: no answer, or one that a proxy gave for a provider that was not there. */
function isPassing(outcome: Answer | ConnectionError): boolean {
  if (!('text' in outcome)) return !(outcome instanceof AbortedError);
  const { status } = outcome.response;
  return status >= 502 && status <= 504 && faultsIn(outcome.text).length === 0;
}

function faultsIn(text: string): { code: string }[] {
  try {
    return faultsOf((JSON.parse(text) as { errors?: unknown } | null)?.errors);
  } catch {
    return [];
  }
}

/** Waits, unless the caller ends the call: the next attempt then says so. */
function pause(ms: number, signal: AbortSignal | null | undefined): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done);
    if (signal?.aborted) done();
  });
}

/** Lets so many in at once; the others wait in the order in which they came. Without a limit there is nothing to do. */
function createSlots(most: number): { enter?: () => Promise<void>; leave?: () => void } {
  if (most === Infinity) return {};
  const waiting: (() => void)[] = [];
  let running = 0;
  return {
    async enter() {
      // Whoever is woken takes the place of who leaves, so that nobody comes in between.
      if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
      else running += 1;
    },
    leave() {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    },
  };
}
