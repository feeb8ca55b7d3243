import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';
import { findBenchFile } from '@service-desk/test-kit/bench-packages';
import { type Serving, startSandboxProcess } from '@service-desk/test-kit/processes';
import { afterAll, beforeAll, expect, test } from 'vitest';

const run = promisify(execFile);

/** What hosts run, after a build. */
const server = path.join(
  path.dirname(createRequire(import.meta.url).resolve('@service-desk/mcp/package.json')),
  'bin/service-desk-mcp.js',
);

let sandbox: Serving;
beforeAll(async () => {
  sandbox = await startSandboxProcess();
});
afterAll(() => sandbox.stop());

/** The result of the protocol's inspector for the server: its output, its log, and its exit code. */
async function inspect(serverArgs: string[], method: string[]) {
  const launcher = findBenchFile('@modelcontextprotocol/inspector/clients/launcher/build/index.js');
  if (!launcher) throw new Error('the inspector is missing: run npm ci --prefix tools/bench');
  const settings = { SERVICE_DESK_URL: `${sandbox.url}/v1`, SERVICE_DESK_TOKEN: 'demo-dan' };
  const env = Object.entries(settings).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
  const args = [launcher, '--cli', process.execPath, server, ...serverArgs, ...env, ...method];
  const { stdout, stderr, code } = await run(process.execPath, args).then(
    (output) => ({ ...output, code: 0 }),
    (error: { stdout: string; stderr: string; code: number }) => error,
  );
  return { result: JSON.parse(stdout || '{}'), log: stderr, code };
}

test('the inspector finds nothing wrong with the tools', async () => {
  const { result, log, code } = await inspect(['--write'], ['--method', 'tools/list', '--strict']);
  expect(code).toBe(0);
  expect(result.tools).toHaveLength(9);
  expect(log).not.toMatch(/Warning|Error/);
});

test('the inspector can read, and finds no tool to write', async () => {
  const call = (tool: string, ...args: string[]) =>
    inspect([], ['--method', 'tools/call', '--tool-name', tool, '--tool-arg', ...args]);
  const { result, code } = await call('get_record', 'resource=incidents', 'id=13534');
  expect({ id: result.structuredContent.record.id, code }).toEqual({ id: 13534, code: 0 });
  const refused = await call('add_note', 'resource=incidents', 'id=13534', 'note=Hello');
  expect(refused.code).not.toBe(0);
  expect(refused.log).toContain("Tool 'add_note' not found");
});
