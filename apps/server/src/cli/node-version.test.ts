import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const run = promisify(execFile);
const program = path.resolve(import.meta.dirname, '../../bin/service-desk.js');

/** Runs the command with `process.versions.node` set to this version. */
async function asNode(version: string): Promise<string> {
  const pretend = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } });`;
  const args = ['--input-type=module', '--eval', `${pretend} await import('file://${program}');`];
  const { stderr } = await run(process.execPath, args).catch((error) => error);
  return stderr;
}

test.each(['18.20.0', '24.0.0', '24.15.9'])(
  'Node %s is refused with the required version',
  async (version) => {
    expect(await asNode(version)).toMatch(/^service-desk: Node 24\.16 or newer is needed, this is v/);
  },
);

test.each(['24.16.0', '26.0.0'])('Node %s is accepted', async (version) => {
  expect(await asNode(version)).not.toContain('or newer is needed');
});
