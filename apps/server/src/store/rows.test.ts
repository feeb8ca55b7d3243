import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newDatabase, type TestDatabase } from '../test-support/new-database.ts';
import { Reader, Writer } from './rows.ts';
import type { Id } from './schema.ts';
import { openStore, type Store } from './store.ts';

let folder: string;
let database: TestDatabase | undefined;
let store: Store;

/** Creates two accounts, each with companies 1 and 2. */
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'service-desk-rows-'));
  database = await newDatabase();
  store = await openStore(database?.url ?? path.join(folder, 'service-desk.db'));
  for (const account of [1, 2]) {
    await as(account, async (rows) => {
      const named = [1, 2].map((id) => ({ id, name: `Company ${id} of ${account}` }));
      await rows.insert('companies', named).execute();
    });
  }
});
afterAll(async () => {
  await store.close();
  await database?.drop();
  rmSync(folder, { recursive: true, force: true });
});

function as(account: Id, change: (rows: Writer) => Promise<void>): Promise<void> {
  return store.write(account, (db) => change(new Writer(db, account)));
}

async function namesOf(account: Id): Promise<string[]> {
  const rows = await new Reader(store.reading, account)
    .from('companies')
    .select('name')
    .orderBy('id')
    .execute();
  return rows.map(({ name }) => name);
}

test('a reader finds only the rows of its account, also with an alias', async () => {
  const rows = new Reader(store.reading, 2);
  expect(await namesOf(2)).toEqual(['Company 1 of 2', 'Company 2 of 2']);
  expect(await rows.from('companies as own').select('own.name').where('own.id', '=', 1).execute()).toEqual([
    { name: 'Company 1 of 2' },
  ]);
  expect(await rows.byId('companies', 2)).toMatchObject({ account_id: 2, id: 2 });
  expect(await rows.byId('companies', 3)).toBeUndefined();
});

test('a writer updates, deletes and inserts only rows of its account', async () => {
  await as(1, async (rows) => {
    await rows.update('companies').set({ name: 'Renamed' }).execute();
    await rows.remove('companies').where('id', '=', 2).execute();
    await rows
      .insert('companies', { account_id: 2, id: 3, name: 'Added' } as { id: Id; name: string })
      .execute();
  });
  expect(await namesOf(1)).toEqual(['Renamed', 'Added']);
  expect(await namesOf(2)).toEqual(['Company 1 of 2', 'Company 2 of 2']);
});
