import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { OperationId } from '../generated/operations.ts';
import { readJson } from '../json.ts';

/** A request that the sandbox received. */
export interface RecordedRequest {
  method: string;
  /** As it was sent: `/v1/incidents.json?limit=1`. */
  url: string;
  /** The operation of the description; null if there is none. */
  operationId: OperationId | null;
  /** With lower-case names, and without the token. */
  headers: Record<string, string | string[]>;
  /** A JSON body as its value, any other body as text; null for none. Integers above 2^53 are bigints. */
  body: unknown;
  /** The HTTP status; null until the response, or if the connection was dropped before it. */
  status: number | null;
  /** Milliseconds until the response was ready; null until then. */
  ms: number | null;
  /** The injected fault; null for none. */
  fault: string | null;
}

/** The number of recorded requests; older ones are dropped. */
export const MAX_REQUESTS = 1000;
/** The number of recorded characters of a body. v1's largest text is half of it. */
const MAX_BODY_LENGTH = 128 * 1024;

interface PendingRecord {
  entry: RecordedRequest;
  began: number;
}

/** Records the requests of a sandbox. */
export class RequestLog {
  readonly #entries: RecordedRequest[] = [];
  readonly #recordings = new WeakMap<FastifyRequest, PendingRecord>();

  /** Oldest first. */
  get entries(): readonly RecordedRequest[] {
    return [...this.#entries];
  }

  clear(): void {
    this.#entries.length = 0;
  }

  /** Records the fault that was injected into a request. */
  recordFault(request: FastifyRequest, fault: string): void {
    const entry = this.#recordings.get(request)?.entry;
    if (entry) entry.fault = fault;
  }

  /** Records all requests except those whose path starts with `except`. */
  recordRequests(app: FastifyInstance, except: string): void {
    app.addHook('onRequest', async (request) => {
      if (!request.originalUrl.startsWith(except)) this.#add(request);
    });
    app.addHook('preValidation', async (request) => {
      const entry = this.#recordings.get(request)?.entry;
      if (entry && Buffer.isBuffer(request.body)) entry.body = bodyOf(request.body);
    });
  }

  /**
   * Records the status of responses before they are sent, so that a client that has its response finds it recorded. Must be
   * called after all other hooks that change responses.
   */
  recordResponses(app: FastifyInstance): void {
    app.addHook('onSend', async (request, reply) => {
      const recording = this.#recordings.get(request);
      if (!recording) return;
      const { entry, began } = recording;
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
    if (this.#entries.length > MAX_REQUESTS) this.#entries.shift();
    this.#recordings.set(request, { entry, began: performance.now() });
  }
}

function bodyOf(bytes: Buffer): unknown {
  if (bytes.length === 0) return null;
  const text = bytes.toString('utf8');
  if (text.length > MAX_BODY_LENGTH) return text.slice(0, MAX_BODY_LENGTH);
  try {
    return readJson(text);
  } catch {
    return text;
  }
}
