import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { seedWorld } from '../demo/demo-world.ts';
import { openInMemory } from '../store/in-memory.ts';
import { openStore, type Store, storeOn, UnwritableError } from '../store/store.ts';
import { newDatabase, type TestDatabase } from '../test-support/new-database.ts';
import { exportTo } from './export.ts';
import { EXPORTED_TABLES } from './format.ts';
import { type ImportOptions, importFrom } from './import.ts';

const HUGE = 9_223_372_036_854_775_807n;
const STRANGE = 'quotes " \' \\ “”, a line\nbreak, a tab\t, \u2028, \u{1F600}, 漢字, \r\n';

let folder: string;
let stores: Store[] = [];
let databases: (TestDatabase | undefined)[] = [];
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'service-desk-transfer-'));
});
afterEach(async () => {
  for (const store of stores) await store.close();
  for (const database of databases) await database?.drop();
  [stores, databases] = [[], []];
  rmSync(folder, { recursive: true, force: true });
});

/** Opens an empty database: of the tested kind, a file, or in memory. */
async function open(kind: 'tested' | 'file' | 'memory' = 'tested'): Promise<Store> {
  const database = kind === 'tested' ? await newDatabase() : undefined;
  databases.push(database);
  const file = path.join(folder, `${stores.length}.db`);
  const store = kind === 'memory' ? storeOn(await openInMemory()) : await openStore(database?.url ?? file);
  stores.push(store);
  return store;
}

function addCompanies(store: Store, account_id: number, ids: readonly (number | bigint)[], name: string) {
  return store.write(account_id, async (db) => {
    await db
      .insertInto('companies')
      .values(ids.map((id) => ({ account_id, id, name, avatar_id: null })))
      .execute();
  });
}

/** Fills a store with two accounts, one of them with all tables and values that are hard to transfer. */
async function fill(store: Store): Promise<void> {
  await store.write(1, (db) => seedWorld(db, { shift: 0 }));
  await addCompanies(store, 1, [9_007_199_254_740_993n, HUGE], STRANGE);
  await addCompanies(
    store,
    1,
    Array.from({ length: 2500 }, (_, index) => 1000 + index),
    'One of many',
  );
  const content = Buffer.from(Array.from({ length: 700 }, (_, index) => index % 256));
  await store.write(2, async (db) => {
    await db.insertInto('accounts').values({ id: 2, name: 'Other', owner_id: 1, time_zone: 'UTC' }).execute();
    for (const key of ['a', 'b']) {
      const picture = { key, public_filename: `/avatars/get/${key}`, media_type: 'image/png', content };
      await db.insertInto('pictures').values(picture).execute();
    }
    await db
      .insertInto('avatars')
      .values({ account_id: 2, id: 1, public_filename: '/avatars/get/a' })
      .execute();
  });
  await addCompanies(store, 2, [1], 'Of the other');
}

/** The export of the filled store. */
let whole: string | undefined;
async function theFile(): Promise<string> {
  if (whole) return whole;
  const store = await open('memory');
  await fill(store);
  whole = await exported(store);
  return whole;
}

async function exported(store: Store, options = {}): Promise<string> {
  const out = new PassThrough();
  const [read] = await Promise.all([text(out), exportTo(out, store, options)]);
  return read;
}

function take(store: Store, file: string | Readable, options: ImportOptions = {}) {
  return importFrom(typeof file === 'string' ? Readable.from([Buffer.from(file)]) : file, store, options);
}

/** The first part of a file in small chunks, then an error. */
async function* broken(part: string): AsyncGenerator<Buffer> {
  // Cut as bytes: half of a surrogate pair would become another character.
  const bytes = Buffer.from(part);
  for (let at = 0; at < bytes.length; at += 500) {
    yield bytes.subarray(at, at + 500);
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error('unplugged');
}

test.each([
  ['tested', 'tested'],
  ['tested', 'file'],
  ['file', 'tested'],
] as const)('what is exported (%s) and imported (%s) is exported alike, to the byte', async (from, to) => {
  const [source, target] = [await open(from), await open(to)];
  await fill(source);
  const file = await exported(source);
  expect(file).toContain('9223372036854775807');
  expect(await take(target, file)).toEqual({
    rows: file.split('\n').filter((line) => line.startsWith('[')).length,
    earlier: 0,
  });
  expect(await exported(target)).toBe(file);
  const names = await target.reading.selectFrom('companies').select('name').where('id', '=', HUGE).execute();
  expect(names).toEqual([{ name: STRANGE }]);
  const counts = (store: Store) =>
    store.reading
      .selectFrom('open_counts')
      .selectAll()
      .orderBy('service_id')
      .orderBy('assigned_user_id')
      .orderBy('record_type')
      .execute();
  expect(await counts(target)).toEqual((await counts(source)).filter(({ open: count }) => count !== 0));
});

test('an export is a consistent snapshot during writes', async () => {
  const store = await open();
  await fill(store);
  const before = await exported(store);
  const out = new PassThrough({ highWaterMark: 1 });
  const done = exportTo(out, store);
  const [first] = (await new Promise((resolve) => out.once('data', (chunk) => resolve([chunk])))) as [Buffer];
  out.pause();
  await addCompanies(store, 1, [77], 'Too late');
  await store.write(1, (db) => db.deleteFrom('notes').where('account_id', '=', 1).execute());
  const rest = await Promise.all([text(out), done]);
  expect(first.toString() + rest[0]).toBe(before);
  expect(await exported(store)).not.toBe(before);
});

describe('an interrupted import', () => {
  test('continues where it stopped', async () => {
    const target = await open();
    const file = await theFile();
    let rows = 0;
    for (const part of [0.3, 0.6, 0.9]) {
      const attempt = take(target, Readable.from(broken(file.slice(0, file.length * part))));
      await expect(attempt).rejects.toThrow('unplugged');
      const { lines } = await target.reading
        .selectFrom('imports')
        .select('lines')
        .where('account_id', '=', 1)
        .executeTakeFirstOrThrow();
      expect(lines).toBeGreaterThan(rows);
      rows = lines;
    }
    const { rows: now, earlier } = await take(target, file);
    expect(earlier).toBeGreaterThan(2500);
    expect(now + earlier).toBe(file.split('\n').filter((line) => line.startsWith('[')).length);
    expect(await exported(target)).toBe(file);
    expect(await take(target, file)).toMatchObject({ earlier: now + earlier - pictures(file) });
  });

  test('accepts no tokens before it is complete', async () => {
    const target = await open();
    const file = await theFile();
    const tokens = file.indexOf('{"table":"tokens"');
    await expect(take(target, Readable.from(broken(file.slice(0, tokens))))).rejects.toThrow('unplugged');
    expect(await target.reading.selectFrom('tokens').selectAll().execute()).toEqual([]);
  });

  test('delivers no events before all of them are there', () => {
    const at = (table: (typeof EXPORTED_TABLES)[number]) => EXPORTED_TABLES.indexOf(table);
    expect(at('webhook_deliveries')).toBeGreaterThan(-1);
    expect(at('webhooks')).toBeGreaterThan(at('webhook_deliveries'));
  });

  test('refuses a different file, and one with more rows', async () => {
    const [source, target] = [await open('memory'), await open()];
    await fill(source);
    const file = await exported(source, { account: 1 });
    const half = Readable.from(broken(file.slice(0, file.length / 2)));
    await expect(take(target, half)).rejects.toThrow('unplugged');
    const other = file.replace('"One of many"', '"Another one"');
    await expect(take(target, other)).rejects.toThrow(
      /^line \d+: account 1 was imported from a different file$/,
    );
    await take(target, file);
    await addCompanies(source, 1, [78], 'More');
    await expect(take(target, await exported(source))).rejects.toThrow(
      'account 1 was imported from a different file',
    );
    expect(await exported(target)).toBe(
      file
        .replace(/\{"lines":\d+\}\n$/, '{"account":null}\n$&')
        .replace(/\d+\}\n$/, (end) => `${Number.parseInt(end, 10) + 1}}\n`),
    );
  });
});

describe('one account', () => {
  test('can be imported next to others, under another number', async () => {
    const [source, target] = [await open('memory'), await open()];
    await fill(source);
    await addCompanies(target, 2, [5], 'Was here before');
    await target.write(2, (db) =>
      db.insertInto('accounts').values({ id: 2, name: 'Here', owner_id: 1, time_zone: 'UTC' }).execute(),
    );
    const before = await exported(target, { account: 2 });
    const file = await exported(source);
    await expect(take(target, file)).rejects.toThrow(/^line \d+: account 2 already exists in the database/);
    const other = await open();
    await take(other, before);
    await take(other, file, { account: 2, as: 30 });
    expect(await exported(other, { account: 2 })).toBe(before);
    const renumbered = (await exported(other, { account: 30 })).replace('{"account":30}', '{"account":2}');
    expect(renumbered).toBe(await exported(source, { account: 2 }));
    await expect(take(other, file, { account: 3 })).rejects.toThrow('account 3 is not in the file');
    await expect(exported(source, { account: 3 })).rejects.toThrow('there is no account 3');
  });
});

describe('an invalid file', () => {
  const at = (file: string, line: number, put: string) =>
    file
      .split('\n')
      .map((text, index) => (index === line - 1 ? put : text))
      .join('\n');

  test.each<[string, (file: string) => string, RegExp]>([
    ['empty', () => '', /^line 1: the file is empty$/],
    ['foreign', () => 'id,title\n1,foo\n', /^line 1: this is not a file of service-desk export$/],
    ['foreign JSON', () => '{"format":"other"}\n', /^line 1: this is not a file of service-desk export$/],
    [
      'of a later version',
      (file) => at(file, 1, '{"format":"service-desk","version":2}'),
      /^line 1: .* version 2; .* supports 1$/,
    ],
    [
      'of another schema',
      (file) => at(file, 1, '{"format":"service-desk","version":1,"schema":"001-incidents"}'),
      /^line 1: .* schema 001-incidents/,
    ],
    [
      'truncated between lines',
      (file) => `${file.split('\n').slice(0, 40).join('\n')}\n`,
      /^line 40: the file is truncated after this line$/,
    ],
    [
      'truncated in a line',
      (file) => file.slice(0, file.split('\n').slice(0, 40).join('\n').length - 3),
      /^line 40: this is not JSON, because the file is truncated$/,
    ],
    [
      'without a line',
      (file) => at(file, 30, '').replace('\n\n', '\n'),
      /^line \d+: expected \d+ lines before this one, found \d+$/,
    ],
    [
      'with lines after its end',
      (file) => `${file}{"account":9}\n`,
      /^line \d+: this line comes after the end of the file's content$/,
    ],
    ['with invalid JSON', (file) => at(file, 6, '["change_tester",20'), /^line 6: this is not JSON$/],
    [
      'of other columns',
      (file) => at(file, 6, '["change_tester"]'),
      /^line 6: this row has 1 values for 2 columns$/,
    ],
    [
      'of other values',
      (file) => at(file, 6, '["change_tester",{}]'),
      /^line 6: last is neither a text nor a number$/,
    ],
    [
      'of other tables',
      (file) => at(file, 4, '{"table":"spies","columns":[]}'),
      /^line 4: there is no table "spies"$/,
    ],
    [
      'without an account',
      (file) => at(file, 2, '{"table":"users","columns":[]}'),
      /^line 2: this table is outside of an account$/,
    ],
    ['rejected', (file) => at(file, 7, '["change_tester",21]'), /^line 7: the database rejects this row: /],
  ])('%s: the error names the line', async (_name, spoil, error) => {
    await expect(take(await open(), spoil(await theFile()))).rejects.toThrow(error);
  });
});

test('an error of the database is not attributed to a line', async () => {
  const target = await open();
  let writes = 0;
  const write: Store['write'] = (account, change) => {
    writes += 1;
    return writes > 3
      ? Promise.reject(new UnwritableError(new Error('disk full')))
      : target.write(account, change);
  };
  await expect(take({ ...target, write }, await theFile())).rejects.toThrow(
    'the database cannot be written: disk full',
  );
  await take(target, await theFile());
  expect(await exported(target)).toBe(await theFile());
});

/** The number of rows without an account, which are written again and already exist. */
function pictures(file: string): number {
  return file
    .slice(file.indexOf('{"account":null}'))
    .split('\n')
    .filter((line) => line.startsWith('[')).length;
}

test('[mail.14] an import trims addresses', async () => {
  const [from, to] = [await open(), await open()];
  await from.write(1, async (db) => {
    await db
      .insertInto('accounts')
      .values({ id: 1, name: 'Kowhai', owner_id: 1, time_zone: 'UTC' })
      .execute();
    const company = {
      account_id: 1,
      id: 1,
      name: ' Rata ',
      email: '\u00A0rata@x.example\t',
      avatar_id: null,
    };
    await db.insertInto('companies').values(company).execute();
  });
  await take(to, await exported(from));
  expect(await to.reading.selectFrom('companies').select(['name', 'email']).execute()).toEqual([
    { name: ' Rata ', email: 'rata@x.example' },
  ]);
});
