import { expect, test } from 'vitest';
import { openInMemory } from './in-memory.ts';
import { Writer } from './rows.ts';
import { nextNumber } from './sequences.ts';
import { type Store, storeOn } from './store.ts';

function addCompany(store: Store, id: number | bigint): Promise<void> {
  return store.write(1, async (db) => {
    await db.insertInto('companies').values({ account_id: 1, id, name: 'A company' }).execute();
  });
}

async function companies(store: Store): Promise<unknown[]> {
  const rows = await store.reading.selectFrom('companies').select('id').orderBy('id').execute();
  return rows.map(({ id }) => id);
}

test('reads do not wait for writes, and see exactly the committed data', async () => {
  await using store = disposable(storeOn(await openInMemory()));
  const started = Promise.withResolvers<void>();
  const finished = Promise.withResolvers<void>();
  const writing = store.write(1, async (db) => {
    await db.insertInto('companies').values({ account_id: 1, id: 1, name: 'Unfinished' }).execute();
    started.resolve();
    await finished.promise;
  });
  await started.promise;
  expect(await companies(store)).toEqual([]);
  finished.resolve();
  await writing;
  expect(await companies(store)).toEqual([1]);
  await addCompany(store, 9_223_372_036_854_775_807n);
  expect(await companies(store)).toEqual([1, 9_223_372_036_854_775_807n]);
});

test('a change that throws is rolled back on both connections, and others are not', async () => {
  await using store = disposable(storeOn(await openInMemory()));
  const results = await Promise.allSettled([
    addCompany(store, 1),
    addCompany(store, 1),
    addCompany(store, 2),
  ]);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(await companies(store)).toEqual([1, 2]);
  await store.write(1, (db) => db.updateTable('companies').set({ id: 3 }).where('id', '=', 1).execute());
  await store.write(1, (db) => db.deleteFrom('companies').where('id', '=', 2).execute());
  expect(await companies(store)).toEqual([3]);
});

test('databases that are opened from an image are independent', async () => {
  const engine = await openInMemory();
  await using first = disposable(storeOn(engine));
  await addCompany(first, 1);
  await first.write(1, (db) => nextNumber(new Writer(db, 1), 'record'));
  await using second = disposable(storeOn(await openInMemory(engine.image())));
  expect(await second.write(1, (db) => nextNumber(new Writer(db, 1), 'record'))).toBe(2);
  await addCompany(second, 2);
  expect([await companies(first), await companies(second)]).toEqual([[1], [1, 2]]);
});

function disposable(store: Store): Store & AsyncDisposable {
  return { ...store, [Symbol.asyncDispose]: () => store.close() };
}
