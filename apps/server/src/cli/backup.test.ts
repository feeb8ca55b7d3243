import { cpSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { newFolder, runProgram, serveProgram } from '../test-support/program.ts';

const folder = newFolder();
const headers = { Authorization: `Basic ${btoa('x:demo-dan')}`, 'Content-Type': 'application/json' };

async function backUp(...args: string[]) {
  const { exited, output, errors } = runProgram(folder(), ['backup', '--data-dir', 'data', ...args]);
  const [code] = await exited;
  return { code, output: output(), errors: errors() };
}

/** The number of the last record, and the last number of the sequence. */
function lastNumbers(file: string): unknown[] {
  const database = new DatabaseSync(file, { readOnly: true });
  const read = (query: string) => Object.values(database.prepare(query).get() ?? {})[0];
  const numbers = [
    read('select max(id) from incidents'),
    read("select last from sequences where name = 'record'"),
  ];
  database.close();
  return numbers;
}

test('a backup taken during writes is consistent and can be served', async () => {
  const { child, exited, url } = await serveProgram(folder(), {}, ['--demo']);
  let last = 0;
  let writing = true;
  const write = async () => {
    while (writing) {
      const body = '{"incident":{"title":"Written during the backup","service_id":20,"symptom":"Busy"}}';
      const response = await fetch(`${url}/v1/incidents`, { method: 'POST', headers, body });
      const { result } = (await response.json()) as { result: { incident: { id: number } } };
      last = Math.max(last, result.incident.id);
    }
  };
  const writers = [write(), write(), write()];
  while (last === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  const before = last;
  const { code, output, errors } = await backUp('copy.db');
  const after = last;
  writing = false;
  await Promise.all(writers);
  expect(errors).toBe('');
  expect(code).toBe(0);
  expect(output).toMatch(/^backed up .*service-desk\.db to copy\.db and checked the copy: \d+ bytes\n$/);
  expect(readdirSync(folder()).sort()).toEqual(['copy.db', 'data']);
  expect(after).toBeGreaterThan(before);

  const [record, given] = lastNumbers(path.join(folder(), 'copy.db'));
  expect(record).toBe(given);
  expect(record).toBeGreaterThanOrEqual(before);
  child.kill('SIGTERM');
  await exited;
  mkdirSync(path.join(folder(), 'restored'));
  cpSync(path.join(folder(), 'copy.db'), path.join(folder(), 'restored/service-desk.db'));
  const restored = await serveProgram(folder(), { DATA_DIR: 'restored' }, ['--demo']);
  const found = await fetch(`${restored.url}/v1/incidents/${before}`, { headers });
  expect(await found.json()).toMatchObject({ result: { incident: { latest_note: { note: 'Busy' } } } });

  // A database that is not being served can be backed up too. An existing file is never overwritten.
  expect(await backUp('later.db')).toMatchObject({ code: 0, errors: '' });
  expect(lastNumbers(path.join(folder(), 'later.db'))[0]).toBeGreaterThan(Number(record));
  expect(await backUp('later.db')).toMatchObject({
    code: 1,
    errors: expect.stringMatching(/^service-desk: .*later\.db already exists: .*\n$/),
  });
  symlinkSync('nothing', path.join(folder(), 'dangling.db'));
  expect(await backUp('dangling.db')).toMatchObject({
    code: 1,
    errors: expect.stringMatching(
      /^service-desk: .*dangling\.db is a symbolic link to a file that does not exist: .*\n$/,
    ),
  });
});

test('a failed backup reports the error and leaves no file', async () => {
  expect(await backUp('copy.db')).toMatchObject({
    code: 1,
    errors: expect.stringMatching(/^service-desk: there is no database .*\n$/),
  });
  mkdirSync(path.join(folder(), 'data'));
  writeFileSync(path.join(folder(), 'data/service-desk.db'), 'A longer text that is not a database.');
  expect(await backUp('copy.db')).toMatchObject({
    code: 1,
    errors: 'service-desk: file is not a database\n',
  });
  expect(await backUp("it's.dump", '--database-url', 'postgres://desk:hidden@db/desk')).toEqual({
    code: 1,
    output: '',
    errors:
      'service-desk: the database is Postgres; back it up with its own tools: ' +
      `pg_dump --format=custom --file='it'\\''s.dump' "$DATABASE_URL"\n`,
  });
  expect(readdirSync(folder())).toEqual(['data']);
});
