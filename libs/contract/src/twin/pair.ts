import { setTimeout as sleep } from 'node:timers/promises';
import { type OperationId, operationTable } from '@service-desk/client';
import { resourceOf } from '#description/operations';
import type { Shape, Shapes } from '#description/shapes';
import type { Finding } from '../report/report.ts';
import { errorsOf, readBody } from '../v1/bodies.ts';
import { addressOf, authorizationOf, curlOf } from '../v1/calls.ts';
import type { Transport } from '../v1/transport.ts';
import { compare, type Difference, lineOf } from './difference.ts';
import { Names, type Side } from './names.ts';

/** A request to both sides, with names instead of ids. */
export interface Call {
  method: string;
  /** The path below the prefix. */
  path: string;
  /** A string is sent as it is, an object as JSON. */
  body?: unknown;
  headers?: Record<string, string>;
  /** The operation that the request is meant for. */
  operation?: OperationId;
  /** What is varied, such as a field, to list the places of one difference. */
  place?: string;
}

export interface Input extends Omit<Partial<Call>, 'method' | 'path' | 'operation'> {
  query?: string;
  /** The fields inside the wrapper. */
  fields?: unknown;
  /** Default: `.json`. */
  extension?: string;
}

export interface ComparedAnswer {
  isSuccess: boolean;
  /** The `result`, with names instead of ids. */
  result: Record<string, unknown>;
  errors: string[];
  differences: Difference[];
}

export interface PairOptions {
  provider: { baseUrl: string; token: string };
  twin: { baseUrl: string; token: string };
  transport: Transport;
  shapes: Shapes;
  /** The twin's control API, to set its clock to the times of the provider's responses. */
  control?: string | undefined;
  /** The control API of the provider, if it is a sandbox itself. */
  providerControl?: string | undefined;
  ownOnly: boolean;
  signal?: AbortSignal | undefined;
}

interface Group {
  operation: string;
  first: Difference;
  calls: string[];
  places: Set<string>;
  count: number;
}

/** The headers that are compared, reduced to what v1 specifies of them. */
const HEADERS: Record<string, (value: string) => string> = {
  'content-type': (value) => value.toLowerCase().replaceAll(' ', ''),
  'www-authenticate': (value) => value.split(' ')[0] as string,
  allow: (value) => value.toUpperCase().split(/, */).sort().join(', '),
  'retry-after': () => 'there',
  location: (value) => value,
};
const WRITES = ['POST', 'PUT', 'DELETE'];
const NOTHING: Shape = {
  ...{ kind: undefined, isId: false, isClosed: false, nodes: [] },
  field: () => NOTHING,
  items: () => NOTHING,
};
/** If less than this is left of a second, a write waits for the next one. In milliseconds. */
const MARGIN = 60;
/** Seconds by which a time in a response may be later than its `Date`. */
const FRESH = 2;
const MOMENTS = /"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)Z?"/g;
/** Seconds by which times may differ if the clock of the twin cannot be set. */
const SLACK = 5;
/** How many requests may get no response before the run ends. */
const UNANSWERED = 20;
/** How many places of a difference are printed. */
const PLACES = 8;

/** A provider and its twin, which get the same requests. Differences are collected, grouped by operation and path. */
export class Pair {
  readonly names = new Names();
  readonly options: PairOptions;
  calls = 0;
  /** The writes of the current sequence, and the differences that it shows. */
  #sequence: { trail: string[]; seen: Set<string> } | undefined;
  readonly #groups = new Map<string, Group>();
  #unanswered = 0;
  #now = 0;
  #manual = 0;

  constructor(options: PairOptions) {
    this.options = options;
  }

  /** Calls an operation on both sides, with names for the ids of its address. */
  callOperation(
    operation: OperationId,
    ids: readonly string[],
    { query, fields, extension, ...more }: Input = {},
  ): Promise<ComparedAnswer> {
    const { method, wrapper } = operationTable[operation];
    const body = wrapper && fields !== undefined ? { [wrapper]: fields } : fields;
    const path = addressOf(operation, ids, extension) + (query ? `?${query}` : '');
    return this.call({ method, path, operation, ...(body !== undefined && { body }), ...more });
  }

  /** Sends a request to both and compares the responses. If those of a read differ, it is repeated before it counts. */
  async call(call: Call): Promise<ComparedAnswer> {
    const answer = await this.#send(call);
    const isWrite = WRITES.includes(call.method);
    if (isWrite) this.#sequence?.trail.push(...this.#curls(call));
    if (answer.differences.length === 0) return answer;
    const trail = [...(this.#sequence?.trail ?? [])];
    if (!isWrite || !this.#sequence) trail.push(...this.#curls(call));
    if (isWrite) return this.#keep(call, answer, trail);
    const again = await this.#send(call);
    const keys = new Set(again.differences.map(keyOf));
    const differences = answer.differences.filter((each) => keys.has(keyOf(each)));
    return this.#keep(call, { ...again, differences }, trail);
  }

  async pass(seconds: number): Promise<void> {
    if (this.options.providerControl) this.#manual += seconds;
    else await sleep(seconds * 1000);
  }

  /** The keys of the differences so far. */
  known(): Set<string> {
    return new Set(this.#groups.keys());
  }

  /** Begins a sequence. Its differences are reported with all its writes. */
  begin(): ReadonlySet<string> {
    this.#sequence = { trail: [], seen: new Set() };
    return this.#sequence.seen;
  }

  end(): void {
    this.#sequence = undefined;
  }

  findings(): Finding[] {
    return [...this.#groups.values()].map(({ operation, first, calls, places, count }): Finding => {
      const [listed, more] = [[...places].slice(0, PLACES), places.size - PLACES];
      const named =
        listed.length > 0 ? `, with ${listed.join(', ')}${more > 0 ? ` and ${more} more` : ''}` : '';
      return {
        resource: operation.includes('.') ? resourceOf(operation) : 'provider',
        promise: `${operation} responds like the twin: ${pathOf(first) || 'the body'}`,
        ...{ reference: 'twin', outcome: 'broken' },
        seen: [
          lineOf(first),
          ...calls,
          ...(count > 1 ? [`${count} requests show this difference${named}`] : []),
        ],
      };
    });
  }

  async #send(call: Call): Promise<ComparedAnswer> {
    const { names, options } = this;
    const [one, other] = await (WRITES.includes(call.method) ? this.#write(call) : this.#read(call));
    // The data of a twin that was created for this run is younger than that of the provider.
    const isAlike = (a: string, b: string) =>
      options.ownOnly
        ? secondsOf(a) < this.#start && secondsOf(b) <= this.#start
        : !options.control && Math.abs(secondsOf(a) - secondsOf(b)) <= SLACK;
    const how = { ...options, names, isAlike, created: call.method === 'POST' };
    const shape = call.operation ? options.shapes.answer(call.operation) : NOTHING;
    const { differences: inBody, value } = compare(one.body, other.body, shape, how);
    const envelope = envelopeOf(value);
    // If only one side accepted the request, all other differences follow from that.
    const isStatus = inBody.some(({ path }) => path === 'status');
    const [provider, twin] = [one, other].map(
      ({ body }) => envelopeOf(body).errors ?? envelopeOf(body).status,
    );
    const differences: Difference[] = isStatus
      ? [{ path: 'status', kind: 'status', provider, twin }]
      : inBody;
    if (one.status !== other.status) {
      differences.push({ path: 'HTTP status', kind: 'status', provider: one.status, twin: other.status });
    }
    for (const [path, plain] of Object.entries(HEADERS)) {
      const [a, b] = [one, other].map(({ headers }) => headers.get(path) ?? undefined);
      const { differences: found } = compare(a && plain(a), b && plain(b), NOTHING, how);
      differences.push(...found.map((each) => ({ ...each, path, kind: 'header' as const })));
    }
    const { result = {}, status } = envelope;
    return { isSuccess: status === 'Success', result, differences, errors: errorsOf(envelope) };
  }

  #read(call: Call) {
    return Promise.all([this.#fetch(call, 'provider'), this.#fetch(call, 'twin')]);
  }

  async #write(call: Call) {
    const { control, providerControl } = this.options;
    if (providerControl) {
      this.#manual += 1;
      await setClock(providerControl, { set: new Date((this.#start + this.#manual) * 1000), tick: 0 });
    } else {
      const left = 1000 - (Date.now() % 1000);
      if (left < MARGIN) await sleep(left + 5);
    }
    const sent = Math.floor(Date.now() / 1000);
    const one = await this.#fetch(call, 'provider');
    const now = providerControl ? this.#start + this.#manual : this.#momentOf(one, sent);
    if (control && now !== this.#now) await setClock(control, { set: new Date(now * 1000), tick: 0 });
    this.#now = now;
    return [one, await this.#fetch(call, 'twin')] as const;
  }

  /** The start of the clocks, in seconds, if both are set. */
  readonly #start = Math.floor(Date.now() / 1000);

  /**
   * When the provider wrote, in seconds: the latest time in its response, unless it is older than the request; otherwise
   * the response's `Date`.
   *
   * @param sent when the request was sent, by the local clock, which counts if both clocks agree
   */
  #momentOf({ headers, text }: Received, sent: number): number {
    const date = Math.floor(+new Date(headers.get('date') ?? Date.now()) / 1000);
    const earliest = Math.abs(date - sent) <= 1 ? sent : date;
    const moments = Array.from(
      text.matchAll(MOMENTS),
      ([, day, time]) => Date.parse(`${day}T${time}Z`) / 1000,
    );
    return Math.max(date, earliest, ...moments.filter((each) => each >= earliest && each <= date + FRESH));
  }

  /** A request for one side, with its address and ids, and without the token. */
  #requestOf({ method, path, body, headers = {} }: Call, side: Side) {
    const { baseUrl } = this.options[side];
    const address = path.startsWith('//') ? new URL(baseUrl).origin + path.slice(1) : baseUrl + path;
    const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    const type = text === undefined ? {} : { 'content-type': 'application/json' };
    return {
      url: encodeURI(this.names.concrete(address, side)),
      ...{ method, isOpen: 'authorization' in headers },
      headers: Object.fromEntries(
        Object.entries({ ...type, ...headers }).filter(([, value]) => value !== ''),
      ),
      ...(text !== undefined && { body: this.names.concrete(text, side) }),
    };
  }

  async #fetch(call: Call, side: Side): Promise<Received> {
    this.options.signal?.throwIfAborted();
    if (side === 'provider') this.calls += 1;
    const { url, headers, isOpen, ...init } = this.#requestOf(call, side);
    const authorization = isOpen ? {} : { authorization: authorizationOf(this.options[side].token) };
    const all = { 'accept-encoding': 'identity', ...authorization, ...headers };
    const request = new Request(url, { ...init, headers: all, redirect: 'manual' });
    const { transport, signal } = this.options;
    const sent = side === 'provider' ? transport.fetch(request) : fetch(request);
    const response = await sent.catch((error: Error) => {
      this.#unanswered += 1;
      // A single request without a response is a difference; many end the run.
      if (side === 'twin' || signal?.aborted || transport.ended() || this.#unanswered > UNANSWERED)
        throw error;
      return new Response(`no response: ${error.message}`, { status: 599 });
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: bodyOf(text) };
  }

  #keep(call: Call, answer: ComparedAnswer, calls: string[]): ComparedAnswer {
    const operation =
      call.operation ?? `${call.method} ${call.path.replace(/\?.*/, '').replaceAll(/‹(\w+) \d+›/g, '{$1}')}`;
    for (const difference of answer.differences) {
      const key = `${operation} ${keyOf(difference)}`;
      const group = this.#groups.get(key) ?? {
        ...{ operation, first: difference, places: new Set(), count: 0 },
        calls,
      };
      this.#groups.set(key, group);
      this.#sequence?.seen.add(key);
      // Keep the shortest sequence that shows the difference.
      if (calls.length < group.calls.length) group.calls = calls;
      group.count += 1;
      if (call.place) group.places.add(call.place);
    }
    return answer;
  }

  #curls(call: Call): string[] {
    return (['provider', 'twin'] as const).map(
      (side) => `${side.padEnd(8)} ${curlOf(this.#requestOf(call, side))}`,
    );
  }
}

interface Received {
  status: number;
  headers: Headers;
  text: string;
  body: unknown;
}

/** Sets a sandbox's clock: the time, and the seconds by which each request advances it. */
export async function setClock(control: string, clock: { set?: Date; tick: number }): Promise<void> {
  const response = await fetch(`${control}/clock`, { method: 'PUT', body: JSON.stringify(clock) });
  if (!response.ok)
    throw new Error(`${control}/clock: the sandbox's clock cannot be set: ${await response.text()}`);
  await response.body?.cancel();
}

/** A parsed body; a text that cannot be parsed is compared as it is. */
function bodyOf(text: string): unknown {
  try {
    return readBody(text);
  } catch {
    return text;
  }
}

interface Envelope {
  result?: Record<string, unknown>;
  errors?: { error: string }[];
  status?: string;
}

function envelopeOf(body: unknown): Envelope {
  return (typeof body === 'object' && body !== null ? body : {}) as Envelope;
}

function secondsOf(moment: string): number {
  return Date.parse(`${moment.slice(0, 10)}T${moment.slice(11, 19)}Z`) / 1000;
}

/** The path of a difference without list indexes. */
function pathOf({ path }: Difference): string {
  return path.replaceAll(/\[\d+\]/g, '[]');
}

function keyOf(difference: Difference): string {
  return `${pathOf(difference)} ${difference.kind}`;
}
