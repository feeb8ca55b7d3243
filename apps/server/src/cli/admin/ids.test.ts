import { expect, test } from 'vitest';
import { startOperator } from '../../test-support/operator.ts';

const { run, refused, call } = await startOperator();

const { token } = await run('account', 'create', 'Kowhai', '--first-name', 'Aroha');
const LARGEST = '9223372036854775807';

test.each([
  ['user', ['create', 'Tama']],
  ['group', ['create', 'Night']],
  ['service', ['create', 'Network']],
  ['priority', ['create', 'P', '--service', '1', '--for', 'incident', '--level', '5']],
  ['type', ['create', 'T', '--service', '1', '--for', 'incident']],
  ['category', ['create', 'C', '--service', '1']],
  ['report', ['create', 'R', '--for', 'incident']],
  ['config-type', ['create', 'CT']],
  ['relationship-type', ['create', 'RT', '--opposite', 'TR']],
  ['message', ['create', 'M', '--service', '1']],
  ['article', ['create', 'A', '--service', '1']],
])('[callers.11] a %s can be created with a given id', async (noun, [verb = '', name, ...rest]) => {
  const make = (text: string, ...more: string[]) => [noun, verb, `${name}${text}`, ...rest, ...more];
  const wanted = noun === 'group' ? '4800' : '4711';
  if (noun === 'relationship-type') rest[1] = 'TR1';
  expect((await run(...make('1', '--id', wanted))).id).toBe(Number(wanted));
  if (noun === 'relationship-type') rest[1] = 'TR2';
  // The largest id is stored exactly, and does not raise the sequence.
  const huge = noun === 'group' ? '9223372036854775806' : LARGEST;
  expect((await run(...make('2', '--id', huge))).id).toBe(huge);
  if (noun === 'relationship-type') rest[1] = 'TR3';
  expect(await refused(...make('3', '--id', huge))).toMatch(/^id \d+ is already used in /);
  const { id } = await run(...make('4'));
  expect(id).toBeGreaterThan(Number(wanted));
  expect(id).toBeLessThan(5000);
});

test('[callers.10] [callers.11] the id of a removed group is not reused', async () => {
  const { id } = await run('group', 'create', 'Before');
  const chosen = Number(id) + 5;
  await run('group', 'create', 'Chosen', '--id', String(chosen));
  await run('group', 'remove', 'Chosen', '--yes');
  expect((await run('group', 'create', 'After')).id).toBe(chosen + 1);
});

test('users and groups share their ids, and invalid ids are refused', async () => {
  expect(await refused('group', 'create', 'Day', '--id', '4711')).toBe('id 4711 is already used in users');
  for (const text of ['0', '-1', '1.5', 'x', '9223372036854775808']) {
    expect(await refused('user', 'create', 'Kiri', `--id=${text}`)).toMatch(/whole number from 1/);
  }
});

test('[callers.11] a report can filter by ids of 19 digits', async () => {
  await run('service', 'grant', 'Service Desk', LARGEST);
  const incident = { title: 'Hum', service_id: 1, assigned_user_id: LARGEST };
  const made = (await call(token, 'incidents', 'POST', { incident })).result.incident;
  await call(token, 'incidents', 'POST', { incident: { title: 'Another', service_id: 1 } });
  const report = await run('report', 'create', 'Theirs', '--for', 'incident', '--assigned', LARGEST);
  expect(report.assigned_user_ids).toEqual([LARGEST]);
  expect((await run('report', 'set', 'Theirs', '--name', 'Tamas')).assigned_user_ids).toEqual([LARGEST]);
  const listed = (await call(token, `incidents?report_id=${report.id}`)).result;
  expect(listed.incidents.map(({ id }: { id: number }) => id)).toEqual([made.id]);
});
