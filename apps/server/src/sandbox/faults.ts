import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type OperationId, operationTable } from '../generated/operations.ts';
import { formatOf } from '../http/address.ts';
import { failed, formats, success } from '../http/envelope.ts';
import { readPreferences } from './prefer.ts';

/**
 * What can go wrong with a call:
 *
 * - `E400`, `E902`, `E906`: v1's own refusals
 * - `delay`: the answer is late
 * - `drop`: the connection is closed without an answer
 * - `cut`: the connection is closed in the middle of the answer
 * - `truncate`: the answer is whole for HTTP, and ends too early for JSON or XML
 * - `malformed`: the answer is neither JSON nor XML
 * - `html`: a proxy's page in place of the answer
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

/** Whether the call is carried out, although whoever made it does not learn so. */
export type Effect = 'none' | 'done';

/** How a fault goes. What is left out is as {@link FAULTS} says. */
export interface FaultOptions {
  effect?: Effect;
  /** Milliseconds until the call is looked at. */
  ms?: number;
  /** The text of a refusal, without its code. */
  text?: string;
  /** The `Retry-After` of E902, in seconds. */
  retryAfter?: number;
  /** The HTTP status of a proxy's page: 502, 503 or 504. */
  status?: number;
}

/** Which calls a fault waits for. */
export interface WaitingOptions extends FaultOptions {
  /** The only operation that it meets, such as `incidents.update`; any unless given. */
  operation?: OperationId;
  /** How many calls it meets; one unless given. */
  times?: number;
}

/** A fault that waits for calls. */
export interface WaitingFault extends WaitingOptions {
  fault: FaultName;
  effect: Effect;
  times: number;
}

type Fault = FaultOptions & { fault: FaultName; effect: Effect };

interface Described {
  /** Whether the call takes effect unless told. */
  effect: Effect;
  /** What else can be said about it, besides `effect` and `ms`. */
  takes: readonly (keyof FaultOptions)[];
  /** Set where the effect cannot be chosen. */
  fixed?: true;
}

/** What each fault does unless told otherwise. A refusal comes before the call is carried out, a bad answer after it. */
export const FAULTS: Readonly<Record<FaultName, Described>> = {
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
/** Milliseconds of a delay unless told. */
const DELAY = 1000;
/** Seconds: soon, because it is a test that waits. */
const RETRY_AFTER = 1;
/** Nobody waits longer for a test. */
const LONGEST_DELAY = 10 * 60 * 1000;

/** A fault that was asked for in a way that cannot be understood. */
export class FaultError extends Error {
  override readonly name = 'FaultError';
}

/** The faults that wait for calls. */
export class FaultQueue {
  #waiting: WaitingFault[] = [];

  /**
   * Has the next call meet a fault, or the next calls.
   *
   * @throws FaultError that says what cannot be understood
   */
  next(fault: FaultName, { operation, times = 1, ...options }: WaitingOptions = {}): void {
    if (operation !== undefined && !(operation in operationTable))
      throw new FaultError(`there is no operation "${operation}"`);
    if (!Number.isInteger(times) || times < 1)
      throw new FaultError(`times is a whole number from 1, not ${JSON.stringify(times)}`);
    this.#waiting.push({ ...checked({ fault, ...options }), ...(operation && { operation }), times });
  }

  /** Those that have met no call yet, in the order in which they will; `times` is what is left. */
  get waiting(): readonly WaitingFault[] {
    return this.#waiting.map((fault) => ({ ...fault }));
  }

  clear(): void {
    this.#waiting = [];
  }

  /** The fault that an operation meets now, if any; each is met as often as it was to be. */
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
 * Has calls meet the faults that their `Prefer` header asks for, or else those that wait. Only what would have been carried
 * out meets one: a call with a bad token gets the answer that it deserves.
 *
 * @param told learns of each fault that a request meets
 */
export function raiseFaults(
  app: FastifyInstance,
  queue: FaultQueue,
  told: (request: FastifyRequest, fault: FaultName) => void,
): void {
  const met = new WeakMap<FastifyRequest, Fault>();

  /** Whether the request is answered, and not to be carried out. */
  async function meet(request: FastifyRequest, reply: FastifyReply): Promise<boolean> {
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
    met.set(request, fault);
    told(request, fault.fault);
    if (preferred) reply.header('Preference-Applied', `fault=${fault.fault}`);
    const ms = fault.ms ?? (fault.fault === 'delay' ? DELAY : 0);
    if (ms > 0) await sleep(ms);
    if (fault.effect === 'done') return false;
    // What is not carried out has no answer to be spoilt, so an empty one takes its place.
    const { type, write } = formats[formatOf(request.originalUrl)];
    reply.type(type).send(write(success({})));
    return true;
  }

  // With a callback, because a hook that has answered must never be taken to be through: Fastify would go on to the call
  // when the connection is gone before the answer.
  app.addHook('preHandler', (request, reply, done) => {
    meet(request, reply).then((answered) => answered || done(), done);
  });

  app.addHook('onSend', async (request, reply, payload) => {
    const fault = met.get(request);
    return fault ? spoilt(fault, request, reply, Buffer.from(payload as string)) : payload;
  });
}

/** Makes of a call's answer what goes out in place of it. */
function spoilt(fault: Fault, request: FastifyRequest, reply: FastifyReply, bytes: Buffer): unknown {
  const half = bytes.subarray(0, bytes.length / 2);
  switch (fault.fault) {
    case 'delay':
      return bytes;
    case 'E400':
    case 'E902':
    case 'E906':
      return refusal(fault.fault, fault, reply);
    case 'drop':
      // What is sent from here on goes nowhere.
      request.socket.destroy();
      return bytes;
    case 'cut':
      reply.header('Content-Length', bytes.length);
      return Readable.from(thatBreaks(half));
    case 'truncate':
      return half;
    case 'malformed':
      return Buffer.concat([bytes.subarray(0, -1), Buffer.from(']')]);
    case 'html':
      return proxyPage(fault.status ?? 502, reply);
  }
}

function refusal(code: 'E400' | 'E902' | 'E906', { text, retryAfter }: Fault, reply: FastifyReply): string {
  if (code === 'E902') reply.header('Retry-After', retryAfter ?? RETRY_AFTER);
  if (code === 'E906') reply.header('WWW-Authenticate', 'Basic realm="Service Desk"');
  reply.code(STATUSES[code]);
  const { type, write } = formats[formatOf(reply.request.originalUrl)];
  reply.type(type);
  return write(failed(code, text ?? TEXTS[code]));
}

function proxyPage(status: number, reply: FastifyReply): string {
  const title = `${status} ${PROXY_STATUSES[status]}`;
  reply.code(status).type('text/html');
  return `<html>\n<head><title>${title}</title></head>\n<body>\n<center><h1>${title}</h1></center>\n</body>\n</html>\n`;
}

async function* thatBreaks(part: Buffer): AsyncGenerator<Buffer> {
  yield part;
  throw new Error('the connection is cut, as it was asked for');
}

/** The fault that a `Prefer` header asks for: `fault=E902; retry-after=0`. Other preferences are none of ours. */
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

/** @throws FaultError that says what cannot be understood: a test that asks for the wrong thing must not pass */
function checked({ fault, ...options }: FaultOptions & { fault: FaultName }): Fault {
  if (!Object.hasOwn(FAULTS, fault)) {
    throw new FaultError(`there is no fault "${fault}", only ${Object.keys(FAULTS).join(', ')}`);
  }
  const { effect: usual, takes, fixed } = FAULTS[fault];
  const known: readonly string[] = ['effect', 'ms', ...takes];
  const strange = Object.keys(options).filter((name) => !known.includes(name));
  if (strange.length > 0)
    throw new FaultError(`${fault} takes ${known.join(', ')}, not ${strange.join(', ')}`);
  const { effect = usual, ms, status, retryAfter } = options;
  if (effect !== 'none' && effect !== 'done')
    throw new FaultError(`an effect is none or done, not ${effect}`);
  if (fixed && effect !== usual) throw new FaultError(`the effect of ${fault} is always ${usual}`);
  if (!isWhole(ms, LONGEST_DELAY)) throw new FaultError(`ms is a whole number from 0 to ${LONGEST_DELAY}`);
  if (!isWhole(retryAfter, Number.MAX_SAFE_INTEGER))
    throw new FaultError('retryAfter is a whole number of seconds');
  if (status !== undefined && !(status in PROXY_STATUSES)) {
    throw new FaultError(`a proxy's page has the status ${Object.keys(PROXY_STATUSES).join(', ')}`);
  }
  return { ...options, fault, effect };
}

function isWhole(value: number | undefined, most: number): boolean {
  return value === undefined || (Number.isInteger(value) && value >= 0 && value <= most);
}
