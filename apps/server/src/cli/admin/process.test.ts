import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, test } from 'vitest';
import { startOperator } from '../../test-support/operator.ts';

const { where, call } = await startOperator();

/** Runs the program as an operator does. */
function program(...args: string[]) {
  const main = path.join(import.meta.dirname, '../main.ts');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--conditions=@service-desk/source', main, ...args, ...where],
    { encoding: 'utf8' },
  );
  return { status, stdout, stderr };
}

test('a process does what it is told and ends with what came of it, beside the server', async () => {
  expect(program('user', 'list')).toEqual({
    status: 1,
    stdout: '',
    stderr: 'service-desk: there is no account yet: account create makes one\n',
  });
  const { status, stdout } = program('account', 'create', 'Kowhai', '--first-name', 'Aroha', '--json');
  expect(status).toBe(0);
  const { token } = JSON.parse(stdout);
  expect((await call(token, 'users/current_user')).result.user.full_name).toBe('Aroha');
  expect(program('user', 'list')).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/^id +name.*\n1 +Aroha/),
  });
  expect(program('user', 'show', 'Tama')).toEqual({
    status: 1,
    stdout: '',
    stderr: 'service-desk: no user found: Tama\n',
  });
  expect(program('user', 'remove', 'Aroha')).toMatchObject({
    status: 2,
    stderr: expect.stringContaining("service-desk: required option '--yes' not specified"),
  });
});
