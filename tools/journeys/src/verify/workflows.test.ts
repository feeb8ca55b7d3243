import { execFile } from 'node:child_process';
import { globSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { promisify, stripVTControlCharacters } from 'node:util';
import { type Serving, startSandboxProcess } from '@service-desk/test-kit/processes';
import { afterAll, beforeAll, expect, test } from 'vitest';

const spec = path.dirname(createRequire(import.meta.url).resolve('@service-desk/spec/package.json'));
const workflows = globSync('workflows/*.arazzo.yaml', { cwd: spec }).toSorted();
const run = promisify(execFile);

let sandbox: Serving;
beforeAll(async () => {
  sandbox = await startSandboxProcess();
});
afterAll(() => sandbox.stop());

test('there are workflows', () => {
  expect(workflows).toContain('workflows/resolve-incident.arazzo.yaml');
});

test.each(workflows)('%s runs against the server as it is written', async (file) => {
  const report = await respect(file);
  expect(report).toMatch(/Workflows: ([1-9]\d*) passed, \1 total/);
});

/** What redocly reports of a workflow, without the colours that it takes from the environment of a CI. */
async function respect(file: string): Promise<string> {
  const { stdout } = await run(
    'redocly',
    ['respect', file, '--input', 'token=demo-dan', '--server', `v1=${sandbox.url}/v1`],
    { cwd: spec, env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' } },
  ).catch((error: Error & { stdout?: string }) => {
    throw new Error(stripVTControlCharacters(error.stdout || error.message));
  });
  return stripVTControlCharacters(stdout);
}
