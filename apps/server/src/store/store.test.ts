import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { newDatabase, type TestDatabase } from '../test-support/new-database.ts';
import { Writer } from './rows.ts';
import { nextNumber } from './sequences.ts';
import { openStore, type Store } from './store.ts';

let folder: string;
let database: TestDatabase | undefined;
/** The location of an empty database. */
let location: string;

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'service-desk-store-'));
  database = await newDatabase();
  location = database?.url ?? path.join(folder, 'service-desk.db');
});
afterEach(async () => {
  await database?.drop();
  rmSync(folder, { recursive: true, force: true });
});

function addCompany(store: Store, id: number | bigint, name = 'A company'): Promise<void> {
  return store.write(1, async (db) => {
    await db.insertInto('companies').values({ account_id: 1, id, name }).execute();
  });
}

function companies(store: Store) {
  return store.reading.selectFrom('companies').select(['id', 'name']).orderBy('id').execute();
}

test('a confirmed change is visible to readers, also after re-opening the database', async () => {
  const store = await openStore(location);
  await addCompany(store, 1);
  expect(await companies(store)).toEqual([{ id: 1, name: 'A company' }]);
  await store.close();
  const again = await openStore(location);
  expect(await companies(again)).toHaveLength(1);
  await again.close();
});

test('a change that throws is rolled back, and the others of its batch are not', async () => {
  const store = await openStore(location);
  const results = await Promise.allSettled([
    addCompany(store, 1),
    store.write(1, async (db) => {
      await db.insertInto('companies').values({ account_id: 1, id: 2, name: 'Half' }).execute();
      throw new Error('second thoughts');
    }),
    addCompany(store, 1),
    addCompany(store, 3),
  ]);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
  expect((await companies(store)).map(({ id }) => id)).toEqual([1, 3]);
  await store.close();
});

test('the reading connection refuses writes', async () => {
  const store = await openStore(location);
  await addCompany(store, 1);
  // On Postgres this pool also counts requests.
  if (!database)
    await expect(sql`delete from companies`.execute(store.reading)).rejects.toThrow('readonly database');
  expect(await companies(store)).toHaveLength(1);
  await store.close();
});

test('reads do not wait for writes, and do not see uncommitted data', async () => {
  const store = await openStore(location);
  let finish: () => void = () => undefined;
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const started = Promise.withResolvers<void>();
  const writing = store.write(1, async (db) => {
    await db.insertInto('companies').values({ account_id: 1, id: 1, name: 'Unfinished' }).execute();
    started.resolve();
    await finished;
  });
  await started.promise;
  expect(await companies(store)).toEqual([]);
  finish();
  await writing;
  expect(await companies(store)).toHaveLength(1);
  await store.close();
});

test('ids beyond 2^53 are kept withBigInts', async () => {
  const store = await openStore(location);
  await addCompany(store, 9_223_372_036_854_775_807n);
  await addCompany(store, 42);
  expect((await companies(store)).map(({ id }) => id)).toEqual([42, 9_223_372_036_854_775_807n]);
  await store.close();
});

test('each account has its own sequences', async () => {
  const store = await openStore(location);
  const next = (account: number) =>
    store.write(account, (db) => nextNumber(new Writer(db, account), 'record'));
  expect([await next(1), await next(1), await next(2), await next(1)]).toEqual([1, 2, 1, 3]);
  await store.close();
});

test('all databases order texts bytewise', async () => {
  const store = await openStore(location);
  for (const [id, name] of ['b', 'B', 'ä', 'a b', 'ab', 'a-b', 'Z', '_', 'é'].entries())
    await addCompany(store, id, name);
  const rows = await store.reading.selectFrom('companies').select('name').orderBy('name').execute();
  expect(rows.map(({ name }) => name)).toEqual(['B', 'Z', '_', 'a b', 'a-b', 'ab', 'b', 'ä', 'é']);
  await store.close();
});

test('a condition with an empty list matches nothing', async () => {
  const store = await openStore(location);
  await addCompany(store, 1);
  const rows = await store.reading.selectFrom('companies').select('id').where('id', 'in', []).execute();
  expect(rows).toEqual([]);
  await store.close();
});
