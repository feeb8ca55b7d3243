/// <reference types="node" />
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  AbortedError,
  ApiError,
  type Attempt,
  AuthenticationError,
  ConnectionError,
  createServiceDesk,
  isTimeoutError,
  MalformedResponseError,
  RateLimitError,
  type ServiceDeskOptions,
} from './index.ts';

type Handler = (response: ServerResponse, request: IncomingMessage) => void;

const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

/** A client of a server that uses one handler per request, and the last one for all further requests. */
async function deskOf(handlers: Handler[], options: Partial<ServiceDeskOptions> = {}) {
  const requests: { method: string; url: string; body: string; key: unknown }[] = [];
  const server = createServer(async (request, response) => {
    const { method = '', url = '' } = request;
    const handler = handlers[Math.min(requests.length, handlers.length - 1)] as Handler;
    const entry = { method, url, body: '', key: request.headers['idempotency-key'] };
    requests.push(entry);
    entry.body = await text(request);
    handler(response, request);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  stops.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  return { desk: createServiceDesk({ baseUrl, token: 's3cret', ...options }), requests };
}

const json =
  (body: string, status = 200, headers: Record<string, string> = {}): Handler =>
  (response) =>
    response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(body);
const success = (result: string) => json(`{"result":${result},"version":"1.0","status":"Success"}`);
const failed = (error: string, status = 200, headers = {}) =>
  json(`{"errors":[{"error":"${error}"}],"version":"1.0","status":"Failed"}`, status, headers);
const limited = (after: string) => failed('[E902] Too many requests', 429, { 'Retry-After': after });
const proxied: Handler = (response) =>
  response.writeHead(502, { 'Content-Type': 'text/html' }).end('<h1>Bad Gateway</h1>');
const dropped: Handler = (response) => response.socket?.destroy();
const silent: Handler = () => undefined;
const incident = success('{"incident":{"id":1}}');
const input = { title: 'VPN drops', service_id: 33 };

function thrown(call: PromiseLike<unknown>): Promise<unknown> {
  return Promise.resolve(call).then(
    () => expect.unreachable('the call should have failed'),
    (error: unknown) => error,
  );
}

describe('a request is retried', () => {
  test.each([
    ['a connection that broke', dropped],
    ['a proxy that had no answer', proxied],
    ['a limit that passes', limited('0')],
    ['a limit that comes with HTTP 200', failed('[E902] Too many requests')],
  ])('after %s', async (_what, fault) => {
    const { desk, requests } = await deskOf([fault, incident]);
    expect(await desk.incidents.get(1)).toEqual({ id: 1 });
    expect(requests).toHaveLength(2);
  });

  test('as often as the client allows, with the same body, and then its error is thrown', async () => {
    const { desk, requests } = await deskOf([dropped], { retries: 1 });
    expect(await thrown(desk.incidents.update(1, { title: 'x' }))).toBeInstanceOf(ConnectionError);
    expect(requests.map(({ body }) => body)).toEqual(Array(2).fill('{"incident":{"title":"x"}}'));
  });

  test('not when v1 itself returned Failed', async () => {
    const { desk, requests } = await deskOf([failed('[E500] not today', 503), incident]);
    expect(await thrown(desk.incidents.get(1))).toBeInstanceOf(ApiError);
    expect(requests).toHaveLength(1);
  });

  test('not for a title that only mentions the limit', async () => {
    const { desk, requests } = await deskOf([
      success(String.raw`{"incident":{"title":"\"error\": \"[E902] is one"}}`),
    ]);
    await desk.incidents.get(1);
    expect(requests).toHaveLength(1);
  });
});

describe('a create or delete', () => {
  test('is sent once, even if the connection broke or a proxy had no response', async () => {
    for (const [fault, error] of [
      [dropped, ConnectionError],
      [proxied, MalformedResponseError],
    ] as const) {
      const { desk, requests } = await deskOf([fault, incident]);
      expect(await thrown(desk.incidents.create(input))).toBeInstanceOf(error);
      expect(await thrown(desk.incidents.watches.delete(1, 2))).toBeInstanceOf(Error);
      expect(requests.map(({ method }) => method)).toEqual(['POST', 'DELETE']);
    }
  });

  test('is retried when the rate limit refused it, since nothing was done', async () => {
    const { desk, requests } = await deskOf([limited('0'), incident]);
    expect(await desk.incidents.create(input)).toEqual({ id: 1 });
    expect(requests).toHaveLength(2);
  });

  test('is retried when the call itself has retries', async () => {
    const { desk, requests } = await deskOf([dropped, incident]);
    expect(await desk.incidents.create(input, { retries: 1 })).toEqual({ id: 1 });
    expect(requests).toHaveLength(2);
  });
});

describe('a rate limit', () => {
  test('is waited for as long as Retry-After says', async () => {
    const delays: number[] = [];
    const { desk } = await deskOf([limited('1'), incident], {
      hooks: { retry: ({ delay }) => delays.push(delay) },
    });
    await desk.incidents.get(1);
    expect(delays).toEqual([expect.toSatisfy((delay: number) => delay >= 1000 && delay <= 1250)]);
  });

  test.each([
    ['1.5', 2],
    ['0.2', 1],
    ['1.2.3', undefined],
    ['soon', undefined],
  ])('of %s seconds is rounded up, or unknown', async (after, seconds) => {
    const { desk } = await deskOf([limited(after)], { retries: 0 });
    expect(await thrown(desk.incidents.get(1))).toMatchObject({ retryAfter: seconds });
  });

  test('that lasts too long is thrown at once', async () => {
    const { desk, requests } = await deskOf([limited('1800')]);
    expect(await thrown(desk.incidents.get(1))).toMatchObject({ name: 'RateLimitError', retryAfter: 1800 });
    expect(requests).toHaveLength(1);
  });

  test('that does not pass is thrown after the last attempt', async () => {
    const { desk, requests } = await deskOf([limited('0')], { retries: 1 });
    expect(await thrown(desk.incidents.get(1))).toBeInstanceOf(RateLimitError);
    expect(requests).toHaveLength(2);
  });
});

describe('a timeout', () => {
  test('applies to each attempt, from the client or from the call', async () => {
    const { desk, requests } = await deskOf([silent, incident], { timeout: 100 });
    expect(await desk.incidents.get(1)).toEqual({ id: 1 });
    expect(requests).toHaveLength(2);
    const slow = await deskOf([silent]);
    const error = await thrown(slow.desk.incidents.get(1, { timeout: 50, retries: 0 }));
    expect(isTimeoutError(error) && error.message).toMatch(
      /^No response within 50 ms \(GET .*\/v1\/incidents\/1\.json\)$/,
    );
  });

  test('also expires while a response is being read', async () => {
    const { desk } = await deskOf([
      (response) => response.writeHead(200, { 'Content-Type': 'application/json' }).write('{"result":'),
    ]);
    const error = await thrown(desk.incidents.get(1, { timeout: 100, retries: 0 }));
    expect(isTimeoutError(error)).toBe(true);
  });

  test('is not an abort: the signal of the caller ends the call and all waiting', async () => {
    const reason = new Error('the page was left');
    const { desk, requests } = await deskOf([silent]);
    const controller = new AbortController();
    const call = desk.incidents.get(1, { signal: controller.signal });
    await expect.poll(() => requests.length).toBe(1);
    controller.abort(reason);
    const error = await thrown(call);
    expect(error).toBeInstanceOf(AbortedError);
    expect(isTimeoutError(error)).toBe(false);
    expect((error as AbortedError).cause).toBe(reason);

    const waiting = await deskOf([limited('50')]);
    const patient = new AbortController();
    const later = waiting.desk.incidents.get(1, { signal: patient.signal });
    await expect.poll(() => waiting.requests.length).toBe(1);
    patient.abort(reason);
    expect(await thrown(later)).toBeInstanceOf(AbortedError);
    expect(waiting.requests).toHaveLength(1);
  });
});

describe('a fetch of the caller’s own that ignores its signal', () => {
  const answered = () => Response.json({ result: { incident: { id: 1 } }, status: 'Success' });
  const deskWith = (fetch: ServiceDeskOptions['fetch']) =>
    createServiceDesk({ baseUrl: 'http://127.0.0.1/v1', token: 'x', retries: 0, ...(fetch && { fetch }) });

  test.each([
    ['answers', async () => answered()],
    ['fails', () => Promise.reject(new Error('too late'))],
  ])('and %s after the time limit does not change the TimeoutError', async (_, settle) => {
    let finished = false;
    const desk = deskWith(async () => {
      await pause(100);
      finished = true;
      return settle();
    });
    const call = (raw: boolean) =>
      raw
        ? desk.raw.GET('/incidents/{id}.{format}', { params: { path: { id: 1 } }, timeout: 20 })
        : desk.incidents.get(1, { timeout: 20 });
    for (const raw of [false, true]) {
      finished = false;
      expect(isTimeoutError(await thrown(call(raw)))).toBe(true);
      expect(finished).toBe(false);
      // A rejection now that is not handled would fail the run.
      await expect.poll(() => finished).toBe(true);
    }
  });

  test('and never settles ends with the timeout or the abort', async () => {
    const endless = new ReadableStream();
    for (const fetch of [() => new Promise<never>(() => {}), async () => new Response(endless)]) {
      const desk = deskWith(fetch);
      expect(isTimeoutError(await thrown(desk.incidents.get(1, { timeout: 20 })))).toBe(true);
    }
    const desk = deskWith(() => new Promise<never>(() => {}));
    const reason = new Error('the page was left');
    const controller = new AbortController();
    const call = desk.incidents.get(1, { signal: controller.signal });
    controller.abort(reason);
    expect(await thrown(call)).toMatchObject({ name: 'AbortedError', cause: reason });
  });

  test('is retried, and its turn goes to the next request', async () => {
    let calls = 0;
    const fetch = () => {
      calls += 1;
      return calls === 1 ? new Promise<never>(() => {}) : Promise.resolve(answered());
    };
    const desk = createServiceDesk({
      ...{ baseUrl: 'http://127.0.0.1/v1', token: 'x', timeout: 20, concurrency: 1 },
      fetch,
    });
    expect(await Promise.all([desk.incidents.get(1), desk.incidents.get(2)])).toEqual([{ id: 1 }, { id: 1 }]);
    expect(calls).toBe(3);
  });

  test('is aborted at the time limit, and not when it has answered', async () => {
    const signals: AbortSignal[] = [];
    const desk = deskWith((_, init) => {
      signals.push(init?.signal as AbortSignal);
      return signals.length === 1 ? Promise.resolve(answered()) : new Promise(() => {});
    });
    await desk.incidents.get(1, { timeout: 20 });
    await thrown(desk.incidents.get(1, { timeout: 20 }));
    expect(signals.map(({ aborted }) => aborted)).toEqual([false, true]);
  });
});

test('a hook that aborts the call keeps its request from being sent', async () => {
  const controller = new AbortController();
  const { desk, requests } = await deskOf([incident], { hooks: { request: () => controller.abort() } });
  expect(await thrown(desk.incidents.get(1, { signal: controller.signal }))).toBeInstanceOf(AbortedError);
  expect(requests).toEqual([]);
});

test('a truncated response is a connection error', async () => {
  const { desk } = await deskOf([
    (response) => {
      response.writeHead(200, { 'Content-Length': '1000' }).write('{"result":');
      setTimeout(() => response.socket?.destroy(), 20);
    },
  ]);
  expect(await thrown(desk.incidents.create(input))).toBeInstanceOf(ConnectionError);
});

test('hooks run for every attempt, and never get the token', async () => {
  const seen: [string, Attempt][] = [];
  const { desk } = await deskOf([dropped, incident], {
    hooks: {
      request: (attempt) => seen.push(['request', attempt]),
      response: (attempt) => seen.push(['response', attempt]),
      retry: (attempt) => seen.push(['retry', attempt]),
    },
  });
  await desk.incidents.get(1);
  expect(seen.map(([what, { method, attempt }]) => [what, method, attempt])).toEqual([
    ['request', 'GET', 1],
    ['retry', 'GET', 1],
    ['request', 'GET', 2],
    ['response', 'GET', 2],
  ]);
  expect(seen.at(-1)?.[1]).toMatchObject({ status: 200, ms: expect.any(Number) });
  expect(JSON.stringify(seen)).not.toMatch(/s3cret|czNjcmV0/);
});

test('no more requests than the concurrency limit are in flight', async () => {
  let now = 0;
  let most = 0;
  const slow: Handler = (response) => {
    now += 1;
    most = Math.max(most, now);
    setTimeout(() => {
      now -= 1;
      incident(response, undefined as never);
    }, 20);
  };
  const { desk, requests } = await deskOf([slow, dropped, slow], { concurrency: 2 });
  await Promise.all(Array.from({ length: 9 }, (_, index) => desk.incidents.get(index + 1)));
  expect(requests).toHaveLength(10);
  expect(most).toBe(2);
});

describe('the raw client', () => {
  const exact = success('{"user":{"id":862260361677721612}}');

  test('retries too, and keeps every digit', async () => {
    const { desk, requests } = await deskOf([dropped, exact]);
    const { data } = await desk.raw.GET('/users/{id}.{format}', { params: { path: { id: 18 } } });
    expect(data).toMatchObject({ result: { user: { id: '862260361677721612' } } });
    expect(requests).toHaveLength(2);
  });

  test('returns XML as text', async () => {
    const xml = '<?xml version="1.0"?><response><id type="integer">862260361677721612</id></response>';
    const { desk, requests } = await deskOf([
      (response) => response.writeHead(200, { 'Content-Type': 'application/xml' }).end(xml),
    ]);
    const { data } = await desk.raw.GET('/users.{format}', {
      params: { path: { format: 'xml' } },
      parseAs: 'text',
    });
    expect(data).toBe(xml);
    expect(requests[0]?.url).toBe('/v1/users.xml');
  });
});

test('ids beyond 2^53 go into paths, queries and bodies unchanged', async () => {
  const { desk, requests } = await deskOf([
    success('{"incident":{"id":862260361677721612,"service_id":9007199254740993}}'),
  ]);
  const { id, service_id } = (await desk.incidents.get('862260361677721612')) as never as {
    id: string;
    service_id: string;
  };
  await desk.incidents.update(id, { service_id });
  expect(requests[1]).toEqual({
    method: 'PUT',
    url: '/v1/incidents/862260361677721612.json',
    body: '{"incident":{"service_id":"9007199254740993"}}',
  });
});

test('the response of a call is available on request', async () => {
  const { desk, requests } = await deskOf([
    json('{"result":{"users":[{"id":17}]},"version":"1.0","status":"Success"}', 200, { 'X-RateLimit': '7' }),
  ]);
  const list = desk.users.list();
  const { data, response } = await list.withResponse();
  expect(data).toEqual([{ id: 17 }]);
  expect([response.status, response.headers.get('x-ratelimit')]).toEqual([200, '7']);
  expect(await list).toBe(data);
  expect(requests).toHaveLength(1);
});

describe('options and input that cannot be used', () => {
  test.each([
    [{ concurrency: 0 }, 'concurrency must be 1 or more: 0'],
    [{ concurrency: Number.NaN }, 'concurrency must be 1 or more: NaN'],
    [{ timeout: -1 }, 'timeout must be 0 or more: -1'],
    [{ retries: -1 }, 'retries must be 0 or more: -1'],
    [{ longestWait: 'soon' as never }, 'longestWait must be 0 or more: soon'],
    [{ baseUrl: 'http://127.0.0.1/v1?a=b' }, 'baseUrl has a query or blanks: http://127.0.0.1/v1?a=b'],
  ])('%j is refused', (options, text) => {
    const create = () => createServiceDesk({ baseUrl: 'http://127.0.0.1/v1', token: 'x', ...options });
    expect(create).toThrow(text);
    expect(create).toThrow(TypeError);
  });

  test('a call names a setting of its own, too', async () => {
    const { desk, requests } = await deskOf([incident]);
    expect(await thrown(desk.incidents.get(1, { timeout: -5 }))).toEqual(
      new TypeError('timeout must be 0 or more: -5'),
    );
    expect(requests).toEqual([]);
  });

  test.each([2 ** 53, Number.NaN, Infinity])('a number that is not exact is refused: %s', async (id) => {
    const { desk, requests } = await deskOf([incident]);
    for (const call of [
      desk.incidents.get(id),
      desk.incidents.update(1, { service_id: id }),
      desk.incidents.list({ limit: id }),
      desk.incidents.list({ service_ids: [20, id] }),
    ])
      expect(await thrown(call)).toBeInstanceOf(TypeError);
    expect(requests).toEqual([]);
  });

  test('an address and a header that cannot be sent are refused', async () => {
    for (const options of [{ baseUrl: 'http://[::1/v1' }, { headers: { 'X-Name': 'a\nb' } }]) {
      const create = () => createServiceDesk({ baseUrl: 'http://127.0.0.1:1/v1', token: 'x', ...options });
      expect(create).toThrow(TypeError);
    }
  });

  // A module that creates the client may also run on a server that renders the page.
  test.each([undefined, '/v1', '127.0.0.1/v1'])(
    'outside of a page, a call to a relative address fails at once: %s',
    async (baseUrl) => {
      const retry = vi.fn();
      const desk = createServiceDesk({ baseUrl: baseUrl as string, token: 'x', hooks: { retry } });
      const error = await thrown(desk.incidents.get(1));
      expect(error).toBeInstanceOf(TypeError);
      expect((error as Error).message).toContain('/incidents/1.json');
      expect(retry).not.toHaveBeenCalled();
    },
  );

  test('a fetch of the caller’s own may take a relative address', async () => {
    const addresses: unknown[] = [];
    const fetch = async (input: string | Request) => {
      addresses.push(input);
      return Response.json({ result: { incident: { id: 1 } }, status: 'Success' });
    };
    await createServiceDesk({ baseUrl: '/v1', token: 'x', fetch }).incidents.get(1);
    expect(addresses).toEqual(['/v1/incidents/1.json']);
  });

  test('a fetch that returns nothing is not a failed connection', async () => {
    const fetch = vi.fn<NonNullable<ServiceDeskOptions['fetch']>>();
    const desk = createServiceDesk({ baseUrl: 'http://127.0.0.1/v1', token: 'x', fetch });
    expect(await thrown(desk.incidents.get(1))).toBeInstanceOf(TypeError);
    expect(fetch).toHaveBeenCalledTimes(1);
  });

  test('an error in their own fetch is thrown as it is', async () => {
    const mistakes = [
      new ReferenceError('agent is not defined'),
      new TypeError('agent.send is not a function'),
    ];
    for (const mistake of mistakes) {
      const fetch = async () => {
        throw mistake;
      };
      const desk = createServiceDesk({ baseUrl: 'http://127.0.0.1/v1', token: 'x', fetch });
      expect(await thrown(desk.incidents.get(1))).toBe(mistake);
    }
  });
});

test('an address may be a URL, and have blanks around it', async () => {
  const { desk, requests } = await deskOf([incident]);
  const { url } = (await desk.incidents.get(1).withResponse()).response;
  const baseUrl = url.replace('/incidents/1.json', '');
  for (const given of [new URL(baseUrl), ` ${baseUrl}/ `])
    expect(await createServiceDesk({ baseUrl: given, token: 'x' }).incidents.get(1)).toEqual({ id: 1 });
  expect(new Set(requests.map((request) => request.url))).toEqual(new Set(['/v1/incidents/1.json']));
});

test('an error without a response says why', async () => {
  const desk = createServiceDesk({ baseUrl: 'http://127.0.0.1:1/v1', token: 'x', retries: 0 });
  expect(await thrown(desk.incidents.get(1))).toMatchObject({
    name: 'ConnectionError',
    message: expect.stringMatching(/fetch failed: .*(ECONNREFUSED|bad port)/),
  });
});

test.each([Infinity, 2 ** 31])('a timeout of %s does not expire at once', async (timeout) => {
  const slow: Handler = (response, request) => setTimeout(() => incident(response, request), 100);
  const { desk, requests } = await deskOf([slow], { timeout, retries: 0 });
  expect(await desk.incidents.get(1)).toEqual({ id: 1 });
  expect(requests).toHaveLength(1);
});

test('a wait beyond what a timer takes is not over at once', async () => {
  const { desk, requests } = await deskOf([limited(String(2 ** 31))], { longestWait: Infinity });
  const signal = AbortSignal.timeout(300);
  expect(await thrown(desk.incidents.get(1, { signal }))).toBeInstanceOf(AbortedError);
  expect(requests).toHaveLength(1);
});

test('a call that waits for its turn is aborted at once, and its turn goes to the next', async () => {
  let respond: () => void = () => undefined;
  const held: Handler = (response, request) => {
    respond = () => incident(response, request);
  };
  const { desk, requests } = await deskOf([held, incident], { concurrency: 1 });
  const first = desk.incidents.get(1);
  first.catch(() => undefined);
  await expect.poll(() => requests.length).toBe(1);
  const aborted = new AbortController();
  const [second, third] = [desk.incidents.get(2, { signal: aborted.signal }), desk.incidents.get(3)];
  aborted.abort();
  expect(await thrown(second)).toBeInstanceOf(AbortedError);
  respond();
  await Promise.all([first, third]);
  expect(requests.map(({ url }) => url)).toEqual(['/v1/incidents/1.json', '/v1/incidents/3.json']);
});

describe('an idempotency key', () => {
  const supported =
    (handler: Handler): Handler =>
    (response, request) => {
      response.setHeader('Idempotency-Key-Lifetime', '86400');
      handler(response, request);
    };
  const keysOf = (requests: { key: unknown }[]) => requests.map(({ key }) => key);

  test('lets a create be retried once the provider has shown that it supports keys', async () => {
    const { desk, requests } = await deskOf([supported(incident), dropped, proxied, incident]);
    await desk.incidents.get(1);
    expect(await desk.incidents.create(input)).toEqual({ id: 1 });
    const [read, ...created] = keysOf(requests);
    expect(read).toBeUndefined();
    expect(created).toHaveLength(3);
    expect(new Set(created).size).toBe(1);
    expect(created[0]).toMatch(/^\d+-\d+-\d+-\d+$/);
  });

  test('is shown to be supported by the response to the create itself', async () => {
    const { desk, requests } = await deskOf([supported(limited('0')), dropped, incident]);
    await desk.incidents.create(input);
    expect(new Set(keysOf(requests)).size).toBe(1);
    expect(requests).toHaveLength(3);
  });

  test('is another one for each call, and the caller can choose it', async () => {
    const { desk, requests } = await deskOf([incident]);
    await desk.incidents.create(input);
    await desk.incidents.create(input);
    await desk.incidents.create(input, { idempotencyKey: 'mine' });
    const keys = keysOf(requests);
    expect(new Set(keys).size).toBe(3);
    expect(keys[2]).toBe('mine');
  });

  test('that is blank is replaced, and one that cannot be sent is a TypeError', async () => {
    const { desk, requests } = await deskOf([incident]);
    await desk.incidents.create(input, { idempotencyKey: '' });
    expect(keysOf(requests)).toEqual([expect.stringMatching(/^\d+-/)]);
    const raw = { body: { incident: input }, idempotencyKey: 'a\nb' } as never;
    for (const call of [
      desk.incidents.create(input, { idempotencyKey: 'a\nb' }),
      desk.incidents.create(input, { idempotencyKey: 'ключ' }),
      desk.raw.POST('/incidents.{format}', raw),
    ])
      expect(await thrown(call)).toBeInstanceOf(TypeError);
    expect(requests).toHaveLength(1);
  });

  test('that is blank and not replaced lets no create be retried', async () => {
    const { desk, requests } = await deskOf([supported(incident), dropped], { idempotencyKeys: false });
    await desk.incidents.get(1);
    await thrown(desk.incidents.create(input, { idempotencyKey: '' }));
    expect(requests).toHaveLength(2);
  });

  test('is sent with a delete, and not with an update', async () => {
    const { desk, requests } = await deskOf([success('{"watch":{"id":2},"incident":{"id":1}}')]);
    await desk.incidents.watches.delete(1, 2);
    await desk.incidents.update(1, input);
    expect(keysOf(requests)).toEqual([expect.any(String), undefined]);
  });

  test('is sent by the raw client, or the one that the caller gives', async () => {
    const { desk, requests } = await deskOf([supported(incident), dropped, incident]);
    const create = (options: object = {}) =>
      desk.raw.POST('/incidents.{format}', { body: { incident: input }, ...options } as never);
    await create();
    await create({ headers: { 'Idempotency-Key': 'mine' } });
    expect(keysOf(requests)).toEqual([expect.stringContaining('-'), 'mine', 'mine']);
  });

  test('is not sent from a page of another origin to a provider that may not allow it', async () => {
    vi.stubGlobal('location', { href: 'https://page.example/app', origin: 'https://page.example' });
    stops.push(() => vi.unstubAllGlobals());
    const { desk, requests } = await deskOf([incident, supported(incident), incident]);
    for (const _ of [1, 2, 3]) await desk.incidents.create(input);
    expect(keysOf(requests)).toEqual([undefined, undefined, expect.any(String)]);
  });
});

describe('a redirect', () => {
  test('to another origin, which gets no token, is not reported as a wrong token', async () => {
    const elsewhere = await deskOf([failed('[E906] Authentication failed', 401)]);
    const error = await thrown(elsewhere.desk.incidents.get(1));
    expect(error).toBeInstanceOf(AuthenticationError);
    const [, origin] = /(http:[^ ]+)[/]v1/.exec((error as Error).message) ?? [];
    const redirecting: Handler = (response, { url = '' }) =>
      response.writeHead(302, { Location: origin + url }).end();
    const { desk } = await deskOf([redirecting]);
    const redirected = await thrown(desk.incidents.get(1));
    expect(redirected).toMatchObject({ name: 'ConnectionError', cause: { name: 'AuthenticationError' } });
    expect((redirected as Error).message).toBe(
      `A redirect lost the token (GET ${origin}/v1/incidents/1.json)`,
    );
  });

  test('of a write is not followed: its GET would look like a success', async () => {
    const moved: Handler = (response) => response.writeHead(301, { Location: '/v1/elsewhere.json' }).end();
    for (const call of ['create', 'update', 'delete'] as const) {
      const { desk, requests } = await deskOf([moved, success('{"links":{}}')]);
      const calls = {
        create: () => desk.links.create('incidents', 1, { problem_id: 2 }),
        update: () => desk.incidents.update(1, { title: 'x' }),
        delete: () => desk.incidents.watches.delete(1, 2),
      };
      expect(await thrown(calls[call]())).toMatchObject({
        name: 'MalformedResponseError',
        status: 301,
      });
      expect(requests).toHaveLength(1);
    }
  });
});
