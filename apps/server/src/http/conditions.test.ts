import { expect, test } from 'vitest';
import { startProvider } from '../test-support/provider.ts';

const { dan, luke, update } = await startProvider();

const LIST = 'incidents?limit=20';
const read = (headers: Record<string, string> = {}, agent = dan) => agent.send(LIST, { headers });

/** The entity tag of the list, once it is cached. */
async function tagOf(headers: Record<string, string> = {}): Promise<string> {
  await read(headers);
  const { headers: received } = await read(headers);
  expect(received.get('etag')).toMatch(/^"[\w-]{22}(-br|-gzip)?"$/);
  return received.get('etag') ?? '';
}

test('[beyond.4] a response that is cached has an entity tag, and is not sent to a client that has it', async () => {
  const first = await read();
  expect(first.headers.get('etag')).toBeNull();
  const tag = await tagOf();
  const same = await read({ 'If-None-Match': `"other", W/${tag}` });
  expect([same.status, same.text, same.headers.get('etag')]).toEqual([304, '', tag]);
  expect(same.headers.get('content-type')).toBeNull();
  const whole = await read({ 'If-None-Match': '"other"' });
  expect([whole.status, whole.text, whole.headers.get('etag')]).toEqual([200, first.text, tag]);
});

test('after a change, the whole response is sent', async () => {
  const tag = await tagOf();
  await update(331, { title: 'changed' });
  const changed = await read({ 'If-None-Match': tag });
  expect(changed.status).toBe(200);
  expect(changed.text).toContain('changed');
  expect(await tagOf()).not.toBe(tag);
});

test('each content coding has its own tag, and each of these tags matches', async () => {
  const tags = new Set<string>();
  for (const coding of ['identity', 'gzip', 'br']) tags.add(await tagOf({ 'Accept-Encoding': coding }));
  expect(tags.size).toBe(3);
  for (const tag of tags)
    expect((await read({ 'Accept-Encoding': 'br', 'If-None-Match': tag })).status).toBe(304);
});

test('a tag of another caller does not match', async () => {
  const tag = await tagOf();
  await read({}, luke);
  await read({}, luke);
  expect((await read({ 'If-None-Match': tag }, luke)).status).toBe(200);
});

test('`*` matches no response', async () => {
  await tagOf();
  expect((await read({ 'If-None-Match': '*' })).status).toBe(200);
});
