/// <reference types="node" />
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import createClient, { type Middleware } from 'openapi-fetch';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createServiceDesk, type RawClient } from './index.ts';

/*
 * `desk.raw` is openapi-fetch with the client's transport. Each case runs the same code on both, in the ways that
 * openapi-fetch documents, and expects the same outcome.
 */

const ENVELOPE = '{"result":{"user":{"id":18,"name":"Zoë"}},"version":"1.0","status":"Success"}';

let server: Server;
let baseUrl: string;
/** What the server received of the header that middleware sets, by path. */
const seen: unknown[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    seen.push([request.url, request.headers['x-trace']]);
    if (request.url === '/v1/users/0.json') return request.socket.destroy();
    if (request.url === '/v1/users/204.json') return response.writeHead(204).end();
    return response.writeHead(200, { 'Content-Type': 'application/json', 'X-Served-By': 'a' }).end(ENVELOPE);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});

const get = (client: RawClient, id = 18, options: object = {}) =>
  client.GET('/users/{id}.{format}', {
    params: { path: { id, format: 'json' } },
    ...options,
  } as never) as Promise<{
    data?: unknown;
    error?: unknown;
    response: Response;
  }>;

/** A middleware, and what a call with it resolves to. */
const MIDDLEWARE: Record<string, Middleware> = {
  'that changes the request': {
    onRequest({ request }) {
      request.headers.set('X-Trace', 'changed');
      return request;
    },
  },
  'that returns a new request': {
    onRequest: ({ request }) => new Request(request, { headers: { 'X-Trace': 'new' } }),
  },
  'that answers in place of the server': { onRequest: () => new Response('{"cached":true}') },
  'that replaces the response': {
    async onResponse({ response }) {
      const { body, ...init } = response;
      return new Response(body, { ...init, status: 202 });
    },
  },
  'that reads a clone of the response': {
    async onResponse({ response }) {
      const { result } = (await response.clone().json()) as { result: { user: { name: string } } };
      const headers = new Headers(response.headers);
      headers.set('X-Name', encodeURIComponent(result.user.name));
      return new Response(response.body, { headers });
    },
  },
  'that rejects a response': {
    onResponse({ response }) {
      throw new Error(`${new URL(response.url).pathname}: ${response.status} ${response.statusText}`);
    },
  },
};

async function outcomeOf(call: Promise<{ data?: unknown; error?: unknown; response: Response }>) {
  try {
    const { data, error, response } = await call;
    const { status, statusText, redirected, url, headers } = response;
    const fixed = [...headers].filter(([name]) => name !== 'date');
    return { data, error, status, statusText, redirected, url, headers: fixed };
  } catch (error) {
    return { message: (error as Error).message };
  }
}

function clients(): [bare: RawClient, own: RawClient] {
  return [createClient({ baseUrl }), createServiceDesk({ baseUrl, token: 's3cret' }).raw];
}

describe('the raw client is openapi-fetch', () => {
  test.each(Object.entries(MIDDLEWARE))('with middleware %s', async (_, middleware) => {
    const outcomes = [];
    for (const client of clients()) {
      seen.length = 0;
      client.use(middleware);
      const outcome = await outcomeOf(get(client));
      client.eject(middleware);
      outcomes.push({ outcome, seen: [...seen], after: await outcomeOf(get(client)) });
    }
    expect(outcomes[1]).toEqual(outcomes[0]);
  });

  test('with middleware that makes a response of an error', async () => {
    for (const client of clients()) {
      client.use({ onError: () => new Response('{"status":"offline"}', { status: 503 }) });
      expect(await outcomeOf(get(client, 0, { retries: 0 }))).toMatchObject({
        error: { status: 'offline' },
        status: 503,
      });
    }
  });

  test.each(['json', 'text', 'blob', 'arrayBuffer', 'stream'] as const)('parsing as %s', async (parseAs) => {
    const texts = [];
    for (const client of clients()) {
      const { data } = await get(client, 18, { parseAs });
      texts.push(parseAs === 'json' ? JSON.stringify(data) : await new Response(data as BodyInit).text());
    }
    expect(texts).toEqual([ENVELOPE, ENVELOPE]);
  });

  test('for a response without a status, such as a redirect that a browser did not follow', async () => {
    const fetch = async () => Response.error();
    const bare: RawClient = createClient({ baseUrl, fetch });
    const own = createServiceDesk({ baseUrl, token: 's3cret', fetch }).raw;
    expect(await outcomeOf(get(own))).toEqual(await outcomeOf(get(bare)));
    expect(await outcomeOf(get(own))).toMatchObject({ status: 0 });
  });

  test('for a response without a body', async () => {
    const [bare, own] = clients();
    expect(await outcomeOf(get(own, 204))).toEqual(await outcomeOf(get(bare, 204)));
  });
});
