import { setTimeout as sleep } from 'node:timers/promises';
import { type OperationId, operationTable } from '@service-desk/client';
import { readBody, readXml } from './bodies.ts';
import { authorizationOf, collectionOf } from './calls.ts';
import { type Address, type Conformance, linkFaults } from './conformance.ts';

/** How a provider is called. */
export interface TransportOptions {
  /** The provider's address with its path prefix. */
  baseUrl: string;
  conformance: Conformance;
  /** How long one request may take, in milliseconds. */
  timeout: number;
  /** How many seconds are waited at most when the hour's requests are used up. */
  patience: number;
  /** The token whose hour is waited for; that of another, such as one that a state has used up, ends nothing. Default, any. */
  token?: string;
  /** Called with each fault of the answers of an operation, once. */
  onFault?: (operation: OperationId, fault: string) => void;
}

/** Something that was created through v1, and is still there as far as is known. A link has no id and is none. */
export interface Made {
  /** What created it, such as `incidents.comments.create`. */
  operation: OperationId;
  /** The ids of its address, its own at the end. */
  ids: string[];
}

/** What one operation answered. */
export interface Answers {
  count: number;
  successes: number;
  faults: Set<string>;
}

/** The provider, seen from where all requests pass: each answer is held against the description. */
export interface Transport {
  /** To be given to a client. */
  fetch(request: Request): Promise<Response>;
  /** What was answered, by operation. */
  answers: ReadonlyMap<OperationId, Answers>;
  /** What was created and not deleted since, oldest first. */
  made(): Made[];
  /** Why no more requests are sent, once that is so. */
  ended(): EndedError | undefined;
}

/** The provider takes no more requests, or no more are to be sent: what was not looked at yet is not looked at. */
export class EndedError extends Error {
  override name = 'EndedError';
}

/** The transport to a provider. */
export function transportTo(options: TransportOptions): Transport {
  const { baseUrl, conformance, timeout, patience, token, onFault } = options;
  const prefix = new URL(baseUrl).pathname.replace(/\/$/, '');
  const answers = new Map<OperationId, Answers>();
  const made = new Map<string, Made>();

  let ended: EndedError | undefined;

  async function send(request: Request): Promise<Response> {
    for (let waited = 0; ; ) {
      if (ended) throw ended;
      const response = await fetch(request.clone(), { signal: AbortSignal.timeout(timeout) }).catch(
        (cause) => {
          const why = cause.name === 'TimeoutError' ? `no answer within ${timeout / 1000} s` : causeOf(cause);
          throw new Error(`${request.method} ${request.url}: ${why}`, { cause });
        },
      );
      const isOwn = !token || request.headers.get('authorization') === authorizationOf(token);
      if (response.status !== 429 || !isOwn) return response;
      const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
      if (!(waited + seconds <= patience)) {
        ended = new EndedError(
          `the hour's requests are used up: the provider asks to wait ${seconds} s, and ${patience} s are the most that is waited`,
        );
        throw ended;
      }
      await response.body?.cancel();
      waited += Math.max(1, seconds);
      await sleep(Math.max(1, seconds) * 1000);
    }
  }

  async function look(response: Response, address: Address): Promise<void> {
    const { operation, format } = address;
    const known = answers.get(operation) ?? { count: 0, successes: 0, faults: new Set() };
    answers.set(operation, known);
    known.count += 1;
    const tell = (faults: readonly string[]) => {
      for (const fault of faults.filter((each) => !known.faults.has(each))) {
        known.faults.add(fault);
        onFault?.(operation, fault);
      }
    };
    if (response.status >= 300 && response.status < 400) {
      known.successes += 1;
      tell(conformance.answerFaults(operation, response.status, undefined));
      return;
    }
    const text = await response.clone().text();
    let body: unknown;
    try {
      body = format === 'xml' ? readXml(text, 'rounded') : JSON.parse(text);
    } catch (error) {
      tell([`HTTP ${response.status} with a body that is no ${format}: ${(error as Error).message}`]);
      return;
    }
    tell([...conformance.answerFaults(operation, response.status, body), ...linkFaults(body)]);
    if ((body as { status?: string } | null)?.status !== 'Success') return;
    known.successes += 1;
    note(address, (readBody(text) as { result?: Record<string, unknown> }).result ?? {});
  }

  function note({ operation, ids }: Address, result: Record<string, unknown>): void {
    const { method, path, key } = operationTable[operation];
    const place = collectionOf(path);
    if (method === 'DELETE') made.delete(`${place.slice(0, place.lastIndexOf('/'))} ${ids}`);
    const created = method === 'POST' && key ? (result[key] as { id?: unknown } | undefined) : undefined;
    if (created?.id === undefined) return;
    const all = [...ids, String(created.id)];
    made.set(`${place} ${all}`, { operation, ids: all });
  }

  return {
    answers,
    made: () => [...made.values()],
    ended: () => ended,
    async fetch(request) {
      const response = await send(request);
      // What stands at the end of a redirect is the answer of whom it led to.
      const { pathname } = new URL(response.redirected ? response.url : request.url);
      const address = pathname.startsWith(prefix)
        ? conformance.addressOf(request.method, pathname.slice(prefix.length))
        : undefined;
      if (address) await look(response, address);
      return response;
    },
  };
}

function causeOf({ message, cause }: Error & { cause?: unknown }): string {
  return cause instanceof Error && cause.message ? cause.message : message;
}
