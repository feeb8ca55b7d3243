import { hasSubscribers } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { expectedSignature, startReceiver } from '@service-desk/test-kit/webhook-receiver';
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { demoStates } from '../generated/states.ts';
import { MAX_REQUESTS } from './request-log.ts';
import { type Sandbox, startSandbox } from './sandbox.ts';

const sandbox = await startSandbox();
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.close());

interface Init {
  method?: string;
  body?: unknown;
  prefer?: string;
  token?: string;
  in?: Sandbox;
}

function send(path: string, { method = 'GET', body, prefer, token, in: where = sandbox }: Init = {}) {
  const headers = {
    Authorization: `Basic ${btoa(`x:${token ?? where.token}`)}`,
    ...(prefer && { Prefer: prefer }),
  };
  return fetch(where.baseUrl + path, {
    method,
    headers,
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
}

async function resultOf(response: Response) {
  // biome-ignore lint/suspicious/noExplicitAny: tests check responses.
  return ((await response.json()) as any).result;
}

async function control(path: string, method = 'GET', body?: unknown) {
  const init = { method, ...(body !== undefined && { body: JSON.stringify(body) }) };
  const response = await fetch(`${sandbox.url}/_sandbox${path}`, init);
  return { status: response.status, value: await response.json() };
}

const title = 'VPN drops after ten minutes';
const create = { method: 'POST', body: { incident: { title, service_id: 20 } } };

async function titles(): Promise<string[]> {
  const { incidents } = await resultOf(
    await send('/incidents.json?limit=100', { token: sandbox.tokens.account }),
  );
  return incidents.map((incident: { title: string }) => incident.title);
}

describe('the world', () => {
  test('is the demo world, and a reset restores it', async () => {
    const before = await titles();
    expect((await resultOf(await send('/incidents.json', create))).incident.id).toBe(13_600);
    expect(await titles()).toContain(title);
    await sandbox.reset();
    expect(await titles()).toEqual(before);
    expect((await resultOf(await send('/incidents.json', create))).incident.id).toBe(13_600);
  });

  test('may be empty, and calls work', async () => {
    await using empty = await startSandbox({ world: 'empty' });
    expect((await resultOf(await send('/incidents.json', { in: empty }))).incidents).toEqual([]);
    const { services } = await resultOf(await send('/services.json', { in: empty }));
    const service_id = services[0].id;
    for (const kind of ['incident', 'problem', 'change', 'release']) {
      const body = { [kind]: { title, service_id } };
      const result = await resultOf(await send(`/${kind}s.json`, { method: 'POST', body, in: empty }));
      expect(result[kind]).toMatchObject({ id: expect.any(Number), title });
    }
    expect((await send('/config_types.json', { in: empty })).status).toBe(200);
  });

  test('can be extended with fixtures until a reset', async () => {
    await using made = await startSandbox({ world: 'empty' });
    const make = [
      { user: { first_name: 'Ann', last_name: 'Other' } },
      { service: { name: 'Payroll', levels: 0, types: {}, access: ['Ann Other'] } },
      { priority: { service: 'Payroll', for: 'incident', level: 1, description: 'Now', dueHours: 3 } },
      { token: { user: 'Ann Other' } },
    ];
    const init = { method: 'POST', body: JSON.stringify({ make }) };
    const [user, service, , { token }] = (await (await fetch(`${made.url}/_sandbox/world`, init)).json()) as [
      { id: number },
      { id: number },
      object,
      { token: string },
    ];
    const body = { incident: { title, service_id: service.id } };
    const { incident } = await resultOf(
      await send('/incidents.json', { method: 'POST', body, token, in: made }),
    );
    expect(incident).toMatchObject({ owner: { id: user.id }, due_date: '2010-03-24T12:00:01Z' });
    const wrong = { ...init, body: JSON.stringify({ make: [{ group: { name: '' } }, { song: {} }] }) };
    const refused = await fetch(`${made.url}/_sandbox/world`, wrong);
    expect([refused.status, await refused.json()]).toEqual([400, { error: "group: name can't be blank" }]);
    await made.reset();
    expect((await send('/incidents.json', { token, in: made })).status).toBe(401);
  });

  test('may be shifted to another day', async () => {
    await using later = await startSandbox({ shift: 10 });
    const created = async (where: Sandbox) =>
      Date.parse((await resultOf(await send('/incidents/13534.json', { in: where }))).incident.created_at);
    expect((await created(later)) - (await created(sandbox))).toBe(10 * 24 * 60 * 60 * 1000);
    expect(later.clock.now().toISOString()).toMatch(/^2010-04-03T09:00/);
  });

  test('has rate limits that a reset restarts', async () => {
    await using limited = await startSandbox({ rateLimit: 1 });
    const statuses = async () => [
      (await send('/incidents.json', { in: limited })).status,
      (await send('/incidents.json', { in: limited })).status,
    ];
    expect(await statuses()).toEqual([200, 429]);
    await limited.reset();
    expect(await statuses()).toEqual([200, 429]);
  });

  test('is separate for each sandbox', async () => {
    const many = await Promise.all(Array.from({ length: 5 }, () => startSandbox()));
    await Promise.all(
      many.map(async (one, index) => {
        for (let made = 0; made <= index; made += 1) await send('/incidents.json', { ...create, in: one });
      }),
    );
    const last = await Promise.all(
      many.map(
        async (one) => (await resultOf(await send('/incidents.json', { ...create, in: one }))).incident.id,
      ),
    );
    await Promise.all(many.map((one) => one.close()));
    expect(last).toEqual([13_601, 13_602, 13_603, 13_604, 13_605]);
  });
});

test('closes at once despite idle connections, and leaks nothing', async () => {
  const subscribers = () => process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0);
  const before = subscribers();
  const sockets: Socket[] = [];
  for (let started = 0; started < 12; started += 1) {
    const one = await startSandbox();
    const socket = connect(Number(new URL(one.url).port), '127.0.0.1').on('error', () => undefined);
    sockets.push(socket);
    await once(socket, 'connect');
    const closed = once(socket.resume(), 'close');
    // Next to a keep-alive connection.
    expect((await send('/incidents.json', { in: one })).status).toBe(200);
    await one.close();
    await closed;
  }
  expect(subscribers()).toBe(before);
  for (const channel of ['net.server.socket', 'http.server.request.start']) {
    expect(hasSubscribers(channel), channel).toBe(false);
  }
});

describe('the clock', () => {
  async function createdAt(): Promise<string> {
    return (await resultOf(await send('/incidents.json', create))).incident.created_at;
  }

  test('advances by a second or by its tick with each call', async () => {
    expect([await createdAt(), await createdAt()]).toEqual(['2010-03-24T09:00:01Z', '2010-03-24T09:00:02Z']);
    sandbox.clock.tick(60);
    expect(await createdAt()).toBe('2010-03-24T09:01:02Z');
    sandbox.clock.stop();
    expect([await createdAt(), await createdAt()]).toEqual(['2010-03-24T09:01:02Z', '2010-03-24T09:01:02Z']);
  });

  test('can be set and advanced until a reset', async () => {
    sandbox.clock.set('2011-02-10T15:37:00+13:00');
    expect(await createdAt()).toBe('2011-02-10T02:37:01Z');
    sandbox.clock.advance({ days: 1, hours: 2 });
    sandbox.clock.advance('PT30M');
    sandbox.clock.advance(-1);
    expect(sandbox.clock.now()).toEqual(new Date('2011-02-11T05:07:00Z'));
    await sandbox.reset();
    expect(sandbox.clock.state()).toEqual({ now: '2010-03-24T09:00:00Z', tick: 1, running: false });
  });

  test('can run in real time, independent of changes of the system time', async () => {
    const monotonic = vi.spyOn(performance, 'now').mockReturnValue(5000);
    const system = vi.spyOn(Date, 'now').mockReturnValue(0);
    try {
      sandbox.clock.run();
      const from = +sandbox.clock.now();
      monotonic.mockReturnValue(12_000);
      expect(+sandbox.clock.now()).toBe(from + 7000);
    } finally {
      monotonic.mockRestore();
      system.mockRestore();
    }
    sandbox.clock.stop();
    expect(sandbox.clock.state()).toMatchObject({ tick: 0, running: false });
  });

  test('refuses invalid values', () => {
    expect(() => sandbox.clock.set('soon')).toThrow('the clock cannot be set to "soon"');
    expect(() => sandbox.clock.advance('an hour')).toThrow('cannot be advanced by "an hour"');
    expect(() => sandbox.clock.tick(0.5)).toThrow('tick must be a whole number of seconds');
  });

  test('can start at a given time', async () => {
    await using other = await startSandbox({ now: '2026-01-01T00:00:00Z', tick: 0 });
    const { incident } = await resultOf(await send('/incidents.json', { ...create, in: other }));
    expect(incident.created_at).toBe('2026-01-01T00:00:00Z');
  });
});

describe('requests', () => {
  test('are recorded without the token', async () => {
    await send('/incidents.json?limit=1', { prefer: 'wait=5' });
    await send('/incidents.json', { method: 'POST', body: { incident: { title, id: '9007199254740993' } } });
    await send('/incidents.json', { method: 'POST', body: '{"incident":{"id":9007199254740993}}' });
    await send('/nothing.json', { method: 'POST', body: '<xml/>' });
    await send('/incidents/13534.json', { token: 'wrong' });
    expect(sandbox.requests).toMatchObject([
      {
        method: 'GET',
        url: '/v1/incidents.json?limit=1',
        operationId: 'incidents.list',
        body: null,
        status: 200,
      },
      { operationId: 'incidents.create', body: { incident: { title, id: '9007199254740993' } }, status: 200 },
      { body: { incident: { id: 9007199254740993n } } },
      { url: '/v1/nothing.json', operationId: null, body: '<xml/>', status: 404 },
      { operationId: 'incidents.get', status: 401, fault: null },
    ]);
    expect(sandbox.requests[0]?.headers).toMatchObject({ prefer: 'wait=5' });
    expect(sandbox.requests[0]?.ms).toBeGreaterThan(0);
    const requestsAsText = JSON.stringify(sandbox.requests, (_key, value) =>
      typeof value === 'bigint' ? `${value}` : value,
    );
    expect(requestsAsText).not.toContain('uthorization');
    expect(requestsAsText).not.toContain(btoa(`x:${sandbox.token}`));
  });

  test('are recorded up to a limit until a reset', async () => {
    for (let count = 0; count < MAX_REQUESTS + 5; count += 50) {
      await Promise.all(Array.from({ length: 50 }, (_, index) => send(`/incidents/${count + index}.json`)));
    }
    expect(sandbox.requests).toHaveLength(MAX_REQUESTS);
    await sandbox.reset();
    expect(sandbox.requests).toEqual([]);
  });
});

test('mails that calls cause are recorded until a reset', async () => {
  await send('/incidents/13534.json', { method: 'PUT', body: { incident: { notify_watchlisted: 1 } } });
  const mails = await sandbox.mails();
  expect(mails.length).toBeGreaterThan(0);
  expect(mails[0]).toMatchObject({
    to: expect.stringContaining('@'),
    subject: expect.stringMatching(/^\[B#13534\]/),
    at: '2010-03-24T09:00:01Z',
  });
  expect((await control('/mails')).value).toEqual(mails);
  await sandbox.reset();
  expect(await sandbox.mails()).toEqual([]);
});

describe('webhooks', () => {
  const create = () =>
    send('/incidents.json', { method: 'POST', body: { incident: { title: 'A leak', service_id: 20 } } });

  test('deliver events to a function in order, until a reset', async () => {
    const received: string[] = [];
    await create();
    await sandbox.webhooks.listen(({ type }) => received.push(type), { events: ['incident.*'] });
    await create();
    const sent = await sandbox.webhooks.sent();
    expect(received).toEqual(['incident.created', 'incident.assigned']);
    expect(sent.map(({ type }) => type)).toEqual(received);
    expect(JSON.parse(sent[0]?.body ?? '')).toMatchObject({
      type: 'incident.created',
      timestamp: '2010-03-24T09:00:02Z',
      data: { incident: { title: 'A leak' } },
    });
    await sandbox.reset();
    await create();
    expect(await sandbox.webhooks.sent()).toEqual([]);
  });

  test('deliver events to an endpoint, and say what failed', async () => {
    await using receiver = await startReceiver();
    receiver.behave = (request) => (request === 1 ? 500 : 204);
    const { value } = (await control('/webhooks', 'POST', { url: receiver.url })) as {
      value: { secret: string };
    };
    await create();
    const { value: listed } = await control('/webhooks');
    expect(listed).toMatchObject({ secret: value.secret, sent: [{ error: 'HTTP 500' }, {}] });
    const [event] = receiver.received;
    expect(event && expectedSignature(value.secret, event)).toBe(event?.headers['webhook-signature']);
    expect((await control('/webhooks', 'POST', { url: 'here' })).status).toBe(400);
  });
});

describe('faults', () => {
  /** The outcome of a call with a fault, and whether it took effect. */
  async function meets(prefer: string) {
    let outcome: {
      status?: number;
      type?: string | null;
      applied?: string | null;
      text?: string;
      broken?: string;
    };
    try {
      const response = await send('/incidents.json', { ...create, prefer });
      outcome = {
        status: response.status,
        type: response.headers.get('content-type'),
        applied: response.headers.get('preference-applied'),
      };
      outcome.text = await response.text().catch(() => 'broken');
    } catch (error) {
      outcome = { broken: (error as Error).message };
    }
    return { ...outcome, effect: (await titles()).includes(title) };
  }

  test.each(['none', 'done'])('an error of v1 has the effect %s', async (effect) => {
    expect(await meets(`fault=E400; text="title can't be blank"; effect=${effect}`)).toMatchObject({
      status: 200,
      applied: 'fault=E400',
      text: expect.stringContaining("[E400] title can't be blank"),
      effect: effect === 'done',
    });
    await sandbox.reset();
    expect(await meets(`fault=E902; effect=${effect}`)).toMatchObject({
      status: 429,
      effect: effect === 'done',
    });
    await sandbox.reset();
    expect(await meets(`fault=E906; effect=${effect}`)).toMatchObject({
      status: 401,
      effect: effect === 'done',
    });
  });

  test.each([
    ['E906', { token: 'unknown' }],
    ['E902', { token: 'demo-spent' }],
  ])('%s is answered as the server answers it', async (fault, init) => {
    if (fault === 'E902') await send('/users/current.json', init);
    for (const path of ['/users/current.json', '/users/current.xml']) {
      const [real, asked] = [await send(path, init), await send(path, { prefer: `fault=${fault}` })];
      expect(asked.status).toBe(real.status);
      expect(asked.headers.get('content-type')).toBe(real.headers.get('content-type'));
      expect(asked.headers.get('www-authenticate')).toBe(real.headers.get('www-authenticate'));
      expect(asked.headers.has('retry-after')).toBe(real.headers.has('retry-after'));
      expect(await asked.text()).toBe(await real.text());
    }
  });

  test.each(['none', 'done'])(
    'a connection is dropped without an answer, with the effect %s',
    async (effect) => {
      expect(await meets(`fault=drop; effect=${effect}`)).toEqual({
        broken: 'fetch failed',
        effect: effect === 'done',
      });
      expect(sandbox.requests[0]).toMatchObject({ fault: 'drop', status: null, body: create.body });
    },
  );

  test.each(['none', 'done'])(
    'an answer is cut, truncated or malformed, with the effect %s',
    async (effect) => {
      const took = { status: 200, effect: effect === 'done' };
      expect(await meets(`fault=cut; effect=${effect}`)).toMatchObject({ ...took, text: 'broken' });
      await sandbox.reset();
      const truncated = await meets(`fault=truncate; effect=${effect}`);
      expect(truncated).toMatchObject({ ...took, type: 'application/json; charset=utf-8' });
      expect(truncated.text).toMatch(/^\{"result":/);
      expect(() => JSON.parse(truncated.text ?? '')).toThrow();
      await sandbox.reset();
      const malformed = await meets(`fault=malformed; effect=${effect}`);
      expect(malformed).toMatchObject(took);
      expect(malformed.text).toMatch(/"status":"Success"\]$/);
    },
  );

  test.each(['none', 'done'])('the page of a proxy has the effect %s', async (effect) => {
    expect(await meets(`fault=html; status=504; effect=${effect}`)).toMatchObject({
      status: 504,
      type: 'text/html',
      text: expect.stringContaining('<h1>504 Gateway Time-out</h1>'),
      effect: effect === 'done',
    });
  });

  test('a response is late', async () => {
    const began = performance.now();
    expect(await meets('fault=delay; ms=200')).toMatchObject({ status: 200, effect: true });
    expect(performance.now() - began).toBeGreaterThan(190);
    expect(sandbox.requests[0]).toMatchObject({ fault: 'delay', status: 200 });
  });

  test('are queued for the calls of their operation', async () => {
    sandbox.faults.next('E902', { operation: 'incidents.create', times: 2, retryAfter: 0 });
    sandbox.faults.next('html');
    const statuses = [];
    for (let count = 0; count < 4; count += 1) statuses.push((await send('/incidents.json', create)).status);
    expect(statuses).toEqual([429, 429, 502, 200]);
    expect(sandbox.requests.map(({ fault }) => fault)).toEqual(['E902', 'E902', 'html', null]);
  });

  test('do not affect unauthorized calls, and are cleared by a reset', async () => {
    sandbox.faults.next('drop');
    expect((await send('/incidents.json', { token: 'wrong' })).status).toBe(401);
    expect(sandbox.faults.waiting).toEqual([{ fault: 'drop', effect: 'none', times: 1 }]);
    await sandbox.reset();
    expect(sandbox.faults.waiting).toEqual([]);
    expect((await send('/incidents.json')).status).toBe(200);
  });

  test.each([
    ['fault=E999', 'there is no fault "E999"'],
    ['fault', 'there is no fault ""'],
    ['fault=drop; effect=maybe', 'effect must be none or done, not maybe'],
    ['fault=delay; effect=none', 'the effect of delay is always done'],
    ['fault=delay; ms=long', 'ms must be a whole number'],
    ['fault=html; status=200', 'status must be one of 502, 503, 504'],
    ['fault=drop; text=oops', 'drop takes effect, ms, not text'],
  ])('%s is refused, so that no test passes by a slip', async (prefer, error) => {
    const response = await send('/incidents.json', { ...create, prefer });
    expect(response.status).toBe(400);
    expect(((await response.json()) as { error: string }).error).toContain(error);
    expect(await titles()).not.toContain(title);
  });

  test('of other headers and preferences are ignored', async () => {
    expect(await meets('respond-async, wait=10; fault=drop')).toMatchObject({ status: 200, applied: null });
    expect(await meets('wait=10, fault="E902"; retry-after="7"')).toMatchObject({ status: 429 });
  });
});

test('pages of the configured origins may call it', async () => {
  await using open = await startSandbox({ corsOrigins: ['http://localhost:5173'] });
  const read = (origin: string) => fetch(`${open.baseUrl}/incidents.json`, { headers: { origin } });
  expect((await read('http://localhost:5173')).headers.get('access-control-allow-origin')).toBe(
    'http://localhost:5173',
  );
  expect((await read('http://localhost:8080')).headers.get('access-control-allow-origin')).toBeNull();
});

describe('by HTTP', () => {
  test('describes itself', async () => {
    expect((await control('')).value).toEqual({
      world: 'demo',
      tokens: { agent: 'demo-dan', account: 'demo-account' },
      clock: { now: '2010-03-24T09:00:00Z', tick: 1, running: false },
    });
  });

  test('clock, requests, faults and reset work as in the library', async () => {
    const set = { set: '2011-02-10T15:37:00Z', advance: 'P1D', tick: 0 };
    expect((await control('/clock', 'PUT', set)).value).toMatchObject({
      now: '2011-02-11T15:37:00Z',
      tick: 0,
    });
    expect((await control('/clock')).value).toEqual(sandbox.clock.state());
    const waiting = { fault: 'E902', operation: 'incidents.list', times: 1 };
    expect((await control('/faults', 'POST', waiting)).value).toEqual([{ ...waiting, effect: 'none' }]);
    expect((await send('/incidents.json')).status).toBe(429);
    expect((await control('/faults')).value).toEqual([]);
    const { value } = await control('/requests');
    expect(value).toMatchObject([{ operationId: 'incidents.list', status: 429, fault: 'E902' }]);
    expect((await control('/requests', 'DELETE')).value).toEqual({});
    expect(sandbox.requests).toEqual([]);
    sandbox.faults.next('drop');
    await control('/faults', 'DELETE');
    expect(sandbox.faults.waiting).toEqual([]);
    await send('/incidents.json', create);
    expect(await control('/reset', 'POST')).toEqual({ status: 200, value: {} });
    expect(sandbox.requests).toEqual([]);
    expect(await titles()).not.toContain(title);
  });

  test('a provider state restores the data, and returns its ids and its token', async () => {
    await send('/incidents.json', create);
    const state = 'an open incident';
    expect(await control('/states', 'POST', { state, params: {}, action: 'setup' })).toEqual({
      status: 200,
      value: demoStates[state],
    });
    expect(await titles()).not.toContain(title);
    expect(await control('/states', 'POST', { state, action: 'teardown' })).toEqual({
      status: 200,
      value: {},
    });
    expect(await control('/states', 'POST', { state: 'a flood' })).toEqual({
      status: 404,
      value: { error: 'there is no state "a flood" in the demo world' },
    });
  });

  test.each([
    ['PUT', '/clock', { set: 'soon' }, 'the clock cannot be set to "soon"'],
    ['POST', '/faults', { fault: 'E999' }, 'there is no fault "E999"'],
    [
      'POST',
      '/faults',
      { fault: 'drop', operation: 'incidents.fly' },
      'there is no operation "incidents.fly"',
    ],
    ['POST', '/faults', { fault: 'drop', times: 0 }, 'times must be a whole number of at least 1, not 0'],
    ['POST', '/faults', undefined, 'there is no fault ""'],
    ['POST', '/faults', [], 'the body is not a JSON object'],
  ])('%s %s with %j says what is wrong', async (method, path, body, error) => {
    const { status, value } = await control(path, method, body);
    expect([status, (value as { error: string }).error]).toEqual([400, expect.stringContaining(error)]);
  });
});
