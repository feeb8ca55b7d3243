import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { TABLES } from '../../store/tables.ts';
import { startOperator } from '../../test-support/operator.ts';

const { where, call, store } = await startOperator();

function commandLine(args: readonly string[]): string[] {
  const main = path.join(import.meta.dirname, '../main.ts');
  return ['--conditions=@service-desk/source', main, ...args, ...where];
}

/** Runs the program as a process. */
function program(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, commandLine(args), { encoding: 'utf8' });
  return { status, stdout, stderr };
}

test('commands run beside a server and set their exit code', async () => {
  expect(program('user', 'list')).toEqual({
    status: 1,
    stdout: '',
    stderr: 'service-desk: there is no account yet; create one with account create\n',
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

test('an account whose removal was interrupted is not served, and removing it again finishes', async () => {
  const { token } = JSON.parse(
    program('account', 'create', 'Rata & Co', '--first-name', 'Rewi', '--json').stdout,
  );
  await store.write(2, async (db) => {
    for (let first = 0; first < 40_000; first += 1000) {
      const notes = Array.from({ length: 1000 }, (_, index) => ({
        account_id: 2,
        id: first + index,
        parent_type: 'incident' as const,
        parent_id: 1,
        kind: 'symptom' as const,
        note: 'A note',
        user_id: 1,
        external_email: '',
        created_with: null,
        created_at: 0,
        updated_at: 0,
      }));
      await db.insertInto('notes').values(notes).execute();
    }
  });
  const notesLeft = async () => {
    const { count } = await store.reading
      .selectFrom('notes')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .where('account_id', '=', 2)
      .executeTakeFirstOrThrow();
    return count;
  };
  const remove = ['account', 'remove', '--account', '2', '--yes'];
  const removing = spawn(process.execPath, commandLine(remove));
  const gone = once(removing, 'exit');
  while ((await notesLeft()) > 35_000) await new Promise((resolve) => setTimeout(resolve, 1));
  removing.kill('SIGKILL');
  await gone;
  expect(await notesLeft()).toBeGreaterThan(0);
  expect((await call(token, 'users/current_user')).status).toBe(401);
  expect(program('user', 'list', '--account', '2').stderr).toBe(
    'service-desk: Rata & Co is being removed; run account remove again to finish\n',
  );
  expect(JSON.parse(program('account', 'list', '--json').stdout)).toContainEqual(
    expect.objectContaining({ id: 2, state: 'being removed' }),
  );
  expect(program('export', '-').stdout).not.toContain('Rata');

  expect(program(...remove)).toMatchObject({ status: 0, stderr: '' });
  for (const [table, key] of Object.entries(TABLES)) {
    if (table === 'pictures') continue;
    const account = sql.ref(table === 'accounts' ? 'id' : 'account_id');
    const { rows } =
      await sql`select ${sql.ref(key[0] as string)} from ${sql.table(table)} where ${account} = 2`.execute(
        store.reading,
      );
    expect([table, rows]).toEqual([table, []]);
  }
});

test('[outages.3] a call that was authenticated before its account was removed writes nothing', async () => {
  const { token, service_id } = JSON.parse(
    program('account', 'create', 'Kauri', '--first-name', 'Rewi', '--json').stdout,
  );
  // The first step of a removal, without deleting the token, as if the call had been authenticated before.
  await store.write(2, async (db) => {
    await db.updateTable('accounts').set({ removed_at: 1 }).where('id', '=', 2).execute();
  });
  const { errors } = await call(token, 'incidents', 'POST', { incident: { title: 'Late', service_id } });
  expect(errors).toEqual(['[E400] The account has been removed']);
  expect(program('account', 'remove', '--account', '2', '--yes').status).toBe(0);
});
