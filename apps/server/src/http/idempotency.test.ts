import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { KEY_LIFETIME } from '../store/idempotency-keys.ts';
import { startProvider } from '../test-support/provider.ts';

const { sandbox, as, dan, luke, account } = await startProvider();

const INCIDENT = { incident: { title: 'VPN drops after ten minutes', service_id: 20 } };

/** A request with a key. */
function send(
  key: string,
  { agent = dan, method = 'POST', path = 'incidents', body = INCIDENT as object } = {},
) {
  const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': key };
  return agent.send(path, { method, headers, ...(method !== 'DELETE' && { body: JSON.stringify(body) }) });
}

const count = async () => (await account.get('incidents?limit=1')).result.total_entries as number;

describe('an idempotency key', () => {
  test('[beyond.1] [beyond.3] returns the same bytes to a repeated request, and writes once', async () => {
    const before = await count();
    const first = await send('a');
    await dan.put(`incidents/${first.result.incident.id}`, { incident: { title: 'changed since' } });
    const second = await send('a');
    expect(second.text).toBe(first.text);
    expect([first, second].map(({ headers }) => headers.get('idempotency-replayed'))).toEqual([null, 'true']);
    expect(first.headers.get('idempotency-key-lifetime')).toBe(String(KEY_LIFETIME));
    expect(await count()).toBe(before + 1);
  });

  test('returns the response in the format of the URL', async () => {
    const xml = '<incident><title>x</title><service_id>20</service_id></incident>';
    const headers = { 'Content-Type': 'application/xml', 'Idempotency-Key': 'a' };
    const texts = [];
    for (const _ of [1, 2])
      texts.push((await dan.send('incidents.xml', { method: 'POST', headers, body: xml })).text);
    expect(texts[0]).toContain('<incident>');
    expect(texts[1]).toBe(texts[0]);
  });

  test('belongs to one caller', async () => {
    const before = await count();
    const ids = [];
    for (const agent of [dan, luke, account]) ids.push((await send('a', { agent })).result.incident.id);
    expect(new Set(ids).size).toBe(3);
    expect(await count()).toBe(before + 3);
  });

  test.each([
    ['another body', { body: { incident: { ...INCIDENT.incident, title: 'other' } } }],
    ['another address', { path: 'incidents.json' }],
    ['another operation', { path: 'problems', body: { problem: INCIDENT.incident } }],
    ['another method', { method: 'DELETE', path: 'incidents/13534/watches/20200' }],
  ])('[beyond.2] is refused with %s', async (_, other) => {
    await send('a');
    const before = await count();
    expect((await send('a', other)).errors).toEqual([
      '[E400] The Idempotency-Key has already been used for another request',
    ]);
    expect(await count()).toBe(before);
    expect((await dan.get('incidents/13534/watches/20200')).errors).toBeUndefined();
  });

  test('can be reused after a failed call, which has written nothing', async () => {
    const refused = await send('a', { body: { incident: { service_id: 20 } } });
    expect(refused.errors).toEqual(["[E400] title can't be blank"]);
    expect((await send('a')).errors).toBeUndefined();
  });

  test('makes a repeated delete succeed', async () => {
    const path = 'incidents/13534/watches/20200';
    const first = await send('a', { method: 'DELETE', path });
    const second = await send('a', { method: 'DELETE', path });
    expect(first.errors).toBeUndefined();
    expect(second.text).toBe(first.text);
    const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': 'a' };
    const withBody = await dan.send(path, { method: 'DELETE', headers, body: 'ignored' });
    expect(withBody.text).toBe(first.text);
    expect((await dan.delete(path)).errors).toEqual(['[E400] no watch found']);
  });

  test('of concurrent requests is used by one of them', async () => {
    const before = await count();
    const all = await Promise.all(Array.from({ length: 8 }, () => send('a')));
    expect(new Set(all.map(({ text }) => text)).size).toBe(1);
    expect(all.filter(({ headers }) => headers.has('idempotency-replayed'))).toHaveLength(7);
    expect(await count()).toBe(before + 1);
  });

  test('is ignored by GET and PUT', async () => {
    const titles = [];
    for (const title of ['first', 'second']) {
      const path = 'incidents/13534';
      titles.push(
        (await send('a', { method: 'PUT', path, body: { incident: { title } } })).result.incident.title,
      );
    }
    expect(titles).toEqual(['first', 'second']);
  });

  test.each([
    ['', false],
    ['x'.repeat(255), true],
    ['x'.repeat(256), false],
    ['"8e03978e-40d5-43dd-bc93-6894a57f9324"', true],
    ['two words', true],
    ['umlaut ä', false],
    ['tab\there', false],
  ])('has 1 to 255 printable characters: %j', async (key, isTaken) => {
    expect((await send(key)).errors).toEqual(
      isTaken ? undefined : ['[E400] The Idempotency-Key must have 1 to 255 printable characters'],
    );
  });

  test('expires, and expired keys are removed', async () => {
    const { store } = sandbox;
    const stored = async () => {
      const [row] = await store.reading
        .selectFrom('idempotency_keys')
        .select(sql<number>`count(*)`.as('count'))
        .execute();
      return Number(row?.count);
    };
    const first = await send('a');
    for (let number = 0; number < 14; number += 1) await send(`key ${number}`);
    await store.write(1, async (db) => {
      await db
        .updateTable('idempotency_keys')
        .set((eb) => ({ created_at: eb('created_at', '-', KEY_LIFETIME + 1) }))
        .execute();
    });
    expect(await stored()).toBe(15);
    const again = await send('a');
    expect(again.headers.get('idempotency-replayed')).toBeNull();
    expect(again.result.incident.id).not.toBe(first.result.incident.id);
    expect(await stored()).toBe(5);
    await send('b');
    expect(await stored()).toBe(2);
  });

  test('is not shared between accounts', async () => {
    const before = await send('a', { agent: as('sandbox-agent'), path: 'incidents' });
    const other = await send('a');
    expect(other.headers.get('idempotency-replayed')).toBeNull();
    expect(other.text).not.toBe(before.text);
  });
});
