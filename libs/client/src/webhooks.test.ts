/// <reference types="node" />
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { verifyWebhook, WebhookError, type WebhookHeaders } from './webhooks.ts';

const SECRET = 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD';
const NOW = new Date('2026-11-30T12:00:00Z');
const ID = 'msg_27UH4WbU6Z5A5EzD8u03UvzRbpk';
const BODY =
  '{"type":"incident.created","timestamp":"2026-11-30T11:59:58Z","data":{"incident":{"id":1,"title":"Zoë"}}}';

beforeEach(() => void vi.useFakeTimers({ now: NOW, toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());

/** The headers of a request that the reference implementation has signed. */
function signed(body = BODY, secret = SECRET, at = NOW): Record<string, string> {
  return {
    'webhook-id': ID,
    'webhook-timestamp': String(at.getTime() / 1000),
    'webhook-signature': new Webhook(secret).sign(ID, at, body),
  };
}

/** The check that a request does not pass. */
async function failed(headers: WebhookHeaders, body = BODY, secret = SECRET): Promise<[string, string]> {
  const error = await verifyWebhook(headers, body, secret).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(WebhookError);
  const { check, message } = error as WebhookError;
  return [check, message];
}

const bytes = new TextEncoder().encode(BODY);
const capitals = Object.fromEntries(
  Object.entries(signed()).map(([name, value]) => [name.toUpperCase(), value]),
);

test('the vector of the specification is verified', async () => {
  const headers = {
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  };
  const verified = verifyWebhook(headers, '{"test": 2432232314}', 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', {
    tolerance: Infinity,
  });
  // Its signature fits, and its body is no event of a service desk.
  await expect(verified).rejects.toMatchObject({ check: 'body' });
});

test.each<[string, WebhookHeaders, string | ArrayBuffer | ArrayBufferView]>([
  ['a plain object and a text', signed(), BODY],
  ['names in capitals', capitals, BODY],
  ['Headers and bytes', new Headers(signed()), bytes],
  ['a Buffer', signed(), Buffer.from(BODY)],
  ['an ArrayBuffer', signed(), bytes.buffer],
  [
    'a part of a buffer',
    signed(),
    new DataView(new TextEncoder().encode(`[${BODY}]`).buffer, 1, bytes.length),
  ],
  [
    'headers as lists',
    { ...signed(), 'webhook-signature': ['v1,bm90IGl0', signed()['webhook-signature'] ?? ''] },
    BODY,
  ],
  [
    'other versions and secrets',
    { ...signed(), 'webhook-signature': `v1a,x v1,%% v1,bm90IGl0 ${signed()['webhook-signature']}` },
    BODY,
  ],
])('a webhook is verified from %s', async (_, headers, body) => {
  const event = await verifyWebhook(headers, body, SECRET);
  expect(event).toEqual(JSON.parse(BODY));
});

test('a webhook is verified from a request of Node', async () => {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { type } = await verifyWebhook(request.headers, Buffer.concat(chunks), SECRET);
    response.end(type);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const response = await fetch(`http://127.0.0.1:${port}`, { method: 'POST', headers: signed(), body: BODY });
  expect(await response.text()).toBe('incident.created');
  server.close();
});

test('ids beyond 2^53 are exact', async () => {
  const body = BODY.replace('"id":1', '"id":862260361677721612');
  const event = await verifyWebhook(signed(body), body, SECRET);
  expect(event.data).toMatchObject({ incident: { id: '862260361677721612' } });
});

describe('a request is refused', () => {
  test.each(['id', 'timestamp', 'signature'])('without webhook-%s', async (name) => {
    const { [`webhook-${name}`]: _, ...headers } = signed();
    expect(await failed(headers)).toEqual(['headers', `The header webhook-${name} is missing`]);
    expect(await failed(new Headers(headers))).toEqual(['headers', `The header webhook-${name} is missing`]);
  });

  test.each([
    [301, 'The webhook was sent 301 seconds ago; the tolerance is 300'],
    [-301, 'The webhook was sent 301 seconds in the future; the tolerance is 300'],
  ])('%s seconds after its timestamp', async (age, text) => {
    expect(await failed(signed(BODY, SECRET, new Date(NOW.getTime() - age * 1000)))).toEqual([
      'timestamp',
      text,
    ]);
    const within = new Date(NOW.getTime() - Math.sign(age) * 300_000);
    expect(await verifyWebhook(signed(BODY, SECRET, within), BODY, SECRET)).toBeDefined();
  });

  test.each(['yesterday', '1e9', '-1', '2026-11-30T12:00:00Z', '1764504000.5'])(
    'with the timestamp %s',
    async (timestamp) => {
      const [check] = await failed({ ...signed(), 'webhook-timestamp': timestamp });
      expect(check).toBe('timestamp');
    },
  );

  const other = 'whsec_AAAAsBQIhrscChlQIMV+b5sSYspob7oD';
  test.each<[string, WebhookHeaders, string, string]>([
    ['another body', signed(), BODY.replace('1', '2'), SECRET],
    ['another secret', signed(), BODY, other],
    ['another id', { ...signed(), 'webhook-id': 'msg_2' }, BODY, SECRET],
    ['another time', { ...signed(), 'webhook-timestamp': String(NOW.getTime() / 1000 + 1) }, BODY, SECRET],
    [
      'no version',
      { ...signed(), 'webhook-signature': signed()['webhook-signature']?.slice(3) },
      BODY,
      SECRET,
    ],
    ['a shorter signature', { ...signed(), 'webhook-signature': 'v1,AAAA' }, BODY, SECRET],
    ['no base64', { ...signed(), 'webhook-signature': 'v1,%' }, BODY, SECRET],
  ])('with %s', async (_, headers, body, secret) => {
    expect(await failed(headers, body, secret)).toEqual([
      'signature',
      'No signature of the webhook was made with this secret',
    ]);
    expect(() => new Webhook(secret).verify(body, headers as Record<string, string>)).toThrow();
  });

  test.each(['', 'no JSON', 'null', '[]', '{"type":"incident.created"}', '{"data":{}}'])(
    'with the body %s',
    async (body) => {
      const [check] = await failed(signed(body), body);
      expect(check).toBe('body');
    },
  );
});

test.each<[string, () => Promise<unknown>, string]>([
  ['a parsed body', () => verifyWebhook(signed(), JSON.parse(BODY), SECRET), 'before it is parsed'],
  ['no body', () => verifyWebhook(signed(), undefined as never, SECRET), 'before it is parsed'],
  [
    'a secret without its prefix',
    () => verifyWebhook(signed(), BODY, SECRET.slice(6)),
    'secret must be whsec_',
  ],
  ['a secret that is no base64', () => verifyWebhook(signed(), BODY, 'whsec_*'), 'secret must be whsec_'],
  ['an empty secret', () => verifyWebhook(signed(), BODY, 'whsec_'), 'secret must be whsec_'],
  ['no secret', () => verifyWebhook(signed(), BODY, undefined as never), 'secret must be whsec_'],
  [
    'a negative tolerance',
    () => verifyWebhook(signed(), BODY, SECRET, { tolerance: -1 }),
    'tolerance must be',
  ],
])('%s is the caller’s mistake', async (_, call, text) => {
  const error = await call().catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(TypeError);
  expect((error as TypeError).message).toContain(text);
});
