import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, test } from 'vitest';
import { EXIT } from './exit.ts';

/** Runs a shell line, in which `command` is the command; prints its exit code as the last line of the error output. */
function shell(line: string) {
  const main = path.join(import.meta.dirname, 'main.ts');
  const command = `"${process.execPath}" --conditions=@service-desk/source "${main}"`;
  return spawnSync('sh', ['-c', line.replaceAll('command', command)], { encoding: 'utf8' });
}

test('output that is closed early is no error', () => {
  expect(shell('(sleep 1; command --help; echo $? >&2) | true').stderr).toBe(`${EXIT.kept}\n`);
});

test('output that cannot be written is an error', () => {
  const { stderr, status } = shell('command --help > /dev/full');
  expect(stderr).toMatch(/^service-desk-contract: cannot write the output: .*ENOSPC.*\n$/);
  expect(status).toBe(EXIT.couldNotRun);
});
