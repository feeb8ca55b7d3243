import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApp } from '../app.ts';
import { DEMO_TOKENS, seedWorld, WORLD_ACCOUNT } from '../demo/world.ts';
import { openMemory } from './memory.ts';
import { preparedRows } from './prepared.ts';
import { answersOf, remembered, rememberedById } from './remembered.ts';
import { Reader } from './rows.ts';
import type { Id } from './schema.ts';
import { type Connection, connect } from './sqlite.ts';
import { openStore, type Store, storeOn } from './store.ts';
import { hashOf } from './tokens.ts';

let folder: string;
let store: Store;
/** Another process, as far as the file can tell. */
let other: Connection;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'service-desk-remembered-'));
  const file = path.join(folder, 'service-desk.db');
  store = await openStore(file);
  await store.write(WORLD_ACCOUNT, (db) => seedWorld(db, { shift: 0 }));
  other = connect(file);
});
afterAll(async () => {
  other.driver.close();
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A request that comes later is another turn. */
const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

/** Names of companies, and how often they were really read. */
function companies() {
  const reads: Id[][] = [];
  const read = preparedRows((db, { ids }: { ids: Id[] }) =>
    db.from('companies').selectAll().where('id', 'in', ids),
  );
  const names = rememberedById<{ id: Id; name: string }, string>(
    (db, given) => {
      reads.push(given.ids);
      return read(db, given);
    },
    ({ name }) => name,
  );
  return { names, reads };
}

test('rows are read once for as long as nobody writes, and each id by itself', async () => {
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
  // What is not there may come, so it is looked for again.
  expect((await names(new Reader(store.reading, 9), [4])).size).toBe(0);
  expect(reads).toEqual([[2], [1, 4], [1, 2], [4]]);
});

test('what another process commits is read by the next turn', async () => {
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

test('who wrote reads what he wrote, and a change never reads what is remembered', async () => {
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
  // The second queues up while the first is committed, so that both are committed in one turn.
  const first = write('first').then(async () => {
    const second = write('second').then(() => name());
    return [await name(), await second];
  });
  expect(await first).toEqual(['first', 'second']);
});

test('in memory, too, a commit is what the next reading sees', async () => {
  const memory = storeOn(await openMemory());
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

test('what is not there is not remembered', async () => {
  let reads = 0;
  const none = remembered(async () => {
    reads += 1;
    return [];
  });
  await none(store.reading, { id: 1 });
  await none(store.reading, { id: 1 });
  expect(reads).toBe(2);
});

test('an answer is remembered until something is written, and a change knows of none', async () => {
  answersOf(store.reading)?.set('asked', 'answered');
  expect(answersOf(store.reading)?.get('asked'), 'which may be the only time').toBeUndefined();
  answersOf(store.reading)?.set('asked', 'answered');
  await nextTurn();
  expect(answersOf(store.reading)?.get('asked')?.text).toBe('answered');
  await store.write(9, async (db) => expect(answersOf(db)).toBeUndefined());
  const early = answersOf(store.reading);
  other.driver.exec("update companies set name = 'Z' where account_id = 9 and id = 1");
  await nextTurn();
  expect(answersOf(store.reading)?.get('asked')).toBeUndefined();
  // What was put together from what there was before comes too late.
  for (const _ of [1, 2]) early?.set('asked', 'outdated');
  expect(answersOf(store.reading)?.get('asked')).toBeUndefined();
});

test('what is remembered of answers has an end', () => {
  const answers = answersOf(store.reading);
  for (const _ of [1, 2]) answers?.set('a long one', 'x'.repeat(65_537));
  expect(answers?.get('a long one')).toBeUndefined();
  for (let count = 0; count < 501; count += 1)
    for (const _ of [1, 2]) answers?.set(`asked ${count}`, 'answered');
  expect(answers?.get('asked 500')?.text).toBe('answered');
  expect(answers?.get('asked 0')).toBeUndefined();
});

test('an answer is for who asked, in the form and at the moment in which he did', async () => {
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
  // Time entries are of the last month unless the call says otherwise, whichever month that is.
  for (const _ of [1, 2, 3]) await get('/v1/time_entries', dan);
  const lately = await get('/v1/time_entries', dan);
  expect(lately).not.toContain('"time_entries":[]');
  now += 365 * 86_400;
  expect(await get('/v1/time_entries', dan)).toContain('"time_entries":[]');
  await app.close();
});

test('a token that another process revokes, and a service that it takes away, are gone from the next request on', async () => {
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
