import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { isNightly } from '@service-desk/test-kit/nightly';
import { type KyselyPlugin, sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import { afterAll, expect, test } from 'vitest';
import { createIncidentTables } from './migrations/001-incidents.ts';
import { completePeople } from './migrations/007-people.ts';
import { migrations } from './migrations.ts';
import { Writer } from './rows.ts';
import { nextNumber } from './sequences.ts';
import { connectSqlite, openSqlite } from './sqlite.ts';
import { openStore, type Store, storeOn, UnwritableError } from './store.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'service-desk-sqlite-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
function newFile(): string {
  files += 1;
  return path.join(folder, `${files}.db`);
}

function addCompany(store: Store, id: number): Promise<void> {
  return store.write(1, async (db) => {
    await db.insertInto('companies').values({ account_id: 1, id, name: 'A company' }).execute();
  });
}

/** The number of commits in the write-ahead log. The last frame of a commit contains the size of the database. */
function commitsIn(file: string): number {
  const log = readFileSync(`${file}-wal`);
  const frame = 24 + log.readUInt32BE(8);
  let commits = 0;
  for (let at = 32; at + frame <= log.length; at += frame) if (log.readUInt32BE(at + 4) > 0) commits += 1;
  return commits;
}

test('queued changes share a commit', async () => {
  const file = newFile();
  const store = await openStore(file);
  const before = commitsIn(file);
  await Promise.all(Array.from({ length: 50 }, (_, id) => addCompany(store, id)));
  expect(commitsIn(file) - before).toBe(1);
  await addCompany(store, 100);
  await addCompany(store, 101);
  expect(commitsIn(file) - before).toBe(3);
  await store.close();
});

test('a file of a newer version is refused with a hint', async () => {
  const file = newFile();
  await (await openStore(file)).close();
  const { db } = connectSqlite(file);
  await sql`insert into kysely_migration values ('999-from-the-future', '2100-01-01')`.execute(db);
  await db.destroy();
  await expect(openStore(file)).rejects.toThrow(/written by a newer version .*999-from-the-future/);
});

test('a file that is not a database is not changed', async () => {
  const file = newFile();
  writeFileSync(file, 'shopping list: '.repeat(100));
  await expect(openStore(file)).rejects.toThrow(/not a database/);
  expect(readFileSync(file, 'utf8')).toContain('shopping list');
});

test('the sequences of customers and companies start after existing rows', async () => {
  const { db } = connectSqlite(newFile());
  await createIncidentTables(db);
  const people = [
    { account_id: 1, id: 5 },
    { account_id: 1, id: 2020 },
    { account_id: 2, id: 7 },
  ];
  // The schema of that time, without later columns.
  for (const { account_id, id } of people) {
    await sql`insert into customers (account_id, id, last_name) values (${account_id}, ${id}, 'Lee')`.execute(
      db,
    );
  }
  await completePeople(db);
  expect(await nextNumber(new Writer(db, 1), 'customer')).toBe(2021);
  expect(await nextNumber(new Writer(db, 2), 'customer')).toBe(8);
  expect(await nextNumber(new Writer(db, 1), 'company')).toBe(1);
  await db.destroy();
});

test('a full disk fails all queued changes until there is space again', async () => {
  const store = await openStore(newFile());
  // A limit of SQLite has the effect of a full disk.
  const pages = (most: number) =>
    store.write(1, (db) => sql.raw(`pragma max_page_count = ${most}`).execute(db));
  const addLarge = (id: number) =>
    store.write(1, async (db) => {
      const company = { account_id: 1, id, name: '', notes: 'x'.repeat(100_000), avatar_id: null };
      await db.insertInto('companies').values(company).execute();
    });
  await addCompany(store, 1);
  await pages(1);
  for (const outcome of await Promise.allSettled([2, 3].map(addLarge))) {
    const { reason } = outcome as PromiseRejectedResult;
    expect(reason).toBeInstanceOf(UnwritableError);
    expect(reason.message).toBe('the database cannot be written: database or disk is full');
  }
  await pages(1_000_000);
  await addLarge(4);
  const rows = await store.reading.selectFrom('companies').select('id').orderBy('id').execute();
  expect(rows).toEqual([{ id: 1 }, { id: 4 }]);
  await store.close();
});

/** Throws before a statement, as if the process were killed there. */
function breakOffBefore(statement: number): KyselyPlugin {
  let seen = 0;
  return {
    transformQuery({ node }) {
      if (seen === statement) throw new Error('killed');
      seen += 1;
      return node;
    },
    transformResult: async ({ result }) => result,
  };
}

/** Migrates a file without transactions, as earlier versions did, and interrupts the last migration. */
async function migrateAsBefore(file: string, last: string, statement: number): Promise<boolean> {
  const { db } = connectSqlite(file);
  const known = Object.entries(migrations).filter(([name]) => name <= last);
  const provider = {
    getMigrations: async () =>
      Object.fromEntries(
        known.map(([name, up]) => [
          name,
          { up: (on: typeof db) => up(name === last ? on.withPlugin(breakOffBefore(statement)) : on) },
        ]),
      ),
  };
  const { error } = await new Migrator({ db, provider }).migrateToLatest();
  await db.destroy();
  if (error && (error as Error).message !== 'killed') throw error;
  return error !== undefined;
}

/** The definitions of all tables and indexes of a file. */
function schemaOf(file: string): unknown[] {
  const database = new DatabaseSync(file);
  const rows = database
    .prepare(
      "select name, sql from sqlite_master where name not like '%migration%' and sql is not null order by name",
    )
    .all();
  database.close();
  return rows.map(({ name, sql: text }) => [name, String(text).replaceAll(/ if not exists|"/g, '')]);
}

test('an upgrade that an earlier version has left unfinished is completed', async () => {
  const whole = newFile();
  await (await openStore(whole)).close();
  const before = newFile();
  let kills = 0;
  for (const name of Object.keys(migrations)) {
    // The first migrations only create tables, so a sample is enough. A nightly run breaks off before every other statement.
    for (let statement = 0; ; statement += name < '006' ? 9 : isNightly ? 1 : 4) {
      const file = newFile();
      if (existsSync(before)) copyFileSync(before, file);
      const wasKilled = await migrateAsBefore(file, name, statement);
      if (!wasKilled) {
        copyFileSync(file, before);
        break;
      }
      kills += 1;
      await (await openStore(file)).close();
      expect([name, statement, schemaOf(file)]).toEqual([name, statement, schemaOf(whole)]);
      rmSync(file);
    }
  }
  expect(kills).toBeGreaterThan(isNightly ? 40 : 20);
});

test('a foreign database with a table of the same name is refused', async () => {
  const file = newFile();
  const foreign = new DatabaseSync(file);
  foreign.exec('create table accounts (iban text)');
  foreign.close();
  for (const attempt of [1, 2]) {
    await expect(openStore(file), `attempt ${attempt}`).rejects.toThrow('table "accounts" already exists');
  }
});

/** Starts a process that holds the write lock of a file until it is released. */
async function lockElsewhere(file: string): Promise<{ process: ChildProcess; release(): void }> {
  const script = `
    const { DatabaseSync } = require('node:sqlite');
    const database = new DatabaseSync(${JSON.stringify(file)});
    database.exec('begin immediate');
    process.stdin.once('data', () => { database.exec('commit'); process.exit(); });
    console.log('locked');`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['pipe', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  return { process: child, release: () => child.stdin.write('now\n') };
}

test('a write that waits for the lock of another process does not block the event loop', async () => {
  const file = newFile();
  const store = await openStore(file);
  const other = await lockElsewhere(file);
  let written = false;
  const writing = addCompany(store, 1).then(() => {
    written = true;
  });
  // If an attempt blocked the event loop, the timers would take longer than the lock timeout, which refuses the write.
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setTimeout(resolve, 25));
  expect(written).toBe(false);
  other.release();
  await writing;
  expect(await store.reading.selectFrom('companies').select('id').execute()).toEqual([{ id: 1 }]);
  await store.close();
});

test('[outages.2] a lock timeout refuses the write, and a later one succeeds', async () => {
  const file = newFile();
  const store = await openStore(file);
  const other = await lockElsewhere(file);
  const refusal = await addCompany(store, 1).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(UnwritableError);
  expect((refusal as Error).message).toMatch(/another process has held the write lock of .*\.db for 10 s$/);
  other.process.kill('SIGKILL');
  await once(other.process, 'exit');
  await addCompany(store, 2);
  expect(await store.reading.selectFrom('companies').select('id').execute()).toEqual([{ id: 2 }]);
  await store.close();
});

test('a file that is removed or replaced while it is open refuses changes and requires a restart', async () => {
  const file = newFile();
  const store = await openStore(file);
  await addCompany(store, 1);
  store.checkAlive();
  const backup = newFile();
  await (await openStore(backup)).close();
  renameSync(backup, file);
  await expect(addCompany(store, 2)).rejects.toThrow(/was removed or replaced after it was opened/);
  expect(() => store.checkAlive()).toThrow(/removed or replaced/);
  await expect(store.check()).rejects.toThrow(/removed or replaced/);
  await store.close();
});

test('a stuck change is detected', async () => {
  const store = storeOn(await openSqlite(newFile()), undefined, 100);
  let end = () => {};
  const change = store.write(1, () => new Promise<void>((resolve) => (end = resolve)));
  store.checkAlive();
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(() => store.checkAlive()).toThrow(/a change has been running for \d+ s/);
  end();
  await change;
  await new Promise((resolve) => setImmediate(resolve));
  store.checkAlive();
  await store.close();
});
