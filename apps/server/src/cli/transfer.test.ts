import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { seedWorld } from '../demo/demo-world.ts';
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

/** Starts the program on the database in this folder. */
function start(database: string, ...args: string[]): ChildProcess {
  const program = ['--conditions=@service-desk/source', path.join(import.meta.dirname, 'main.ts')];
  const env = { ...process.env, DATA_DIR: path.join(folder, database), DATABASE_URL: '' };
  return spawn(process.execPath, [...program, ...args], { cwd: folder, env });
}

/** Runs the program until it exits. */
async function run(database: string, ...args: string[]) {
  const child = start(database, ...args);
  if (!child.stdout || !child.stderr) throw new Error('the program has no output streams');
  const [output, errors, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ]);
  return { output, errors, code };
}

test('the exported file is readable only by its owner', async () => {
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

test('a file that is not regular is written to and not replaced', async () => {
  const { output: whole } = await run('old', 'export', '-');
  const at = (name: string) => path.join(folder, name);

  execFileSync('mkfifo', [at('fifo')]);
  const read = readFile(at('fifo'), 'utf8');
  expect(await run('old', 'export', 'fifo')).toEqual({ output: '', errors: '', code: 0 });
  expect((await read) === whole).toBe(true);
  expect(lstatSync(at('fifo')).isFIFO()).toBe(true);

  expect((await run('old', 'export', '/dev/stdout')).output === whole).toBe(true);

  mkdirSync(at('elsewhere'));
  writeFileSync(at('elsewhere/there.jsonl'), 'an older one');
  for (const name of ['there.jsonl', 'missing.jsonl']) {
    symlinkSync(path.join('elsewhere', name), at(name));
    symlinkSync(name, at(`link-to-${name}`));
    expect(await run('old', 'export', `link-to-${name}`)).toEqual({ output: '', errors: '', code: 0 });
    expect(readlinkSync(at(`link-to-${name}`))).toBe(name);
    expect(readlinkSync(at(name))).toBe(path.join('elsewhere', name));
    expect(readFileSync(at(`elsewhere/${name}`), 'utf8') === whole).toBe(true);
  }
  expect(readdirSync(at('elsewhere')).sort()).toEqual(['missing.jsonl', 'there.jsonl']);

  const { errors, code } = await run('old', 'export', 'elsewhere');
  expect({ errors, code }).toEqual({ errors: expect.stringContaining('EISDIR'), code: 1 });

  symlinkSync('/dev/null', at('null'));
  expect((await run('old', 'export', 'null')).code).toBe(0);
  expect(readlinkSync(at('null'))).toBe('/dev/null');
  expect(lstatSync('/dev/null').isCharacterDevice()).toBe(true);

  writeFileSync(at('appended'), 'before\n');
  const program = [
    process.execPath,
    '--conditions=@service-desk/source',
    path.join(import.meta.dirname, 'main.ts'),
  ];
  execFileSync('sh', ['-c', '"$@" export /dev/stdout >> appended', 'sh', ...program], {
    cwd: folder,
    env: { ...process.env, DATA_DIR: at('old'), DATABASE_URL: '' },
  });
  expect(readFileSync(at('appended'), 'utf8') === `before\n${whole}`).toBe(true);
});

test('a file that another program saved with a byte order mark is imported', async () => {
  writeFileSync(path.join(folder, 'marked.jsonl'), `\uFEFF${readFileSync(file, 'utf8')}`);
  expect(await run('marked', 'import', 'marked.jsonl')).toEqual({ output: '', errors: '', code: 0 });
  expect((await run('marked', 'export', '-')).output).toBe(readFileSync(file, 'utf8'));
});

test('an export whose output is closed fails without a message', async () => {
  const child = start('old', 'export', '-');
  child.stdout?.destroy();
  const [errors, [code]] = await Promise.all([text(child.stderr as Readable), once(child, 'exit')]);
  expect({ errors, code }).toEqual({ errors: '', code: 1 });
});

test('an export does not touch other files in its folder', async () => {
  const part = path.join(folder, 'mine.jsonl.part');
  writeFileSync(part, 'mine');
  expect((await run('old', 'export', path.join(folder, 'mine.jsonl'))).code).toBe(0);
  expect(readFileSync(part, 'utf8')).toBe('mine');
});

test('an import that was killed continues where it stopped', async () => {
  const whole = readFileSync(file);
  const child = start('new', 'import', '-');
  child.stdin?.write(whole.subarray(0, whole.length * 0.7));
  await expect.poll(() => linesIn('new'), { timeout: 20_000 }).toBeGreaterThan(100);
  child.kill('SIGKILL');
  await once(child, 'exit');
  const { errors, code } = await run('new', 'import', file, '--progress');
  expect(code).toBe(0);
  expect(errors).toMatch(/^(\d+ rows, .*\n)*\d+ rows imported, \d\d+ already imported by an earlier run\n$/);
  expect((await run('new', 'export', '-')).output).toBe(whole.toString());
});

/** The number of lines that an import into a database has committed. */
function linesIn(database: string): number {
  try {
    const driver = new DatabaseSync(path.join(folder, database, 'service-desk.db'), { readOnly: true });
    const row = driver.prepare('select lines from imports').get();
    driver.close();
    return Number(row?.lines ?? 0);
  } catch {
    // The database or its tables do not exist yet.
    return 0;
  }
}

test('an error is reported in one line', async () => {
  writeFileSync(path.join(folder, 'short.jsonl'), readFileSync(file).subarray(0, 5000));
  expect(await run('short', 'import', 'short.jsonl')).toEqual({
    output: '',
    errors: expect.stringMatching(
      /^service-desk: line \d+: this is not JSON, because the file is truncated\n$/,
    ),
    code: 1,
  });
  expect(await run('old', 'import', file)).toMatchObject({
    errors: expect.stringContaining('account 1 already exists in the database'),
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
