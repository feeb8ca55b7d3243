import { expect, test } from 'vitest';
import { createApp } from '../../app.ts';
import { openStore } from '../../store/store.ts';
import { startOperator } from '../../test-support/operator.ts';

const { run, print, refused, call, store, location } = await startOperator();

const account = await run(
  'account',
  'create',
  'Kowhai Ltd',
  '--first-name',
  'Aroha',
  '--last-name',
  'Ngata',
  '--time-zone',
  'Pacific/Auckland',
  '--service',
  'Help Desk',
  '--levels',
  '3',
  '--type',
  'incident=Fault',
  '--type',
  'incident=Question',
  '--type',
  'change=Normal',
);

test('[callers.4] from an empty database to a resolved incident, by commands and calls', async () => {
  expect(account).toMatchObject({ id: 1, name: 'Kowhai Ltd', owner: 'Aroha Ngata', service: 'Help Desk' });
  const { token } = account;

  const created = await call(token, 'incidents', 'POST', {
    incident: { title: 'No dial tone', service_id: account.service_id },
  });
  expect(created.result.incident).toMatchObject({
    id: 1,
    status: 'Open',
    priority: { level: 3, description: 'Normal' },
    service_activity_type: { name: 'Fault' },
    owner: { full_name: 'Aroha Ngata' },
  });
  const resolved = await call(token, 'incidents/1', 'PUT', {
    incident: { resolved: true, resolution: 'The cable was loose.' },
  });
  expect(resolved.result.incident).toMatchObject({ status: 'Resolved' });
  // The root of the configuration database exists.
  expect((await call(token, 'config_types')).result).toMatchObject({ config_items: [], config_types: [] });

  // The server sees the results of commands with its next request.
  const user = await run(
    'user',
    'create',
    'Tama',
    'Reid',
    '--email',
    'tama@kowhai.example',
    '--service',
    'Help Desk',
  );
  const tamas = await run('token', 'create', '--user', 'Tama Reid', '--name', 'phone');
  const network = await run(
    'service',
    'create',
    'Network',
    '--access',
    'Tama Reid',
    '--assignee',
    'Tama Reid',
  );
  await run(
    'priority',
    'create',
    'At once',
    '--service',
    'Network',
    '--for',
    'incident',
    '--level',
    '1',
    '--due-hours',
    '2',
  );
  const outage = (
    await call(tamas.token, 'incidents', 'POST', {
      incident: { title: 'Wireless is down', service_id: network.id },
    })
  ).result.incident;
  expect(outage.assigned_user.id).toBe(user.id);
  const report = await run('report', 'create', 'Of the network', '--for', 'incident', '--service', 'Network');
  expect(
    (await call(tamas.token, `incidents?report_id=${report.id}`)).result.incidents.map(
      ({ id }: { id: number }) => id,
    ),
  ).toEqual([outage.id]);
  const time = { time_entry: { entry: `B#${outage.id}`, hours: 1.5, performed_at: '2024-05-02' } };
  const entry = (await call(tamas.token, 'time_entries', 'POST', time)).result.time_entry;
  expect(await run('time', 'lock', '--from', '2024-05-01', '--to', '2024-05-02')).toEqual({ locked: 1 });
  expect(
    (await call(tamas.token, `time_entries/${entry.id}`, 'PUT', { time_entry: { hours: 2 } })).errors,
  ).toEqual(['[E400] time entry is locked']);
});

test('a second account is separate, and commands then need --account', async () => {
  const other = await run('account', 'create', 'Rata & Co', '--first-name', 'Rewi');
  expect(other).toMatchObject({ id: 2, time_zone: 'UTC', service: 'Service Desk' });
  expect(
    (await call(other.token, 'users')).result.users.map(({ full_name }: { full_name: string }) => full_name),
  ).toEqual(['Rewi']);
  expect(await refused('user', 'list')).toBe(
    'there are several accounts: 1 (Kowhai Ltd), 2 (Rata & Co); choose one with --account',
  );
  expect(
    (await run('user', 'list', '--account', 'rata & co')).map(({ name }: { name: string }) => name),
  ).toEqual(['Rewi']);
  expect(await refused('user', 'list', '--account', 'Kauri')).toBe('no account found: Kauri');
  expect((await run('account', 'list')).map(({ name }: { name: string }) => name)).toEqual([
    'Kowhai Ltd',
    'Rata & Co',
  ]);

  expect(await refused('account', 'remove', '--account', '2')).toContain("required option '--yes'");
  await run('account', 'remove', '--account', '2', '--yes');
  expect((await call(other.token, 'users')).status).toBe(401);
  const left = await store.reading.selectFrom('users').select('account_id').distinct().execute();
  expect(left).toEqual([{ account_id: 1 }]);
});

test('the name, owner and time zone of an account are validated', async () => {
  expect(
    await run('account', 'set', '--name', 'Kowhai', '--time-zone', 'Europe/Berlin', '--owner', 'Tama Reid'),
  ).toMatchObject({
    name: 'Kowhai',
    time_zone: 'Europe/Berlin',
    owner: 'Tama Reid',
  });
  expect(await refused('account', 'set', '--name', ' ', '--time-zone', 'Wellington')).toBe(
    "time zone is not an IANA time zone, such as Pacific/Auckland; name can't be blank",
  );
  expect(await print('account', 'show')).toMatch(/^id +1\nname +Kowhai\ntime_zone +Europe\/Berlin\n/);
});

test('a refused command writes nothing', async () => {
  expect(await refused('account', 'create', 'Half', '--first-name', 'X', '--slug', '42')).toMatch(
    /^slug must start with a letter/,
  );
  expect(await run('account', 'list')).toHaveLength(1);
});

test('another server on the same database sees the results of commands', async () => {
  const { token } = await run('token', 'create', '--account-wide');
  await using second = {
    store: await openStore(location),
    async [Symbol.asyncDispose]() {
      await this.store.close();
    },
  };
  const app = await createApp({ store: second.store });
  const status = async () =>
    (await app.inject({ url: '/v1/users', headers: { authorization: `Basic ${btoa(`x:${token}`)}` } }))
      .statusCode;
  expect([await status(), (await call(token, 'users')).status]).toEqual([200, 200]);
  await run('token', 'revoke', token);
  expect([await status(), (await call(token, 'users')).status]).toEqual([401, 401]);
  await app.close();
});
