import {
  AbortedError,
  ConnectionError,
  type FailedCall,
  faultsOf,
  secondsOf,
  TimeoutError,
} from './errors.ts';
import { exactJson } from './json.ts';

/** An attempt of a call, as hooks see it. The token is in none of it. */
export interface Attempt {
  method: string;
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
  /** What sends a request; the platform's `fetch` unless given. */
  fetch?: (request: Request) => Promise<Response>;
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

/** What a call may say of its own, put on the request where openapi-fetch leaves what it does not know. */
export interface CallSettings {
  timeout?: number;
  retries?: number;
}

/** Sends a request as often as it takes. The answer has been read; its text and JSON keep every digit. */
export type Transport = (request: Request & CallSettings) => Promise<Response>;

/** Milliseconds before a second attempt; each one after it waits twice as long. */
const FIRST_DELAY = 250;
const LONGEST_DELAY = 8000;
const GATEWAY = new Set([502, 503, 504]);

/** A transport that times out, retries and queues as the options say. */
export function createTransport(options: TransportOptions): Transport {
  const { timeout = 30_000, retries = 2, longestWait = 60, concurrency = Infinity, hooks = {} } = options;
  const fetch = options.fetch ?? ((request: Request) => globalThis.fetch(request));
  const inTurn = queue(concurrency);

  return async (request) => {
    const { method, url, signal } = request;
    const repeatable = method === 'GET' || method === 'PUT' || request.retries !== undefined;
    const most = 1 + (request.retries ?? retries);
    for (let attempt = 1; ; attempt += 1) {
      const about = { method, url, attempt };
      const outcome = await inTurn(async () => {
        if (signal.aborted) return abortedError(about, signal);
        hooks.request?.(about);
        const started = performance.now();
        const copy = attempt < most ? request.clone() : request;
        const answer = await attemptOf(fetch, copy, signal, about, request.timeout ?? timeout);
        if (answer instanceof Response)
          hooks.response?.({ ...about, status: answer.status, ms: performance.now() - started });
        return answer;
      });
      const delay = attempt < most ? await delayBefore(outcome, attempt, repeatable, longestWait) : undefined;
      if (delay === undefined) {
        if (outcome instanceof ConnectionError) throw outcome;
        return outcome;
      }
      hooks.retry?.({
        ...about,
        delay,
        ...(outcome instanceof ConnectionError ? { error: outcome } : { status: outcome.status }),
      });
      await pause(delay, signal);
    }
  };
}

/** One attempt: its answer with the body read, or what stood in the way. */
async function attemptOf(
  fetch: (request: Request) => Promise<Response>,
  request: Request,
  signal: AbortSignal,
  about: FailedCall,
  timeout: number,
): Promise<Response | ConnectionError> {
  const end = new AbortController();
  // Copies of a request do not tell each other reliably that they are aborted, so the caller's signal is passed on here.
  const pass = () => end.abort(signal.reason);
  signal.addEventListener('abort', pass);
  let late = false;
  const expire = () => {
    late = true;
    end.abort();
  };
  const timer = timeout > 0 ? setTimeout(expire, timeout) : undefined;
  try {
    const response = await fetch(new Request(request, { signal: end.signal }));
    return readAnswer(response, await response.text());
  } catch (cause) {
    if (signal.aborted) return abortedError(about, signal);
    if (late) return new TimeoutError(`No answer within ${timeout} ms`, about, { cause });
    return new ConnectionError(cause instanceof Error ? cause.message : 'No answer', about, { cause });
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', pass);
  }
}

/** The response as it came, whose text can be asked for again and keeps every digit of its numbers. */
function readAnswer(response: Response, text: string): Response {
  const exact = exactJson(text);
  return Object.assign(response, {
    text: async () => exact,
    json: async () => JSON.parse(exact) as unknown,
  });
}

function abortedError(about: FailedCall, { reason }: AbortSignal): AbortedError {
  return new AbortedError('The call was aborted', about, { cause: reason });
}

/** Milliseconds to wait before the call is sent again; undefined when it is not. */
async function delayBefore(
  outcome: Response | ConnectionError,
  attempt: number,
  repeatable: boolean,
  longestWait: number,
): Promise<number | undefined> {
  // Full jitter: many clients that failed together do not come back together.
  const backoff = Math.random() * Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** (attempt - 1));
  if (outcome instanceof AbortedError) return undefined;
  if (outcome instanceof ConnectionError) return repeatable ? backoff : undefined;
  const asked = secondsOf(outcome.headers.get('retry-after'));
  const wait = asked === undefined ? backoff : asked * 1000 + backoff;
  if ((asked ?? 0) > longestWait) return undefined;
  if (await isLimited(outcome)) return wait;
  return repeatable && GATEWAY.has(outcome.status) && !(await isFailed(outcome)) ? wait : undefined;
}

/** Refused for the limit, and so not carried out, whatever the method. */
async function isLimited(response: Response): Promise<boolean> {
  if (response.status === 429) return true;
  const text = await response.text();
  return text.includes('[E902]') && faultsIn(text).some(({ code }) => code === 'E902');
}

async function isFailed(response: Response): Promise<boolean> {
  return faultsIn(await response.text()).length > 0;
}

function faultsIn(text: string): { code: string }[] {
  try {
    return faultsOf((JSON.parse(text) as { errors?: unknown } | null)?.errors);
  } catch {
    return [];
  }
}

/** Waits, unless the caller ends the call: the next attempt then says so. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
    if (signal.aborted) done();
  });
}

/** Runs so many at once; the others wait in the order in which they came. */
function queue(most: number): <Value>(run: () => Promise<Value>) => Promise<Value> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (run) => {
    // Whoever is woken takes the place of who ends, so that nobody comes in between.
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await run();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}
