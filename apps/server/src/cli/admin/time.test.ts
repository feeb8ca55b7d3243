import { expect, test } from 'vitest';
import { startOperator } from '../../test-support/operator.ts';

const { run, refused, call } = await startOperator();

const { token } = await run(
  'account',
  'create',
  'Kowhai',
  '--first-name',
  'Aroha',
  '--time-zone',
  'Pacific/Auckland',
);
const tama = await run('user', 'create', 'Tama', '--service', 'Service Desk');
const tamas = await run('token', 'create', '--user', 'Tama');

/** Creates a time entry of Tama's and returns its id. */
async function enterTime(performed_at: string): Promise<number> {
  const body = { time_entry: { entry: '// Filing', hours: 1, performed_at } };
  return (await call(tamas.token, 'time_entries', 'POST', body)).result.time_entry.id;
}

/** Those of the entries that can be changed. */
async function unlocked(ids: number[]): Promise<number[]> {
  const found = [];
  for (const id of ids) {
    const { errors } = await call(tamas.token, `time_entries/${id}`, 'PUT', {
      time_entry: { description: 'Again' },
    });
    if (errors) expect(errors).toEqual(['[E400] time entry is locked']);
    else found.push(id);
  }
  return found;
}

test('[callers.9] a range of days is locked and unlocked in the time zone of the account', async () => {
  // The last is on the evening of the 3rd in London, which is the morning of the 4th in Auckland.
  const ids = [
    await enterTime('2024-05-01T09:00:00+12:00'),
    await enterTime('2024-05-03T23:59:00+12:00'),
    await enterTime('2024-05-03T21:00:00Z'),
  ];
  const [a, b, c] = ids as [number, number, number];
  expect(await run('time', 'lock', '--from', '2024-05-02', '--to', '2024-05-03')).toEqual({ locked: 1 });
  expect(await unlocked(ids)).toEqual([a, c]);
  expect(await run('time', 'lock', '--from', '2024-05-01', '--to', '2024-05-04', '--user', 'Aroha')).toEqual({
    locked: 0,
  });
  expect(await run('time', 'lock', '--from', '2024-05-01', '--to', '2024-05-04', '--user', 'Tama')).toEqual({
    locked: 2,
  });
  expect(await unlocked(ids)).toEqual([]);
  expect((await call(tamas.token, `time_entries/${a}`, 'DELETE')).errors).toEqual([
    '[E400] time entry is locked',
  ]);
  expect(await run('time', 'unlock', '--from', '2024-05-03', '--to', '2024-05-03')).toEqual({ unlocked: 1 });
  expect(await unlocked(ids)).toEqual([b]);
  expect(await unlocked([await enterTime('2024-05-02')])).toHaveLength(1);
  expect(await refused('time', 'lock', '--from', 'May', '--to', '2024-05-04')).toBe('from is not a date');
});

test('a Time Administrator can access the time of all users until that is revoked', async () => {
  const others = async () => (await call(tamas.token, 'time_entries?selected_user_id=1')).errors;
  expect(await others()).toEqual(['[E400] You are not permitted to do this']);
  expect(await run('time', 'grant', 'Tama')).toMatchObject({ id: tama.id, time_administrator: true });
  expect(await others()).toBeUndefined();
  expect(await run('time', 'administrators')).toMatchObject([{ name: 'Tama' }]);
  await run('time', 'revoke', 'Tama');
  expect(await others()).toEqual(['[E400] You are not permitted to do this']);
  expect((await call(token, 'users')).status).toBe(200);
});
