import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type OperationId, operationTable } from '../generated/operations.ts';
import { formatOf } from '../http/address.ts';
import { failed, formats, success } from '../http/envelope.ts';
import { readPreferences } from './prefer.ts';

/**
 * The faults that can be injected into a call:
 *
 * - `E400`, `E902`, `E906`: v1's own errors
 * - `delay`: the response is late
 * - `drop`: the connection is closed without a response
 * - `cut`: the connection is closed in the middle of the response
 * - `truncate`: the response is complete for HTTP, but its JSON or XML is not
 * - `malformed`: the response is neither JSON nor XML
 * - `html`: the error page of a proxy instead of the response
 */
export type FaultName =
  | 'E400'
  | 'E902'
  | 'E906'
  | 'delay'
  | 'drop'
  | 'cut'
  | 'truncate'
  | 'malformed'
  | 'html';

/** Whether the call takes effect, although the client does not learn of it. */
export type Effect = 'none' | 'done';

/** The options of a fault. The defaults are in {@link FAULTS}. */
export interface FaultOptions {
  effect?: Effect;
  /** Milliseconds until the call is processed. */
  ms?: number;
  /** The text of an error of v1, without its code. */
  text?: string;
  /** The `Retry-After` of E902, in seconds. */
  retryAfter?: number;
  /** The HTTP status of a proxy's page: 502, 503 or 504. */
  status?: number;
}

/** The options of a queued fault. */
export interface WaitingOptions extends FaultOptions {
  /** Only for this operation, such as `incidents.update`; any by default. */
  operation?: OperationId;
  /** The number of calls that it affects; one by default. */
  times?: number;
}

/** A queued fault. */
export interface WaitingFault extends WaitingOptions {
  fault: FaultName;
  effect: Effect;
  times: number;
}

type Fault = FaultOptions & { fault: FaultName; effect: Effect };

interface FaultDefinition {
  /** The default effect. */
  effect: Effect;
  /** The options that it accepts besides `effect` and `ms`. */
  takes: readonly (keyof FaultOptions)[];
  /** Whether the effect cannot be changed. */
  fixed?: true;
}

/** The faults with their defaults. By default an error comes before the call takes effect, and a bad response after it. */
export const FAULTS: Readonly<Record<FaultName, FaultDefinition>> = {
  E400: { effect: 'none', takes: ['text'] },
  E902: { effect: 'none', takes: ['text', 'retryAfter'] },
  E906: { effect: 'none', takes: ['text'] },
  delay: { effect: 'done', takes: [], fixed: true },
  drop: { effect: 'none', takes: [] },
  cut: { effect: 'done', takes: [] },
  truncate: { effect: 'done', takes: [] },
  malformed: { effect: 'done', takes: [] },
  html: { effect: 'none', takes: ['status'] },
};

const TEXTS = {
  E400: 'The call could not be carried out',
  E902: 'The application has exceeded the request rate limit for this hour',
  E906: 'Invalid verifier',
} as const;
const STATUSES = { E400: 200, E902: 429, E906: 401 } as const;
const PROXY_STATUSES: Readonly<Record<number, string>> = {
  502: 'Bad Gateway',
  503: 'Service Temporarily Unavailable',
  504: 'Gateway Time-out',
};
/** The default of `delay` in milliseconds. */
const DEFAULT_DELAY = 1000;
/** The default `Retry-After` in seconds, short because a test waits for it. */
const DEFAULT_RETRY_AFTER = 1;
const MAX_DELAY = 10 * 60 * 1000;

/** An invalid request for a fault. */
export class FaultError extends Error {
  override readonly name = 'FaultError';
}

/** The queue of faults for the next calls. */
export class FaultQueue {
  #waiting: WaitingFault[] = [];

  /**
   * Queues a fault for the next call or calls.
   *
   * @throws FaultError if the options are invalid
   */
  next(fault: FaultName, { operation, times = 1, ...options }: WaitingOptions = {}): void {
    if (operation !== undefined && !(operation in operationTable))
      throw new FaultError(`there is no operation "${operation}"`);
    if (!Number.isInteger(times) || times < 1)
      throw new FaultError(`times must be a whole number of at least 1, not ${JSON.stringify(times)}`);
    this.#waiting.push({ ...checked({ fault, ...options }), ...(operation && { operation }), times });
  }

  /** The queued faults in order; `times` is the number of remaining calls. */
  get waiting(): readonly WaitingFault[] {
    return this.#waiting.map((fault) => ({ ...fault }));
  }

  clear(): void {
    this.#waiting = [];
  }

  /** Takes the next fault for an operation, if any. */
  take(operation: OperationId): Fault | undefined {
    const found = this.#waiting.find(
      (fault) => fault.operation === undefined || fault.operation === operation,
    );
    if (!found) return undefined;
    found.times -= 1;
    if (found.times === 0) this.#waiting = this.#waiting.filter((fault) => fault !== found);
    const { operation: _operation, times: _times, ...fault } = found;
    return fault;
  }
}

/**
 * Injects the faults that the `Prefer` header of a call requests, otherwise queued ones. A call with an invalid token gets
 * its usual response.
 *
 * @param onFault called with each injected fault
 */
export function injectFaults(
  app: FastifyInstance,
  queue: FaultQueue,
  onFault: (request: FastifyRequest, fault: FaultName) => void,
): void {
  const injected = new WeakMap<FastifyRequest, Fault>();

  /** @returns whether a response was sent, so that the call must not run */
  async function inject(request: FastifyRequest, reply: FastifyReply): Promise<boolean> {
    const { operation } = request.routeOptions.config;
    if (!operation) return false;
    let preferred: Fault | undefined;
    try {
      preferred = preferredFault(String(request.headers.prefer ?? ''));
    } catch (error) {
      if (!(error instanceof FaultError)) throw error;
      reply.code(400).send({ error: error.message });
      return true;
    }
    const fault = preferred ?? queue.take(operation);
    if (!fault) return false;
    injected.set(request, fault);
    onFault(request, fault.fault);
    if (preferred) reply.header('Preference-Applied', `fault=${fault.fault}`);
    const ms = fault.ms ?? (fault.fault === 'delay' ? DEFAULT_DELAY : 0);
    if (ms > 0) await sleep(ms);
    if (fault.effect === 'done') return false;
    // The call does not run, so an empty response is sent for the fault to modify.
    const { type, write } = formats[formatOf(request.originalUrl)];
    reply.type(type).send(write(success({})));
    return true;
  }

  // With a callback, which is not called after a response: with a promise, Fastify would run the call if the connection was
  // closed before the response.
  app.addHook('preHandler', (request, reply, done) => {
    inject(request, reply).then((answered) => answered || done(), done);
  });

  app.addHook('onSend', async (request, reply, payload) => {
    const fault = injected.get(request);
    return fault ? faulty(fault, request, reply, Buffer.from(payload as string)) : payload;
  });
}

/** Replaces the response of a call by a faulty one. */
function faulty(fault: Fault, request: FastifyRequest, reply: FastifyReply, bytes: Buffer): unknown {
  const half = bytes.subarray(0, bytes.length / 2);
  switch (fault.fault) {
    case 'delay':
      return bytes;
    case 'E400':
    case 'E902':
    case 'E906':
      return v1Error(fault.fault, fault, reply);
    case 'drop':
      // Anything that is sent after this is discarded.
      request.socket.destroy();
      return bytes;
    case 'cut':
      reply.header('Content-Length', bytes.length);
      return Readable.from(interrupted(half));
    case 'truncate':
      return half;
    case 'malformed':
      return Buffer.concat([bytes.subarray(0, -1), Buffer.from(']')]);
    case 'html':
      return proxyPage(fault.status ?? 502, reply);
  }
}

function v1Error(code: 'E400' | 'E902' | 'E906', { text, retryAfter }: Fault, reply: FastifyReply): string {
  if (code === 'E902') reply.header('Retry-After', retryAfter ?? DEFAULT_RETRY_AFTER);
  if (code === 'E906') reply.header('WWW-Authenticate', 'Basic realm="Service Desk"');
  reply.code(STATUSES[code]);
  const { type, write } = formats[formatOf(reply.request.originalUrl)];
  reply.type(type);
  return write(failed(code, text ?? TEXTS[code]));
}

function proxyPage(status: number, reply: FastifyReply): string {
  const title = `${status} ${PROXY_STATUSES[status]}`;
  // A proxy knows nothing of the provider's idempotency keys.
  reply.code(status).type('text/html').removeHeader('Idempotency-Key-Lifetime');
  return `<html>\n<head><title>${title}</title></head>\n<body>\n<center><h1>${title}</h1></center>\n</body>\n</html>\n`;
}

async function* interrupted(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
  throw new Error('the connection is closed by an injected fault');
}

/** The fault that a `Prefer` header requests: `fault=E902; retry-after=0`. Other preferences are ignored. */
function preferredFault(header: string): Fault | undefined {
  const preference = readPreferences(header).find(({ name }) => name === 'fault');
  if (!preference) return undefined;
  const { 'retry-after': retryAfter, ms, status, ...texts } = preference.parameters;
  return checked({
    fault: preference.value as FaultName,
    ...texts,
    ...(ms !== undefined && { ms: Number(ms) }),
    ...(status !== undefined && { status: Number(status) }),
    ...(retryAfter !== undefined && { retryAfter: Number(retryAfter) }),
  });
}

/** @throws FaultError if options are unknown or invalid, so that a wrong test does not pass */
function checked({ fault, ...options }: FaultOptions & { fault: FaultName }): Fault {
  if (!Object.hasOwn(FAULTS, fault)) {
    throw new FaultError(`there is no fault "${fault}", only ${Object.keys(FAULTS).join(', ')}`);
  }
  const { effect: defaultEffect, takes, fixed } = FAULTS[fault];
  const known: readonly string[] = ['effect', 'ms', ...takes];
  const unknown = Object.keys(options).filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new FaultError(`${fault} takes ${known.join(', ')}, not ${unknown.join(', ')}`);
  const { effect = defaultEffect, ms, status, retryAfter } = options;
  if (effect !== 'none' && effect !== 'done')
    throw new FaultError(`effect must be none or done, not ${effect}`);
  if (fixed && effect !== defaultEffect)
    throw new FaultError(`the effect of ${fault} is always ${defaultEffect}`);
  if (!isWhole(ms, MAX_DELAY)) throw new FaultError(`ms must be a whole number from 0 to ${MAX_DELAY}`);
  if (!isWhole(retryAfter, Number.MAX_SAFE_INTEGER))
    throw new FaultError('retryAfter must be a whole number of seconds');
  if (status !== undefined && !(status in PROXY_STATUSES)) {
    throw new FaultError(`status must be one of ${Object.keys(PROXY_STATUSES).join(', ')}`);
  }
  return { ...options, fault, effect };
}

function isWhole(value: number | undefined, max: number): boolean {
  return value === undefined || (Number.isInteger(value) && value >= 0 && value <= max);
}
