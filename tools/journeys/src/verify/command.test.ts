import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import type { Inspection } from '@service-desk/contract';
import { type Serving, startSandboxProcess } from '@service-desk/test-kit/processes';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';

const { resolve: find } = createRequire(import.meta.url);
const program = path.join(path.dirname(find('@service-desk/contract/package.json')), 'src/cli/main.ts');

/** A command takes long to start on a busy machine. */
const STARTED = { timeout: 300_000 };

let sandbox: Serving;
let folder: string;
beforeAll(async () => {
  sandbox = await startSandboxProcess();
  folder = mkdtempSync(path.join(tmpdir(), 'service-desk-command-'));
});
afterAll(async () => {
  await sandbox.stop();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => control('POST', 'reset'));

interface VerifyRequest {
  operationId: string | null;
  status: number | null;
}

async function control(method: string, address: string, body?: object): Promise<unknown> {
  const answer = await fetch(`${sandbox.url}/_sandbox/${address}`, {
    method,
    ...(body && { body: JSON.stringify(body) }),
  });
  expect(answer.ok, `${method} ${address}`).toBe(true);
  return answer.json();
}

const requestsOf = async () => (await control('GET', 'requests')) as VerifyRequest[];

/** Runs `verify` against the sandbox, and tells what came of it. */
function verify(...args: string[]) {
  const report = path.join(folder, `${crypto.randomUUID()}.json`);
  const flags = ['--provider', `${sandbox.url}/v1`, '--token', 'demo-dan', '--json', report, ...args];
  const child = spawn(process.execPath, ['--conditions=@service-desk/source', program, 'verify', ...flags]);
  const ended = Promise.all([
    new Promise<number | null>((resolve) => child.once('exit', resolve)),
    text(child.stdout),
    text(child.stderr),
  ]).then(([code, stdout, stderr]) => ({ code, stdout, stderr }));
  const read = () => JSON.parse(readFileSync(report, 'utf8')) as Inspection;
  return { interrupt: () => child.kill('SIGINT'), ended, read };
}

test('with provider states, it also verifies the interactions, and reports their coverage', async () => {
  const run = verify('--states', sandbox.url, '--only', 'services.*,companies.*');
  expect(await run.ended).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(
      /operations with a success interaction: 8 of 8\n[\s\S]*, \d+ MiB at most\n$/,
    ),
  });
  const { findings, coverage } = run.read();
  expect(findings).toContainEqual(
    expect.objectContaining({ reference: 'companies.create: created', outcome: 'kept' }),
  );
  expect(coverage).toMatchObject({ operations: 8, withEachFailure: 8 });
});

test.each([
  ['--other-token', 'another account'],
  ['--colleague-token', 'a colleague'],
])('a %s that the provider does not accept is an error', async (flag, whose) => {
  const { code, stderr } = await verify(flag, 'no-such-token', '--only', 'services.*').ended;
  expect(stderr).toContain(`the provider refuses the token of ${whose}`);
  expect(code).toBe(3);
});

test('the watches of a message and an article are checked, which v1 cannot list', async () => {
  const run = verify('--write', '--only', 'messages.*,knowledgeArticles.*');
  expect((await run.ended).code).toBe(0);
  const kept = run.read().findings.filter(({ outcome }) => outcome === 'kept');
  for (const resource of ['messages', 'knowledgeArticles'])
    for (const verb of ['list', 'get', 'create', 'update', 'delete'])
      expect(kept.map(({ reference }) => reference)).toContain(`${resource}.watches.${verb}`);
});

test('it waits for the rate limit as long as --wait allows', async () => {
  await control('POST', 'faults', { fault: 'E902', operation: 'services.list', retryAfter: 1 });
  const { code } = await verify('--only', 'services.*', '--wait', '2').ended;
  const listed = (await requestsOf()).filter(({ operationId }) => operationId === 'services.list');
  expect(listed.slice(0, 2).map(({ status }) => status)).toEqual([429, 200]);
  expect(code).toBe(0);
});

test('it ends if it would have to wait longer', async () => {
  await control('POST', 'faults', { fault: 'E902', operation: 'services.list', retryAfter: 3600 });
  const { code, stdout } = await verify('--only', 'services.*', '--wait', '2').ended;
  expect(stdout).toContain('the provider asks to wait 3600 s, and 2 s are allowed');
  expect(code).toBe(3);
  expect((await requestsOf()).at(-1)).toMatchObject({ operationId: 'services.list', status: 429 });
});

test('a timeout is reported', async () => {
  await control('POST', 'faults', { fault: 'delay', operation: 'services.list', ms: 4_000, times: 99 });
  const run = verify('--only', 'services.*', '--timeout', '0.5');
  const { code, stdout, stderr } = await run.ended;
  expect(stdout + stderr).toMatch(/services\.json: no response within 0\.5 s/);
  expect(code).toBe(1);
});

test('an interrupted run says so, and reports nothing as broken', async () => {
  const run = verify();
  await expect.poll(async () => (await requestsOf()).length, STARTED).toBeGreaterThan(5);
  run.interrupt();
  expect((await run.ended).code).toBe(3);
  const { ended, findings } = run.read();
  expect(ended).toBe('it was interrupted');
  expect(findings.filter(({ outcome }) => outcome === 'broken')).toEqual([]);
});

test('a run that is interrupted between interactions says so', async () => {
  const run = verify('--states', sandbox.url, '--only', 'incidents.*');
  // The first call asks who is there; those after it are interactions.
  await expect
    .poll(
      async () => (await requestsOf()).some(({ operationId }) => operationId?.startsWith('incidents.')),
      STARTED,
    )
    .toBe(true);
  run.interrupt();
  expect(await run.ended).toMatchObject({
    code: 3,
    stdout: expect.stringContaining('not everything was checked: it was interrupted'),
  });
});
