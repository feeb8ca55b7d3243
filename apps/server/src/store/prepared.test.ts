import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newDatabase, type TestDatabase } from '../test-support/new-database.ts';
import { prepared } from './prepared.ts';
import type { Id } from './schema.ts';
import { type Db, openStore, type Store } from './store.ts';

let folder: string;
let database: TestDatabase | undefined;
let store: Store;
/** The number of times that a query was built. */
let built = 0;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'service-desk-prepared-'));
  database = await newDatabase();
  store = await openStore(database?.url ?? path.join(folder, 'service-desk.db'));
  for (const id of [1, 2, 3]) await store.write(1, (db) => insert(db, { id, parent: id === 1 ? null : 1 }));
});
afterAll(async () => {
  await store.close();
  await database?.drop();
  rmSync(folder, { recursive: true, force: true });
});

const insert = prepared((db: Db, { id, parent }: { id: Id; parent: Id | null }) => {
  built += 1;
  return db.insertInto('config_types').values({
    account_id: 1,
    id,
    parent_id: parent,
    name: `Type ${parent === null ? 'on top' : 'below'}`,
    fields: '[]',
  });
});

const named = prepared(
  (db, { ids, parent }: { ids: readonly Id[]; parent?: Id | null }, order: 'asc' | 'desc') => {
    built += 1;
    const query = db
      .selectFrom('config_types')
      .select(['id', 'name'])
      .where('account_id', '=', 1)
      .where('id', 'in', ids)
      .orderBy('id', order);
    if (parent === undefined) return query;
    return parent === null ? query.where('parent_id', 'is', null) : query.where('parent_id', '=', parent);
  },
);

async function idsOf(...[values, order]: [Parameters<typeof named>[1], 'asc' | 'desc']) {
  return (await named(store.reading, values, order)).map(({ id }) => id);
}

test('each run uses its own values', async () => {
  expect(await idsOf({ ids: [1, 2] }, 'asc')).toEqual([1, 2]);
  expect(await idsOf({ ids: [3, 2] }, 'asc')).toEqual([2, 3]);
  expect(await named(store.reading, { ids: [1, 2, 3] }, 'asc')).toEqual([
    { id: 1, name: 'Type on top' },
    { id: 2, name: 'Type below' },
    { id: 3, name: 'Type below' },
  ]);
});

test('a query is built for each length of a list, for null, for absent values, and for each variant', async () => {
  expect(await idsOf({ ids: [] }, 'asc')).toEqual([]);
  expect(await idsOf({ ids: [3] }, 'asc')).toEqual([3]);
  expect(await idsOf({ ids: [1, 2, 3], parent: null }, 'asc')).toEqual([1]);
  expect(await idsOf({ ids: [1, 2, 3], parent: 1 }, 'asc')).toEqual([2, 3]);
  expect(await idsOf({ ids: [1, 2, 3], parent: 1 }, 'desc')).toEqual([3, 2]);
});

test('a query of the same shape is built once', async () => {
  await idsOf({ ids: [1, 2], parent: 1 }, 'desc');
  const before = built;
  expect(await idsOf({ ids: [2, 3], parent: 1 }, 'desc')).toEqual([3, 2]);
  expect(await idsOf({ ids: [1, 3], parent: 2 }, 'desc')).toEqual([]);
  expect(built).toBe(before);
});

test('transactions share the queries of their database', async () => {
  const before = built;
  await store.write(1, (db) => insert(db, { id: 4, parent: 1 }));
  expect(await idsOf({ ids: [4] }, 'asc')).toEqual([4]);
  expect(built).toBe(before);
});

test('ids above 2^53 are exact, also after smaller ones', async () => {
  const large = 2n ** 60n + 1n;
  expect(await idsOf({ ids: [1, 2] }, 'asc')).toEqual([1, 2]);
  await store.write(1, (db) => insert(db, { id: large, parent: 1 }));
  expect(await idsOf({ ids: [1, large] }, 'asc')).toEqual([1, large]);
  expect(await idsOf({ ids: [1, 2] }, 'asc')).toEqual([1, 2]);
});
