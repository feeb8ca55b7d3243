import { setTimeout as sleep } from 'node:timers/promises';
import { type OperationId, operationTable } from '@service-desk/client';
import type { Conformance } from '#description/conformance';
import type { Address } from '#description/routes';
import { readBody, readXml } from './bodies.ts';
import { authorizationOf, placeOf } from './calls.ts';
import { linkFaults } from './links.ts';

export interface TransportOptions {
  /** The provider's address with its path prefix. */
  baseUrl: string;
  conformance: Conformance<OperationId>;
  /** The timeout of one request, in milliseconds. */
  timeout: number;
  /** The longest wait for the rate limit, in seconds. */
  maxWait: number;
  /**
   * The token whose rate limit counts. Responses of 429 to others, such as the token of a state, are passed on.
   * Default: any token.
   */
  token?: string;
  /** Called once with each fault in the responses of an operation. */
  onFault?: (operation: OperationId, fault: string) => void;
}

/** A resource that was created and not deleted since. Links have no id and are not included. */
export interface Made {
  /** The operation that created it, such as `incidents.comments.create`. */
  operation: OperationId;
  /** The ids of its address; its own is the last one. */
  ids: string[];
}

export interface Answers {
  count: number;
  successes: number;
  faults: Set<string>;
}

/** Sends all requests to a provider, and checks each response against the description. */
export interface Transport {
  fetch(request: Request): Promise<Response>;
  answers: ReadonlyMap<OperationId, Answers>;
  /** The resources that were created and not deleted since, oldest first. */
  made(): Made[];
  /** Why no more requests are sent; undefined while they are. */
  ended(): EndedError | undefined;
}

/** No more requests are sent, because the rate limit is exceeded. The remaining checks are left out. */
export class EndedError extends Error {
  override name = 'EndedError';
}

export function transportTo(options: TransportOptions): Transport {
  const { baseUrl, conformance, timeout, maxWait, token, onFault } = options;
  const prefix = new URL(baseUrl).pathname.replace(/\/$/, '');
  const answers = new Map<OperationId, Answers>();
  const made = new Map<string, Made>();

  let ended: EndedError | undefined;

  async function send(request: Request): Promise<Response> {
    for (let waited = 0; ; ) {
      if (ended) throw ended;
      const response = await fetch(request.clone(), { signal: AbortSignal.timeout(timeout) }).catch(
        (cause) => {
          const why =
            cause.name === 'TimeoutError' ? `no response within ${timeout / 1000} s` : causeOf(cause);
          throw new Error(`${request.method} ${request.url}: ${why}`, { cause });
        },
      );
      const isOwn = !token || request.headers.get('authorization') === authorizationOf(token);
      if (response.status !== 429 || !isOwn) return response;
      const seconds = secondsOf(response.headers.get('retry-after'));
      if (!(waited + seconds <= maxWait)) {
        const asked = Number.isNaN(seconds) ? 'does not say how long to wait' : `asks to wait ${seconds} s`;
        ended = new EndedError(
          `the rate limit is exceeded: the provider ${asked}, and ${maxWait} s are allowed`,
        );
        throw ended;
      }
      await response.body?.cancel();
      waited += Math.max(1, seconds);
      await sleep(Math.max(1, seconds) * 1000);
    }
  }

  async function look(response: Response, address: Address<OperationId>): Promise<void> {
    const { operation, format } = address;
    const known = answers.get(operation) ?? { count: 0, successes: 0, faults: new Set() };
    answers.set(operation, known);
    known.count += 1;
    const report = (faults: readonly string[]) => {
      for (const fault of faults.filter((each) => !known.faults.has(each))) {
        known.faults.add(fault);
        onFault?.(operation, fault);
      }
    };
    if (response.status >= 300 && response.status < 400) {
      known.successes += 1;
      report(conformance.answerFaults(operation, response.status, undefined));
      return;
    }
    const text = await response.clone().text();
    let body: unknown;
    try {
      body = format === 'xml' ? readXml(text, 'rounded') : JSON.parse(text);
    } catch (error) {
      report([
        `the body cannot be parsed as ${format}, HTTP ${response.status}: ${(error as Error).message}`,
      ]);
      return;
    }
    report([...conformance.answerFaults(operation, response.status, body), ...linkFaults(body)]);
    if ((body as { status?: string } | null)?.status !== 'Success') return;
    known.successes += 1;
    note(address, (readBody(text) as { result?: Record<string, unknown> }).result ?? {});
  }

  function note({ operation, ids }: Address<OperationId>, result: Record<string, unknown>): void {
    const { method, key } = operationTable[operation];
    const place = placeOf(operation);
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
      // After a redirect, the response belongs to the operation that it led to.
      const { pathname } = new URL(response.redirected ? response.url : request.url);
      const address = pathname.startsWith(prefix)
        ? conformance.addressOf(request.method, pathname.slice(prefix.length))
        : undefined;
      // A conditional request goes beyond v1, and its 304 is not described.
      const isUnchanged = response.status === 304 && request.headers.has('if-none-match');
      if (address && !isUnchanged) await look(response, address);
      return response;
    },
  };
}

/** `Retry-After` in seconds, which is a number of them or a date; NaN if there is neither. */
export function secondsOf(value: string | null): number {
  if (value === null) return Number.NaN;
  if (/^\s*\d+\s*$/.test(value)) return Number(value);
  return Math.max(0, Math.ceil((Date.parse(value) - Date.now()) / 1000));
}

/** The reason of a failed request: of a `fetch failed`, that is in its cause. */
export function causeOf({ message, cause }: Error & { cause?: unknown }): string {
  const { message: reason, code } = (cause ?? {}) as { message?: string; code?: string };
  return reason || code || message;
}
