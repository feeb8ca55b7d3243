import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { OperationId } from '../generated/operations.ts';
import { readJson } from '../json.ts';

/** A request that the sandbox got. */
export interface RecordedRequest {
  method: string;
  /** As it was sent: `/v1/incidents.json?limit=1`. */
  url: string;
  /** The operation of the description, null where there is none. */
  operationId: OperationId | null;
  /** With lower-case names, and without the token. */
  headers: Record<string, string | string[]>;
  /** The value of JSON, any other body as text; null for none. Integers beyond 2^53 are bigints. */
  body: unknown;
  /** HTTP's status; null until it is answered, and for ever where the connection was dropped before. */
  status: number | null;
  /** Milliseconds until the answer was ready; null until then. */
  ms: number | null;
  /** The fault that it met, null for none. */
  fault: string | null;
}

/** How many requests are kept; older ones are forgotten. */
export const KEPT_REQUESTS = 1000;
/** Characters of a body that are kept. v1's largest text is half of it. */
const KEPT_BODY = 128 * 1024;

interface Following {
  entry: RecordedRequest;
  began: number;
}

/** Writes down what a sandbox is asked. */
export class RequestLog {
  readonly #entries: RecordedRequest[] = [];
  readonly #following = new WeakMap<FastifyRequest, Following>();

  /** Oldest first. */
  get entries(): readonly RecordedRequest[] {
    return [...this.#entries];
  }

  clear(): void {
    this.#entries.length = 0;
  }

  /** Notes that a request met a fault. */
  metFault(request: FastifyRequest, fault: string): void {
    const entry = this.#following.get(request)?.entry;
    if (entry) entry.fault = fault;
  }

  /** Follows all requests to addresses that do not begin with `except`. */
  follow(app: FastifyInstance, except: string): void {
    app.addHook('onRequest', async (request) => {
      if (!request.originalUrl.startsWith(except)) this.#add(request);
    });
    app.addHook('preValidation', async (request) => {
      const entry = this.#following.get(request)?.entry;
      if (entry && Buffer.isBuffer(request.body)) entry.body = bodyOf(request.body);
    });
  }

  /**
   * Notes how requests are answered, before the answer is on its way: whoever has it finds it noted. To be called after
   * whatever else changes answers.
   */
  noteAnswers(app: FastifyInstance): void {
    app.addHook('onSend', async (request, reply) => {
      const following = this.#following.get(request);
      if (!following) return;
      const { entry, began } = following;
      entry.status = request.socket.destroyed ? null : reply.statusCode;
      entry.ms = Math.round((performance.now() - began) * 10) / 10;
    });
  }

  #add(request: FastifyRequest): void {
    const { authorization: _token, cookie: _cookie, ...headers } = request.headers;
    const entry: RecordedRequest = {
      method: request.method,
      url: request.originalUrl,
      operationId: request.routeOptions.config.operation ?? null,
      headers: headers as RecordedRequest['headers'],
      body: null,
      status: null,
      ms: null,
      fault: null,
    };
    this.#entries.push(entry);
    if (this.#entries.length > KEPT_REQUESTS) this.#entries.shift();
    this.#following.set(request, { entry, began: performance.now() });
  }
}

function bodyOf(bytes: Buffer): unknown {
  if (bytes.length === 0) return null;
  const text = bytes.toString('utf8');
  if (text.length > KEPT_BODY) return text.slice(0, KEPT_BODY);
  try {
    return readJson(text);
  } catch {
    return text;
  }
}
