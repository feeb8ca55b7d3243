import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { newDatabase, type TestDatabase } from '../test-support/database.ts';
import { connect } from './postgres.ts';
import { openStore, type Store, UnwritableError } from './store.ts';

let database: TestDatabase;
beforeEach(async () => {
  database = (await newDatabase()) as TestDatabase;
});
afterEach(() => database.drop());

test('a database of a newer program is refused with a word about what to do, and without its password', async () => {
  await (await openStore(database.url)).close();
  const db = connect(database.url, 1);
  await sql`insert into kysely_migration values ('999-from-the-future', '2100-01-01')`.execute(db);
  await db.destroy();
  await expect(openStore(database.url)).rejects.toThrow(
    /^postgres:\/\/127\.0\.0\.1:\d+\/test_\w+ was written by a newer version .*999-from-the-future/,
  );
});

test('processes that start together bring the schema forward once', async () => {
  const stores = await Promise.all([1, 2, 3].map(() => openStore(database.url)));
  await Promise.all(stores.map((store) => store.close()));
});

test('a change whose connection is lost was not served, and the next one is', async () => {
  const store = await openStore(database.url);
  const add = (id: number, before = async () => {}) =>
    store.write(1, async (db) => {
      await before();
      await db.insertInto('companies').values({ account_id: 1, id, name: 'A company' }).execute();
    });
  const cut = async () => {
    await sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`.execute(
      store.reading,
    );
  };
  await expect(add(1, cut)).rejects.toThrow();
  await add(2);
  const rows = await store.reading.selectFrom('companies').select('id').execute();
  expect(rows).toEqual([{ id: 2 }]);
  await store.close();
});

test('two processes that change one account take turns', async () => {
  const stores = await Promise.all([openStore(database.url), openStore(database.url)]);
  await stores[0].write(1, async (db) => {
    await db.insertInto('accounts').values({ id: 1, name: 'Youdo', owner_id: 1, time_zone: 'UTC' }).execute();
    await db.insertInto('companies').values({ account_id: 1, id: 1, name: '' }).execute();
  });
  const letters = [...'abcdefghijklmnopqrst'];
  await Promise.all(
    letters.map((letter, index) =>
      (stores[index % 2] as Store).write(1, async (db) => {
        const { name } = await db.selectFrom('companies').select('name').executeTakeFirstOrThrow();
        await db
          .updateTable('companies')
          .set({ name: name + letter })
          .execute();
      }),
    ),
  );
  const company = await stores[0].reading.selectFrom('companies').select('name').executeTakeFirst();
  expect([...(company?.name ?? '')].toSorted()).toEqual(letters);
  await Promise.all(stores.map((store) => store.close()));
});

test('a database that may only be read says so, keeps what was there, and takes changes again afterwards', async () => {
  const store = await openStore(database.url);
  const add = (id: number) =>
    store.write(1, async (db) => {
      await db
        .insertInto('companies')
        .values({ account_id: 1, id, name: 'A company', avatar_id: null })
        .execute();
    });
  // A connection learns of it when it begins.
  const readOnly = async (value: 'on' | 'off') => {
    const admin = connect(database.url, 1);
    await sql`set default_transaction_read_only = off`.execute(admin);
    const name = sql.id(new URL(database.url).pathname.slice(1));
    await sql`alter database ${name} set default_transaction_read_only = ${sql.raw(value)}`.execute(admin);
    await sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`.execute(
      admin,
    );
    await admin.destroy();
  };
  await add(1);
  await readOnly('on');
  await expect(add(2)).rejects.toThrow(UnwritableError);
  await readOnly('off');
  await vi.waitFor(() => add(3), 5000);
  const rows = await store.reading.selectFrom('companies').select('id').orderBy('id').execute();
  expect(rows).toEqual([{ id: 1 }, { id: 3 }]);
  await store.close();
});
