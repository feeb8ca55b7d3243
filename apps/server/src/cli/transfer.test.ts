import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  createReadStream,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { seedWorld } from '../demo/world.ts';
import { openStore } from '../store/store.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'service-desk-transfer-'));
const file = path.join(folder, 'everything.jsonl');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeAll(async () => {
  mkdirSync(path.join(folder, 'old'));
  const store = await openStore(path.join(folder, 'old', 'service-desk.db'));
  await store.write(1, (db) => seedWorld(db, { shift: 0 }));
  await store.close();
});

/** Starts the program on a database of that name. */
function start(database: string, ...args: string[]): ChildProcess {
  const program = ['--conditions=@service-desk/source', path.join(import.meta.dirname, 'main.ts')];
  const env = { ...process.env, DATA_DIR: path.join(folder, database), DATABASE_URL: '' };
  return spawn(process.execPath, [...program, ...args], { cwd: folder, env });
}

/** Runs the program to its end. */
async function run(database: string, ...args: string[]) {
  const child = start(database, ...args);
  if (!child.stdout || !child.stderr) throw new Error('the program has no voice');
  const [output, errors, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ]);
  return { output, errors, code };
}

test('everything is exported to a file that nobody else may read', async () => {
  writeFileSync(file, 'an older one', { mode: 0o644 });
  const { output, errors, code } = await run('old', 'export', file, '--progress');
  expect({ output, errors, code }).toEqual({
    output: '',
    errors: expect.stringMatching(/^\d+ rows exported\n$/),
    code: 0,
  });
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect((await run('old', 'export', '-')).output).toBe(readFileSync(file, 'utf8'));
});

test('an export replaces the file that a link leads to, and writes into a pipe or a device', async () => {
  const link = path.join(folder, 'link.jsonl');
  const target = path.join(folder, 'target.jsonl');
  const pipe = path.join(folder, 'pipe');
  writeFileSync(target, 'an older one');
  symlinkSync(target, link);
  execFileSync('mkfifo', [pipe]);
  const whole = readFileSync(file, 'utf8');
  expect((await run('old', 'export', link)).code).toBe(0);
  expect(lstatSync(link).isSymbolicLink()).toBe(true);
  expect(readFileSync(target, 'utf8')).toBe(whole);
  const [read, { code }] = await Promise.all([text(createReadStream(pipe)), run('old', 'export', pipe)]);
  expect({ code, read: read === whole, isPipe: lstatSync(pipe).isFIFO() }).toEqual({
    code: 0,
    read: true,
    isPipe: true,
  });
  expect((await run('old', 'export', '/dev/null')).code).toBe(0);
  expect(lstatSync('/dev/null').isCharacterDevice()).toBe(true);
});

test('an import may begin with a byte order mark', async () => {
  const marked = path.join(folder, 'marked.jsonl');
  writeFileSync(marked, `\uFEFF${readFileSync(file, 'utf8')}`);
  expect(await run('marked', 'import', marked)).toMatchObject({ code: 0 });
  expect((await run('marked', 'export', '-')).output).toBe(readFileSync(file, 'utf8'));
});

test('an import that was killed goes on where it stopped', async () => {
  const whole = readFileSync(file);
  const child = start('new', 'import', '-');
  child.stdin?.write(whole.subarray(0, whole.length * 0.7));
  await expect.poll(() => linesIn('new'), { timeout: 20_000 }).toBeGreaterThan(100);
  child.kill('SIGKILL');
  await once(child, 'exit');
  const { errors, code } = await run('new', 'import', file, '--progress');
  expect(code).toBe(0);
  expect(errors).toMatch(/^(\d+ rows, .*\n)*\d+ rows imported, \d\d+ were there from an earlier attempt\n$/);
  expect((await run('new', 'export', '-')).output).toBe(whole.toString());
});

/** How many lines of its file the import into a database has written. */
function linesIn(database: string): number {
  try {
    const driver = new DatabaseSync(path.join(folder, database, 'service-desk.db'), { readOnly: true });
    const row = driver.prepare('select lines from imports').get();
    driver.close();
    return Number(row?.lines ?? 0);
  } catch {
    // It is not there yet, or not with all of its tables.
    return 0;
  }
}

test('what is wrong is said in a line', async () => {
  writeFileSync(path.join(folder, 'short.jsonl'), readFileSync(file).subarray(0, 5000));
  expect(await run('short', 'import', 'short.jsonl')).toEqual({
    output: '',
    errors: expect.stringMatching(
      /^service-desk: line \d+: this is no JSON, because the file was cut short\n$/,
    ),
    code: 1,
  });
  expect(await run('old', 'import', file)).toMatchObject({
    errors: expect.stringContaining('account 1 is in the database already'),
    code: 1,
  });
  expect(await run('new', 'import', 'nowhere.jsonl')).toMatchObject({
    errors: expect.stringContaining('ENOENT'),
    code: 1,
  });
  expect(await run('new', 'import', file, '--as', '2')).toMatchObject({
    errors: 'service-desk: --as needs --account\n',
    code: 2,
  });
  expect(await run('new', 'export', '-', '--account', 'mine')).toMatchObject({ code: 2 });
});
