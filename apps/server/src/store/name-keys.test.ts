import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pickerOf, randomOf } from '@service-desk/test-kit/random';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BLANK_CUSTOMER } from '../resources/customers/rows.ts';
import { newDatabase, type TestDatabase } from '../test-support/new-database.ts';
import { NAMED, nameKey } from './names.ts';
import { type Db, openStore, type Store } from './store.ts';

let folder: string;
let database: TestDatabase | undefined;
let store: Store;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'service-desk-names-'));
  database = await newDatabase();
  store = await open();
});
afterAll(async () => {
  await store.close();
  await database?.drop();
  rmSync(folder, { recursive: true, force: true });
});

function open(): Promise<Store> {
  return openStore(database?.url ?? path.join(folder, 'names.db'));
}

/** Characters of many scripts, including some with special rules for sorting and some that are unusual in names. */
const CHARACTERS = [..."aAbBzZ éÉe\u0301ßẞıİiIœŒøØłŁñÑςσΣяЯかが漢字한글กี\u{1f600}\u{20000}\uffee-'.09%_"];

/** Random names that are the same in every run. */
function randomNames(count: number): string[] {
  const random = randomOf(20_261_129);
  const pick = pickerOf(random);
  return Array.from({ length: count }, () =>
    Array.from({ length: Math.floor(random() * 12) }, () => pick(CHARACTERS)).join(''),
  );
}

const COUNT = 5000;
const [first, last] = [randomNames(COUNT), randomNames(2 * COUNT).slice(COUNT)];

/** The ids of the customers in JavaScript's order. */
function orderedInJavaScript(): number[] {
  const keys = first.map((name, index) => Buffer.from(nameKey(name, last[index] as string)));
  return keys
    .map((key, index) => ({ key, id: index + 1 }))
    .toSorted((a, b) => Buffer.compare(a.key, b.key) || a.id - b.id)
    .map(({ id }) => id);
}

async function orderedByDatabase(): Promise<unknown[]> {
  const rows = await store.reading
    .selectFrom('customers')
    .select('id')
    .where('account_id', '=', 1)
    .orderBy('name_key')
    .orderBy('id')
    .execute();
  return rows.map(({ id }) => id);
}

test('the database orders names like JavaScript', async () => {
  await store.write(1, async (db) => {
    for (let from = 0; from < COUNT; from += 500) {
      const rows = first.slice(from, from + 500).map((first_name, index) => ({
        ...BLANK_CUSTOMER,
        account_id: 1,
        id: from + index + 1,
        first_name,
        last_name: last[from + index] as string,
      }));
      await db.insertInto('customers').values(rows).execute();
    }
  });
  expect(await orderedByDatabase()).toEqual(orderedInJavaScript());
});

test('rows with different columns get their keys', async () => {
  await store.write(2, (db) =>
    db
      .insertInto('companies')
      .values([
        { account_id: 2, id: 1, name: 'Öl' } as never,
        { account_id: 2, id: 2, name: 'Zoë', avatar_id: null },
      ])
      .execute(),
  );
  const rows = await store.reading.selectFrom('companies').selectAll().where('account_id', '=', 2).execute();
  expect(rows.map(({ name_key }) => name_key)).toEqual([nameKey('Öl'), nameKey('Zoë')]);
});

test('changing a name updates its key, and keys cannot be written', async () => {
  const company = { account_id: 2, id: 3, name: 'Ångström', avatar_id: null };
  const keyOf = () =>
    store.reading
      .selectFrom('companies')
      .select('name_key')
      .where('account_id', '=', 2)
      .where('id', '=', 3)
      .executeTakeFirst();
  const set = (changes: object) =>
    store.write(2, (db) =>
      db.updateTable('companies').set(changes).where('account_id', '=', 2).where('id', '=', 3).execute(),
    );
  await store.write(2, (db) => db.insertInto('companies').values(company).execute());
  await set({ name: 'Élan', name_key: 'stale' });
  expect(await keyOf()).toEqual({ name_key: nameKey('Élan') });
  await set({ notes: 'other', name_key: 'stale' });
  expect(await keyOf()).toEqual({ name_key: nameKey('Élan') });
});

test('first and last name must be changed together', async () => {
  const half = store.write(1, (db) =>
    db.updateTable('customers').set({ first_name: 'Only' }).where('id', '=', 1).execute(),
  );
  await expect(half).rejects.toThrow(
    'customers: last_name must be written together with first_name,last_name',
  );
});

test('migration 014 adds the keys of existing rows', async () => {
  await store.write(1, async (db) => {
    for (const index of ['customers_by_name', 'companies_by_name', 'users_by_name'])
      await sql`drop index ${sql.ref(index)}`.execute(db);
    for (const index of ['config_items_of_type', 'config_types_of_parent'])
      await sql`drop index ${sql.ref(index)}`.execute(db);
    for (const table of Object.keys(NAMED))
      await sql`alter table ${sql.table(table)} drop column name_key`.execute(db);
    for (const [index, on] of [
      ['customers_by_name', 'customers (account_id, lower(first_name), lower(last_name), id)'],
      ['companies_by_name', 'companies (account_id, lower(name), id)'],
      ['config_items_of_type', 'config_items (account_id, config_type_id, name)'],
      ['config_types_of_parent', 'config_types (account_id, parent_id, name)'],
    ] as const)
      await sql`create index ${sql.ref(index)} on ${sql.raw(on)}`.execute(db);
    await sql`delete from kysely_migration where name = '014-name-keys'`.execute(db);
  });
  await store.close();
  store = await open();
  expect(store.applied).toEqual(['014-name-keys']);
  expect(await orderedByDatabase()).toEqual(orderedInJavaScript());
});

test('pages of customers come from an index, in order', async () => {
  const page = sql`select * from customers where account_id = 1 order by name_key, id limit 10 offset 100`;
  // Postgres would sort such a small table without using the index.
  const plan = await (store.reading as Db).connection().execute(async (db) => {
    if (database) await sql`set enable_sort = off`.execute(db);
    const explain = database ? sql`explain` : sql`explain query plan`;
    return (await sql<object>`${explain} ${page}`.execute(db)).rows;
  });
  expect(JSON.stringify(plan)).toContain('customers_by_name');
  expect(JSON.stringify(plan)).not.toMatch(/sort|b-tree/i);
});
