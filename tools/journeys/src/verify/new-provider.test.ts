import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import type { Inspection } from '@service-desk/contract';
import { isNightly } from '@service-desk/test-kit/nightly';
import { type Serving, serve } from '@service-desk/test-kit/processes';
import { afterAll, beforeAll, expect, test } from 'vitest';

const run = promisify(execFile);
const { resolve: find } = createRequire(import.meta.url);
const programOf = (name: string) =>
  path.join(path.dirname(find(`@service-desk/${name}/package.json`)), 'src/cli/main.ts');

/** The tables whose rows v1 can delete, directly or with their records. */
const REMOVABLE = [
  'notes',
  'watches',
  'links',
  'change_testers',
  'review_users',
  'time_entries',
  'config_relationships',
];

/**
 * What is checked on each change: resources that remain, with one kind of notes and with watches that can be removed, and
 * what can be removed itself. `contract.test.ts` checks all resources on each change, against the demo world, and a nightly
 * run all of them here as well.
 */
const SAMPLE = [
  'companies.*',
  ...['list', 'get', 'create', 'update', 'comments.*', 'watches.*'].map((each) => `incidents.${each}`),
  'links.*',
  'timeEntries.*',
];

const folder = mkdtempSync(path.join(tmpdir(), 'service-desk-new-provider-'));
let server: Serving;
let token: string;

/** A newly installed provider without provider states: an account with one service and two people. */
beforeAll(async () => {
  const created = await operate('account', 'create', 'Kowhai', '--first-name', 'Aroha', '--json');
  token = JSON.parse(created).token;
  await operate('user', 'create', 'Tama', 'Ngata');
  await operate('service', 'grant', 'Service Desk', 'Tama Ngata');
  const args = ['--conditions=@service-desk/source', programOf('server'), 'serve'];
  server = await serve(args, { DATA_DIR: folder }, /listening at (http:[^"]+)/);
});
afterAll(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function operate(...args: string[]): Promise<string> {
  const all = ['--conditions=@service-desk/source', programOf('server'), ...args];
  const { stdout } = await run(process.execPath, all, { env: { ...process.env, DATA_DIR: folder } });
  return stdout;
}

/** Runs the command, and returns its exit code and report. */
async function verify(
  url: string,
  ...args: string[]
): Promise<Inspection & { code: number; junit: string; text: string }> {
  const [json, junit] = [path.join(folder, 'report.json'), path.join(folder, 'report.xml')];
  const flags = ['--provider', `${url}/v1`, '--token', token, '--json', json, '--junit', junit];
  const all = ['--conditions=@service-desk/source', programOf('contract'), 'verify', ...flags, ...args];
  const { code = 0, stdout } = await run(process.execPath, all).catch((error) => error);
  return {
    ...JSON.parse(readFileSync(json, 'utf8')),
    code,
    junit: readFileSync(junit, 'utf8'),
    text: stdout,
  };
}

const brokenOf = ({ findings }: Inspection) => findings.filter(({ outcome }) => outcome === 'broken');
const keptOf = ({ findings }: Inspection) => findings.filter(({ outcome }) => outcome === 'kept');

/** The number of rows of each table. */
function rows(): Record<string, number> {
  const database = new DatabaseSync(path.join(folder, 'service-desk.db'), { readOnly: true });
  try {
    const tables = database.prepare("select name from sqlite_master where type = 'table'").all();
    return Object.fromEntries(
      tables.map(({ name }) => [
        name,
        Number(database.prepare(`select count(*) as n from "${name}"`).get()?.n),
      ]),
    );
  } finally {
    database.close();
  }
}

test('verify --safe is green against a provider without records, and writes nothing', async () => {
  const { hourly_counts: _, ...before } = rows();
  const report = await verify(server.url, '--safe');
  expect(brokenOf(report)).toEqual([]);
  expect(report.code).toBe(0);
  expect(keptOf(report).length).toBeGreaterThan(90);
  const why = report.findings.filter(({ outcome }) => outcome === 'skipped').map(({ seen }) => seen[0]);
  expect(why.every(Boolean), 'each that is skipped says why').toBe(true);
  expect(why).toContain('the provider has nothing that it reads; --write creates it');
  const { hourly_counts: __, ...after } = rows();
  expect(after).toEqual(before);
});

test('verify --write is green, checks more, and leaves nothing that v1 can delete', async () => {
  const report = await verify(server.url, '--write', ...(isNightly ? [] : ['--only', SAMPLE.join()]));
  expect(brokenOf(report)).toEqual([]);
  expect(report.code).toBe(0);
  expect(keptOf(report).length).toBeGreaterThan(isNightly ? 600 : 100);
  expect(report.cleaning?.removed).toBeGreaterThan(isNightly ? 50 : 10);
  expect(report.text).toContain('v1 cannot delete these resources');
  const counts = rows();
  expect(counts.incidents, 'it did write').toBeGreaterThan(10);
  expect(Object.fromEntries(REMOVABLE.map((table) => [table, counts[table]]))).toEqual(
    Object.fromEntries(REMOVABLE.map((table) => [table, 0])),
  );
  const headers = { Authorization: `Basic ${btoa(`x:${token}`)}` };
  for (const list of ['incidents', 'problems', 'changes', 'releases']) {
    const answer = await fetch(`${server.url}/v1/${list}.json`, { headers });
    expect(await answer.json(), `no open ${list}`).toMatchObject({ result: { total_entries: 0 } });
  }
});

test('interrupted, it removes its records, and reports the skipped checks', async () => {
  const before = rows();
  const json = path.join(folder, 'interrupted.json');
  const flags = ['--provider', `${server.url}/v1`, '--token', token, '--json', json, '--write'];
  const child = spawn(process.execPath, [
    '--conditions=@service-desk/source',
    programOf('contract'),
    'verify',
    ...flags,
  ]);
  const ended = new Promise((resolve) => child.once('exit', resolve));
  await expect.poll(() => rows().notes, { timeout: 300_000 }).toBeGreaterThan(0);
  child.kill('SIGINT');
  expect(await ended).toBe(3);
  const { ended: why, cleaning } = JSON.parse(readFileSync(json, 'utf8')) as Inspection;
  expect(why).toBe('it was interrupted');
  expect(cleaning).toMatchObject({ removed: expect.any(Number), faults: [] });
  const counts = rows();
  expect(counts.incidents, 'it did write').toBeGreaterThan(before.incidents ?? 0);
  expect(REMOVABLE.map((table) => [table, counts[table]])).toEqual(REMOVABLE.map((table) => [table, 0]));
});

test('the checks can be filtered, and the reports are for people, CI and programs', async () => {
  const report = await verify(server.url, '--only', 'services.*', '--verbose');
  expect(report.code).toBe(0);
  expect(new Set(report.findings.map(({ resource }) => resource.split('.')[0]))).toEqual(
    new Set(['services']),
  );
  expect(report.text).toMatch(/✓ every accepted form of a request gets the same response \(\d+ operations/);
  expect(report.junit).toContain('<testsuite name="services" ');
});

test('it exits with 2 after a usage error, and with 3 if it cannot check', async () => {
  const ending = async (...args: string[]) => {
    const all = ['--conditions=@service-desk/source', programOf('contract'), 'verify', ...args];
    const { code, stderr } = await run(process.execPath, all).catch((error) => error);
    return { code, stderr };
  };
  expect(await ending('--provider', 'nowhere', '--token', 'x')).toMatchObject({ code: 2 });
  const url = `${server.url}/v1`;
  expect(await ending('--provider', url, '--token', token, '--safe', '--write')).toMatchObject({ code: 2 });
  const withPort = ['--provider', url, '--token', token, '--webhook-port'];
  expect(await ending(...withPort, '70000')).toMatchObject({ code: 2 });
  expect(await ending(...withPort, '9000', '--write')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--webhook-port needs --write and --webhook-secret'),
  });
  expect(await ending('--provider', url, '--token', 'wrong')).toMatchObject({
    code: 3,
    stderr: expect.stringContaining('[E906] Invalid verifier'),
  });
});
