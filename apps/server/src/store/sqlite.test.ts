import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import { createIncidentTables } from './migrations/001-incidents.ts';
import { completePeople } from './migrations/007-people.ts';
import { nextNumber } from './sequences.ts';
import { connect } from './sqlite.ts';
import { openStore, type Store, UnwritableError } from './store.ts';

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

/** How often the write-ahead log was committed to: the frame that ends a commit says how large the database is. */
function commitsIn(file: string): number {
  const log = readFileSync(`${file}-wal`);
  const frame = 24 + log.readUInt32BE(8);
  let commits = 0;
  for (let at = 32; at + frame <= log.length; at += frame) if (log.readUInt32BE(at + 4) > 0) commits += 1;
  return commits;
}

test('changes that queue up together share a commit', async () => {
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

test('a file of a newer program is refused with a word about what to do', async () => {
  const file = newFile();
  await (await openStore(file)).close();
  const { db } = connect(file);
  await sql`insert into kysely_migration values ('999-from-the-future', '2100-01-01')`.execute(db);
  await db.destroy();
  await expect(openStore(file)).rejects.toThrow(/written by a newer version .*999-from-the-future/);
});

test('a file that is no database is left alone', async () => {
  const file = newFile();
  writeFileSync(file, 'shopping list: '.repeat(100));
  await expect(openStore(file)).rejects.toThrow(/not a database/);
  expect(readFileSync(file, 'utf8')).toContain('shopping list');
});

test('customers and companies that were there before they could be created are numbered on from', async () => {
  const { db } = connect(newFile());
  await createIncidentTables(db);
  const people = [
    { account_id: 1, id: 5 },
    { account_id: 1, id: 2020 },
    { account_id: 2, id: 7 },
  ];
  // As the schema was then, without the columns of today.
  for (const { account_id, id } of people) {
    await sql`insert into customers (account_id, id, last_name) values (${account_id}, ${id}, 'Lee')`.execute(
      db,
    );
  }
  await completePeople(db);
  expect(await nextNumber(db, 1, 'customer')).toBe(2021);
  expect(await nextNumber(db, 2, 'customer')).toBe(8);
  expect(await nextNumber(db, 1, 'company')).toBe(1);
  await db.destroy();
});

test('a full disk is said so to all that waits, keeps what was there, and takes changes again with room', async () => {
  const store = await openStore(newFile());
  // The connection that writes says of its file what the disk would.
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
    expect(reason.message).toBe('the database takes no changes: database or disk is full');
  }
  await pages(1_000_000);
  await addLarge(4);
  const rows = await store.reading.selectFrom('companies').select('id').orderBy('id').execute();
  expect(rows).toEqual([{ id: 1 }, { id: 4 }]);
  await store.close();
});
