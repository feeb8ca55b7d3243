import { setTimeout as sleep } from 'node:timers/promises';
import { createServiceDesk, type Fetch, isApiError, type ServiceDesk } from '@service-desk/client';
import type { ApiResult, Send } from './call-api.ts';

/** How the responses of idempotency keys compare. */
export interface Keyed {
  /** Keys that had a response. */
  keys: number;
  /** Requests with these keys, including those that had no response. */
  requests: number;
  responses: number;
  /** Responses that the server had stored. */
  replayed: number;
  /** Keys whose responses were not the same, byte for byte. */
  differing: number;
}

/** A request that carried a key, and the texts of its responses. */
interface Sent {
  path: string;
  init: RequestInit | undefined;
  texts: Set<string>;
}

/** How often a create is sent again: until a server responds. */
const RETRIES = 1000;
/** Milliseconds between two looks for a server that is up. */
const LOOK = 5;
/** How many requests are sent again at the same time. */
const AT_ONCE = 8;

/** A `fetch` that sends each request to any of the servers that are up, and compares the responses of each key. */
export class KeyedRequests {
  readonly #servers: () => readonly string[];
  readonly #sent = new Map<string, Sent>();
  #requests = 0;
  #responses = 0;
  #replayed = 0;

  constructor(servers: () => readonly string[]) {
    this.#servers = servers;
  }

  /** The client, which retries what was interrupted under the key of its first attempt. */
  desk(): ServiceDesk {
    const fetch: Fetch = async (input, init) => {
      const { pathname } = new URL(input as string);
      const key = new Headers(init?.headers).get('idempotency-key');
      if (key) this.#requests += 1;
      const response = await this.#send(pathname, init);
      if (!key) return response;
      const sent = this.#sent.get(key) ?? { path: pathname, init, texts: new Set() };
      await this.#read(response.clone(), sent);
      this.#sent.set(key, sent);
      return response;
    };
    return createServiceDesk({
      baseUrl: 'http://desk.example/v1',
      token: 'demo-dan',
      retries: RETRIES,
      fetch,
    });
  }

  /** Sends every key once more, and compares all of its responses. */
  async compare(): Promise<Keyed> {
    const rest = [...this.#sent.values()];
    const resend = async () => {
      for (let sent = rest.pop(); sent; sent = rest.pop()) {
        this.#requests += 1;
        // The signal belonged to an attempt that has ended.
        await this.#read(await this.#send(sent.path, { ...sent.init, signal: null }), sent);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, resend));
    const all = [...this.#sent.values()];
    return {
      keys: all.length,
      requests: this.#requests,
      responses: this.#responses,
      replayed: this.#replayed,
      differing: all.filter(({ texts }) => texts.size > 1).length,
    };
  }

  async #send(path: string, init: RequestInit | undefined): Promise<Response> {
    for (;;) {
      const urls = this.#servers();
      const url = urls[Math.floor(Math.random() * urls.length)];
      if (url) return await fetch(`${url}${path}`, init);
      init?.signal?.throwIfAborted();
      await sleep(LOOK);
    }
  }

  async #read(response: Response, { texts }: Sent): Promise<void> {
    texts.add(`${response.status} ${await response.text()}`);
    this.#responses += 1;
    if (response.headers.has('idempotency-replayed')) this.#replayed += 1;
  }
}

/** Sends what a load writes: its creates by the client, under a key each, and its updates, which take no key, once. */
export function sendByClient(desk: ServiceDesk, send: Send): Send {
  const creates: Record<string, (body: never) => Promise<ApiResult['result']>> = {
    incidents: async ({ incident }) => ({ incident: await desk.incidents.create(incident) }),
    changes: async ({ change }) => ({ change: await desk.changes.create(change) }),
  };
  return async (url, method, path, body) => {
    const create = method === 'POST' && creates[path];
    if (!create) return send(url, method, path, body);
    try {
      return { result: await create(body as never), errors: [] };
    } catch (error) {
      if (!isApiError(error)) throw error;
      return { result: undefined, errors: error.faults.map(({ code, message }) => `[${code}] ${message}`) };
    }
  };
}
