import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApp } from '../app.ts';
import { DEMO_TOKENS, seedWorld, WORLD_ACCOUNT } from '../demo/demo-world.ts';
import { cached, cachedById, responseCacheOf } from './cache.ts';
import { openInMemory } from './in-memory.ts';
import { preparedRows } from './prepared.ts';
import { Reader } from './rows.ts';
import type { Id } from './schema.ts';
import { connectSqlite, type SqliteConnection } from './sqlite.ts';
import { openStore, type Store, storeOn } from './store.ts';
import { hashOf } from './tokens.ts';

let folder: string;
let store: Store;
/** A second connection, as of another process. */
let other: SqliteConnection;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'service-desk-cache-'));
  const file = path.join(folder, 'service-desk.db');
  store = await openStore(file);
  await store.write(WORLD_ACCOUNT, (db) => seedWorld(db, { shift: 0 }));
  other = connectSqlite(file);
});
afterAll(async () => {
  other.driver.close();
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Later requests are handled in another turn of the event loop. */
const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

/** A cached query for names of companies, and the ids that were read from the database. */
function companies() {
  const reads: Id[][] = [];
  const read = preparedRows((db, { ids }: { ids: Id[] }) =>
    db.from('companies').selectAll().where('id', 'in', ids),
  );
  const names = cachedById<{ id: Id; name: string }, string>(
    (db, given) => {
      reads.push(given.ids);
      return read(db, given);
    },
    ({ name }) => name,
  );
  return { names, reads };
}

test('rows are cached by id until the next write', async () => {
  await store.write(9, async (db) => {
    for (const id of [1, 2, 3]) {
      await db
        .insertInto('companies')
        .values({ account_id: 9, id, name: `Company ${id}` })
        .execute();
    }
  });
  const { names, reads } = companies();
  expect([...(await names(new Reader(store.reading, 9), [2, null, 2])).entries()]).toEqual([
    [2, 'Company 2'],
  ]);
  await nextTurn();
  expect((await names(new Reader(store.reading, 9), [1, 2, 4])).size).toBe(2);
  expect((await names(new Reader(store.reading, 9), [1, 2])).size).toBe(2);
  expect((await names(new Reader(store.reading, 8), [1, 2])).size).toBe(0);
  // Missing rows are not cached.
  expect((await names(new Reader(store.reading, 9), [4])).size).toBe(0);
  expect(reads).toEqual([[2], [1, 4], [1, 2], [4]]);
});

test('a commit of another process is visible in the next turn', async () => {
  const { names } = companies();
  const name = async () => (await names(new Reader(store.reading, 9), [1])).get(1);
  const rename = (to: string) =>
    other.driver.prepare('update companies set name = ? where account_id = 9 and id = 1').run(to);
  for (const to of ['A', 'B', 'C']) {
    rename(to);
    await nextTurn();
    expect(await name()).toBe(to);
  }
  await nextTurn();
  other.driver.exec('begin');
  rename('never');
  expect(await name()).toBe('C');
  other.driver.exec('rollback');
  await nextTurn();
  expect(await name()).toBe('C');
});

test('a writer reads its own writes, and a transaction never reads the cache', async () => {
  const { names } = companies();
  const name = async (db = store.reading) => (await names(new Reader(db, 9), [1])).get(1);
  const write = (to: string) =>
    store.write(9, async (db) => {
      await name();
      await db
        .updateTable('companies')
        .set({ name: to })
        .where('account_id', '=', 9)
        .where('id', '=', 1)
        .execute();
      expect(await name(db)).toBe(to);
    });
  // The second change queues up during the first commit, so both are committed in one turn.
  const first = write('first').then(async () => {
    const second = write('second').then(() => name());
    return [await name(), await second];
  });
  expect(await first).toEqual(['first', 'second']);
});

test('a commit is visible to the next read of an in-memory database', async () => {
  const memory = storeOn(await openInMemory());
  const { names } = companies();
  for (const name of ['A', 'B']) {
    await memory.write(9, async (db) => {
      await db
        .insertInto('companies')
        .values({ account_id: 9, id: 1, name })
        .onConflict((conflict) => conflict.columns(['account_id', 'id']).doUpdateSet({ name }))
        .execute();
    });
    expect((await names(new Reader(memory.reading, 9), [1])).get(1)).toBe(name);
  }
  await memory.close();
});

test('empty results are not cached', async () => {
  let reads = 0;
  const none = cached(async () => {
    reads += 1;
    return [];
  });
  await none(store.reading, { id: 1 });
  await none(store.reading, { id: 1 });
  expect(reads).toBe(2);
});

test('a response is cached on the second miss until the next write, and never in a transaction', async () => {
  responseCacheOf(store.reading)?.set('key', 'response');
  expect(responseCacheOf(store.reading)?.get('key'), 'after the first miss').toBeUndefined();
  responseCacheOf(store.reading)?.set('key', 'response');
  await nextTurn();
  expect(responseCacheOf(store.reading)?.get('key')?.text).toBe('response');
  await store.write(9, async (db) => expect(responseCacheOf(db)).toBeUndefined());
  const early = responseCacheOf(store.reading);
  other.driver.exec("update companies set name = 'Z' where account_id = 9 and id = 1");
  await nextTurn();
  expect(responseCacheOf(store.reading)?.get('key')).toBeUndefined();
  // A response that was computed before the commit is not cached.
  for (const _ of [1, 2]) early?.set('key', 'outdated');
  expect(responseCacheOf(store.reading)?.get('key')).toBeUndefined();
});

test('the cache of responses is limited', () => {
  const cache = responseCacheOf(store.reading);
  for (const _ of [1, 2]) cache?.set('long', 'x'.repeat(65_537));
  expect(cache?.get('long')).toBeUndefined();
  for (let count = 0; count < 501; count += 1) for (const _ of [1, 2]) cache?.set(`key ${count}`, 'response');
  expect(cache?.get('key 500')?.text).toBe('response');
  expect(cache?.get('key 0')).toBeUndefined();
});

test('a cached response depends on the caller, the format and the time', async () => {
  let now = 1269421200;
  const app = await createApp({ store, clock: () => now });
  const get = async (url: string, token: string) => {
    const authorization = `Basic ${Buffer.from(`x:${token}`).toString('base64')}`;
    return (await app.inject({ url, headers: { authorization } })).body;
  };
  const [dan, luke] = DEMO_TOKENS;
  const mine = await get('/v1/users/current_user', dan);
  for (const _ of [1, 2, 3]) expect(await get('/v1/users/current_user', dan)).toBe(mine);
  expect(await get('/v1/users/current_user', luke)).not.toBe(mine);
  expect(await get('/v1/users/current_user.xml', dan)).toContain('<?xml ');
  // By default time entries are those of the last month, which depends on the clock.
  for (const _ of [1, 2, 3]) await get('/v1/time_entries', dan);
  const lately = await get('/v1/time_entries', dan);
  expect(lately).not.toContain('"time_entries":[]');
  now += 365 * 86_400;
  expect(await get('/v1/time_entries', dan)).toContain('"time_entries":[]');
  await app.close();
});

test('a token or access that another process revokes is refused from the next request on', async () => {
  const app = await createApp({ store, clock: () => 1269421200 });
  const [token] = DEMO_TOKENS;
  const get = async (url: string) => {
    const authorization = `Basic ${Buffer.from(`x:${token}`).toString('base64')}`;
    const { statusCode, body } = await app.inject({ url, headers: { authorization } });
    return { statusCode, body };
  };
  const before = await get('/v1/incidents/13534');
  expect(before.body).toContain('"Success"');
  for (const _ of [1, 2, 3]) expect(await get('/v1/incidents/13534')).toEqual(before);
  other.driver.exec("update users set last_name = 'Renamed'");
  expect((await get('/v1/incidents/13534')).body).toContain('"last_name":"Renamed"');
  other.driver.exec('delete from service_access');
  expect((await get('/v1/incidents/13534')).body).toContain('no incident found');
  other.driver.prepare('delete from tokens where hash = ?').run(hashOf(token));
  expect((await get('/v1/incidents/13534')).statusCode).toBe(401);
  await app.close();
});
