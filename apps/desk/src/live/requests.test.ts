import { expect, test } from 'vitest';
import { createRequests } from './requests.ts';

type Sent = { url: string; headers: Record<string, string> };

/** A `fetch` that records requests and returns these responses one after the other; an error is thrown. */
function provider(...outcomes: (Response | Error)[]) {
  const sent: Sent[] = [];
  const fetch = createRequests(async (input, init) => {
    sent.push({ url: String(input), headers: init?.headers as Record<string, string> });
    const outcome = outcomes.shift();
    if (outcome instanceof Response) return outcome;
    throw outcome ?? new Error('no more responses');
  });
  return { fetch, sent };
}

const get = { method: 'GET', headers: { accept: 'application/json' } };
const post = (key: string, body = '{"a":1}') => ({
  method: 'POST',
  body,
  headers: { 'idempotency-key': key },
});

test('a response with an entity tag is kept, and taken again after a 304', async () => {
  const { fetch, sent } = provider(
    new Response('first', { headers: { etag: '"1"' } }),
    new Response(null, { status: 304, headers: { 'x-ratelimit-remaining': '7' } }),
    new Response('second'),
    new Response('third'),
  );
  expect(await (await fetch('/list', get)).text()).toBe('first');
  const same = await fetch('/list', get);
  expect([same.status, await same.text(), same.headers.get('x-ratelimit-remaining')]).toEqual([
    200,
    'first',
    '7',
  ]);
  expect(await (await fetch('/list', get)).text()).toBe('second');
  await fetch('/list', get);
  expect(sent.map(({ headers }) => headers['if-none-match'])).toEqual([undefined, '"1"', '"1"', undefined]);
});

test('a write whose response was lost is sent again with its key, and another write with its own', async () => {
  const { fetch, sent } = provider(
    new TypeError('fetch failed'),
    new Response('<h1>Bad Gateway</h1>', { status: 502 }),
    new Response('saved'),
    new Response('saved'),
    new Response('saved'),
  );
  await expect(fetch('/incidents', post('a'))).rejects.toThrow('fetch failed');
  await fetch('/incidents', post('b'));
  await fetch('/incidents', post('c', '{"a":2}'));
  expect(await (await fetch('/incidents', post('d'))).text()).toBe('saved');
  await fetch('/incidents', post('e'));
  expect(sent.map(({ headers }) => headers['idempotency-key'])).toEqual(['a', 'a', 'c', 'a', 'e']);
});

test('a write whose response broke off keeps its key', async () => {
  const body = new ReadableStream({ start: (controller) => controller.error(new Error('broke off')) });
  const { fetch, sent } = provider(new Response(body), new Response('saved'));
  await expect(fetch('/incidents', post('a'))).rejects.toThrow('broke off');
  await fetch('/incidents', post('b'));
  expect(sent.map(({ headers }) => headers['idempotency-key'])).toEqual(['a', 'a']);
});

test('other requests are passed on', async () => {
  const { fetch, sent } = provider(new Response('x'));
  expect(await (await fetch('/incidents/1', { method: 'PUT', headers: { accept: 'x' } })).text()).toBe('x');
  expect(sent).toEqual([{ url: '/incidents/1', headers: { accept: 'x' } }]);
});
