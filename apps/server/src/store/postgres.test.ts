import { chmodSync, chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startPostgres } from '@service-desk/test-kit/postgres';
import { sql } from 'kysely';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { certify } from '../test-support/certificate.ts';
import { startNetworkProxy } from '../test-support/network-proxy.ts';
import { newDatabase, type TestDatabase } from '../test-support/new-database.ts';
import { connectPostgres } from './postgres.ts';
import { Hosts, HostsPool } from './postgres-pool.ts';
import { urlsOf } from './postgres-url.ts';
import { openStore, type Store, UncertainError, UnwritableError } from './store.ts';

let database: TestDatabase;
beforeEach(async () => {
  database = (await newDatabase()) as TestDatabase;
});
afterEach(() => database.drop());

test('a database of a newer version is refused with a hint and without its password', async () => {
  await (await openStore(database.url)).close();
  const db = connectPostgres(database.url, 1);
  await sql`insert into kysely_migration values ('999-from-the-future', '2100-01-01')`.execute(db);
  await db.destroy();
  await expect(openStore(database.url)).rejects.toThrow(
    /^postgres:\/\/127\.0\.0\.1:\d+\/test_\w+ was written by a newer version .*999-from-the-future/,
  );
});

test('processes that start at the same time upgrade the schema once', async () => {
  const stores = await Promise.all([1, 2, 3].map(() => openStore(database.url)));
  await Promise.all(stores.map((store) => store.close()));
});

test('a change whose connection is lost fails, and the next one succeeds', async () => {
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

test('the changes of an account are serialized across processes', async () => {
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

test('a read-only database refuses changes until it is writable again', async () => {
  const store = await openStore(database.url);
  const add = (id: number) =>
    store.write(1, async (db) => {
      await db
        .insertInto('companies')
        .values({ account_id: 1, id, name: 'A company', avatar_id: null })
        .execute();
    });
  // The setting applies only to new connections, so existing ones must be replaced.
  const readOnly = async (value: 'on' | 'off') => {
    const admin = connectPostgres(database.url, 1);
    await sql`set default_transaction_read_only = off`.execute(admin);
    const name = sql.id(new URL(database.url).pathname.slice(1));
    await sql`alter database ${name} set default_transaction_read_only = ${sql.raw(value)}`.execute(admin);
    await admin.destroy();
  };
  await readOnly('on');
  await expect(add(2)).rejects.toThrow(UnwritableError);
  await readOnly('off');
  await add(1);
  await add(3);
  const rows = await store.reading.selectFrom('companies').select('id').orderBy('id').execute();
  expect(rows).toEqual([{ id: 1 }, { id: 3 }]);
  await store.close();
});

test('[outages.2] an idle change loses its locks, and a lock timeout refuses a waiting one', async () => {
  const stores = await Promise.all([openStore(database.url), openStore(database.url)]);
  const [first, second] = stores;
  for (const id of [1, 2]) {
    await first.write(id, (db) =>
      db.insertInto('accounts').values({ id, name: 'Youdo', owner_id: 1, time_zone: 'UTC' }).execute(),
    );
  }
  const rename = (store: Store, id: number, name: string) =>
    store.write(id, (db) => db.updateTable('accounts').set({ name }).where('id', '=', id).execute());
  // As of a frozen process: the transaction is open and idle.
  const frozen = first
    .write(1, async (db) => {
      await db.updateTable('accounts').set({ name: 'Frozen' }).where('id', '=', 1).execute();
      await new Promise((resolve) => setTimeout(resolve, 8000));
    })
    .catch((error: unknown) => error);
  const busy = connectPostgres(database.url, 1);
  const lock = Promise.withResolvers<void>();
  const locked = busy.transaction().execute(async (db) => {
    await sql`select id from accounts where id = 2 for update`.execute(db);
    lock.resolve();
    await sql`select pg_sleep(10)`.execute(db);
  });
  await lock.promise;
  const [waiting] = await Promise.all([
    rename(second, 2, 'Busy').catch((error: unknown) => error),
    rename(second, 1, 'Second'),
  ]);
  expect(await frozen).toBeInstanceOf(UnwritableError);
  expect(waiting).toBeInstanceOf(UnwritableError);
  expect((waiting as Error).message).toMatch(/lock timeout/);
  await locked;
  await rename(second, 2, 'Free');
  const rows = await first.reading.selectFrom('accounts').select('name').orderBy('id').execute();
  expect(rows.map(({ name }) => name)).toEqual(['Second', 'Free']);
  await busy.destroy();
  await Promise.all(stores.map((store) => store.close()));
});

test('a query timeout replaces all connections to the host', async () => {
  const way = await startNetworkProxy(database.url);
  const hosts = new Hosts(urlsOf(way.url));
  const pool = new HostsPool(
    hosts,
    { max: 3, queryTimeout: 1000 },
    { getTypeParser: pg.types.getTypeParser },
  );
  const pid = async () => {
    const client = await pool.connect();
    const query = client.query as unknown as (text: string, values: unknown[]) => Promise<pg.QueryResult>;
    return query('select pg_backend_pid() as pid, pg_sleep(0.2)', [])
      .then(({ rows }) => rows[0].pid as number)
      .finally(() => client.release());
  };
  const before = await Promise.all([pid(), pid(), pid()]);
  way.stall();
  await expect(pid()).rejects.toThrow('timeout');
  way.restore();
  // The other two connections would also time out.
  const after = await Promise.all([pid(), pid(), pid()]);
  expect(after.filter((each) => before.includes(each))).toEqual([]);
  await pool.end();
  way.close();
});

test('a change whose connection is lost during the commit reports an unknown outcome', async () => {
  const way = await startNetworkProxy(database.url);
  const store = await openStore(way.url);
  const committing = store.write(1, async (db) => {
    await db.insertInto('companies').values({ account_id: 1, id: 1, name: 'A company' }).execute();
    way.dropResponseTo('commit');
  });
  await expect(committing).rejects.toThrow(UncertainError);
  way.restore();
  await store.write(1, async (db) => {
    await db.insertInto('companies').values({ account_id: 1, id: 2, name: 'A company' }).execute();
  });
  // In this case it was committed.
  const rows = await store.reading.selectFrom('companies').select('id').orderBy('id').execute();
  expect(rows).toEqual([{ id: 1 }, { id: 2 }]);
  await store.close();
  way.close();
});

/** Creates a certificate for a host name, with a key that Postgres can read. */
function certifyOther(folder: string, name: string): Record<'cert' | 'key', string> {
  const files = certify(folder, name, `DNS:${name}`);
  if (process.getuid?.() === 0) chownSync(files.key, NOBODY, NOBODY);
  return files;
}

const NOBODY = 65_534;

test('sslmode works as in libpq', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'service-desk-tls-'));
  chmodSync(folder, 0o755);
  const { cert, key } = certifyOther(folder, 'db.example');
  const other = certifyOther(folder, 'other.example');
  await using server = await startPostgres({ ssl: 'on', ssl_cert_file: cert, ssl_key_file: key });
  const encrypted = async (parameters: string) => {
    const db = connectPostgres(`${server.url}?${parameters}`, 1);
    const { rows } = await sql<{ ssl: boolean }>`
      select ssl from pg_stat_ssl where pid = pg_backend_pid()`
      .execute(db)
      .finally(() => db.destroy());
    return rows[0]?.ssl;
  };
  const ca = `sslrootcert=${cert}`;
  expect(await encrypted('sslmode=disable')).toBe(false);
  expect(await encrypted('sslmode=require')).toBe(true);
  expect(await encrypted(`sslmode=require&${ca}`)).toBe(true);
  expect(await encrypted(`sslmode=verify-ca&${ca}`)).toBe(true);
  await expect(encrypted(`sslmode=require&sslrootcert=${other.cert}`)).rejects.toThrow(/certificate/);
  await expect(encrypted(`sslmode=verify-full&${ca}`)).rejects.toThrow(/does not match certificate/);
  await expect(encrypted('sslmode=verify-full')).rejects.toThrow(/self.signed certificate/);
  await expect(encrypted('sslmode=verify-ca')).rejects.toThrow(
    'sslmode=verify-ca in the database URL needs sslrootcert',
  );
  await expect(encrypted('sslmode=prefer')).rejects.toThrow(
    'sslmode=prefer in the database URL is not supported; use one of disable, require, verify-ca, verify-full, no-verify',
  );
  rmSync(folder, { recursive: true });
});
