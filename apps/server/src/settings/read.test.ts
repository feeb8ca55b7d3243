import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readSettings, readSources, SettingsError } from './read.ts';
import { type SettingName, settingTable } from './table.ts';

const NAMES = Object.keys(settingTable) as SettingName[];

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'service-desk-settings-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, values: unknown): void {
  writeFileSync(path.join(folder, name), typeof values === 'string' ? values : JSON.stringify(values));
}

function read(flags: Record<string, unknown> = {}, env: NodeJS.ProcessEnv = {}) {
  return readSettings(NAMES, { flags, env, folder });
}

test('without any settings the defaults apply, and they are valid', () => {
  expect(read()).toMatchObject({ host: '127.0.0.1', port: 3000, demo: false, databaseUrl: undefined });
  expect(read().dataDir).toBe(path.join(folder, '.data'));
});

test('flags override the environment, which overrides the file, which overrides defaults', () => {
  write('service-desk.json', { port: 1, host: '::1', dataDir: 'file', demo: true });
  const sources = { flags: { port: '3' }, env: { PORT: '2', HOST: '127.0.0.2', DEMO: '' }, folder };
  const rows = readSources(['port', 'host', 'dataDir', 'demo', 'docs', 'rateLimit'], sources);
  expect(rows.map(({ value, source }) => [value, source])).toEqual([
    [3, '--port'],
    ['127.0.0.2', 'HOST'],
    [path.join(folder, 'file'), 'dataDir in service-desk.json'],
    [true, 'demo in service-desk.json'],
    [undefined, 'unset'],
    [undefined, 'unset'],
  ]);
});

test('the file may have any name, and paths in it are relative to its folder', () => {
  write('one.json', { docs: 'one' });
  write('two.json', { docs: 'two' });
  const elsewhere = { folder: path.dirname(folder) };
  const name = path.basename(folder);
  const env = { CONFIG: path.join(name, 'one.json') };
  expect(readSettings(['docs'], { flags: {}, env, ...elsewhere }).docs).toBe(path.join(folder, 'one'));
  const flags = { config: path.join(name, 'two.json') };
  expect(readSettings(['docs'], { flags, env, ...elsewhere }).docs).toBe(path.join(folder, 'two'));
});

test('all errors are reported together, with their sources and without secrets', () => {
  write('service-desk.json', {
    rateLimit: '-1',
    databaseUrl: 'mysql://root:hidden@db',
    prot: 80,
    demo: 'yes',
  });
  expect(() => read({ port: '70000' }, { HOST: '' })).toThrow(
    [
      'prot in service-desk.json is not a setting',
      '--port must be a whole number from 0 to 65535, not "70000"',
      'databaseUrl in service-desk.json must be the URL of a Postgres database, postgres://user:password@host/database, with commas between several hosts',
      `rateLimit in service-desk.json must be a whole number from 0 to ${Number.MAX_SAFE_INTEGER}, not "-1"`,
      'demo in service-desk.json must be true or false, not "yes"',
    ].join('\n'),
  );
  write('service-desk.json', {});
  expect(() => read({}, { DATABASE_URL: 'x:hidden' })).toThrow(/^DATABASE_URL must be the URL of [^x]*$/);
});

test.each([
  ['{ "databaseUrl": "hidden"', 'service-desk.json is not valid JSON'],
  ['[]', 'service-desk.json must contain a JSON object of settings'],
])('a file of %s is refused', (text, message) => {
  write('service-desk.json', text);
  expect(() => read()).toThrow(new SettingsError([message]));
});

test('a file that is named must exist', () => {
  expect(() => read({ config: 'gone.json' })).toThrow(/^cannot read gone\.json: ENOENT/);
});
