import { expect, test } from 'vitest';
import { startOperator } from '../../test-support/operator.ts';

const { run, print, refused, call, store } = await startOperator();

const { token } = await run('account', 'create', 'Kowhai', '--first-name', 'Aroha', '--last-name', 'Ngata');
const tama = await run(
  'user',
  'create',
  'Tama',
  'Reid',
  '--email',
  'tama@kowhai.example',
  '--service',
  'Service Desk',
);

/** The names of users and groups in the API's list. */
async function listed(): Promise<string[]> {
  return (await call(token, 'users')).result.users.map(({ full_name }: { full_name: string }) => full_name);
}

test('a user can be created and changed with all fields', async () => {
  await call(token, 'Companies', 'POST', { Company: { name: 'Rata' } });
  const words = [
    '--email',
    'mere@kowhai.example',
    '--job-title',
    'Analyst',
    '--office-phone',
    '04 1',
    '--time-zone',
    'Auckland',
  ];
  const mere = await run('user', 'create', 'Mere', 'Pohe', ...words, '--company', 'rata');
  expect(mere).toMatchObject({ name: 'Mere Pohe', company_id: 1, services: [], groups: [] });
  expect((await call(token, `users/${mere.id}`)).result.user).toMatchObject({
    full_name: 'Mere Pohe',
    email: 'mere@kowhai.example',
    job_title: 'Analyst',
    office_phone: '04 1',
    time_zone: 'Auckland',
    Company: { id: 1, name: 'Rata' },
  });
  await run(
    'user',
    'set',
    'mere@kowhai.example',
    '--last-name',
    'Tuala',
    '--company',
    '',
    '--job-title',
    'Lead',
  );
  expect(await run('user', 'show', 'Mere Tuala')).toMatchObject({
    id: mere.id,
    company_id: null,
    job_title: 'Lead',
    office_phone: '04 1',
  });
  expect(await print('user', 'list')).toMatch(/^id +name +email .*\n1 +Aroha Ngata/);
  await run('user', 'remove', 'Mere Tuala', '--yes');
  expect(await listed()).toEqual(['Aroha Ngata', 'Tama Reid']);
  // Ids are not reused.
  expect((await run('user', 'create', 'Nikau')).id).toBe(mere.id + 1);
});

test('a group has members and services, and records are assigned to it', async () => {
  const group = await run(
    'group',
    'create',
    'Second Line',
    '--member',
    'Tama Reid',
    '--service',
    'Service Desk',
  );
  expect(group).toMatchObject({ name: 'Second Line', members: ['Tama Reid'], services: ['Service Desk'] });
  const incident = { title: 'Fan is loud', service_id: 1, assigned_user_id: group.id };
  expect(
    (await call(token, 'incidents', 'POST', { incident })).result.incident.assigned_user.group_link,
  ).toMatch(`/users/${group.id}`);
  await run('group', 'add', 'Second Line', 'Aroha Ngata', 'Nikau');
  expect((await run('group', 'drop', 'Second Line', 'Nikau')).members).toEqual(['Aroha Ngata', 'Tama Reid']);
  expect(await refused('group', 'drop', 'Second Line', 'Nikau')).toBe('Nikau is not a member of Second Line');
  expect(
    // White space around an address is trimmed.
    await run('group', 'set', 'Second Line', '--name', 'Line 2', '--email', ' two@kowhai.example\u00A0'),
  ).toMatchObject({ name: 'Line 2' });
  expect((await run('group', 'list')).map(({ name }: { name: string }) => name)).toEqual(['Line 2']);
  expect(await run('group', 'show', 'line 2')).toMatchObject({ email: 'two@kowhai.example' });
  expect(await refused('group', 'remove', 'Line 2', '--yes')).toBe(
    `user ${group.id} (Line 2) is still used by incidents`,
  );
  const spare = await run('group', 'create', 'Spare');
  expect(await run('group', 'remove', 'Spare', '--yes')).toMatchObject({ id: spare.id });
});

test('[callers.6] a disabled user keeps their name in records, and loses tokens, access and new records', async () => {
  const tamas = await run('token', 'create', '--user', 'Tama Reid');
  await store.write(1, (db) => db.deleteFrom('mails').where('account_id', '=', 1).execute());
  const { result } = await call(tamas.token, 'incidents', 'POST', {
    incident: { title: 'Door is stuck', service_id: 1 },
  });
  const { id } = result.incident;
  await call(tamas.token, `incidents/${id}/watches`, 'POST', { watch: { watched_by: tama.id } });
  expect(await refused('user', 'remove', 'Tama Reid', '--yes')).toBe(
    `user ${tama.id} (Tama Reid) is still used by incidents: disable the user instead`,
  );

  expect(await run('user', 'disable', 'Tama Reid', '--yes')).toMatchObject({
    revoked_tokens: 1,
    services: [],
    groups: [],
  });
  expect((await call(tamas.token, 'incidents')).status).toBe(401);
  expect(await listed()).not.toContain('Tama Reid');
  const left = (await call(token, `incidents/${id}`)).result.incident;
  expect(left).toMatchObject({ owner: { full_name: 'Tama Reid' }, watches: [] });
  const given = { incident: { title: 'Door is stuck', service_id: 1, assigned_user_id: tama.id } };
  expect((await call(token, 'incidents', 'POST', given)).errors).toEqual(['[E400] no user found']);
  for (const command of [
    ['token', 'create', '--user', 'Tama Reid'],
    ['service', 'grant', 'Service Desk', 'Tama Reid'],
    ['group', 'add', 'Line 2', 'Tama Reid'],
    ['time', 'grant', 'Tama Reid'],
    ['account', 'set', '--owner', 'Tama Reid'],
  ]) {
    expect(await refused(...command)).toBe('Tama Reid is disabled');
  }
  expect(await refused('user', 'disable', 'Tama Reid', '--yes')).toBe('Tama Reid is already disabled');

  // Closing a record sends mail to its owner and assignee, but not if they are disabled.
  const addressed = async () =>
    (await store.reading.selectFrom('mails').select('recipient').execute()).map(({ recipient }) => recipient);
  const closing = { incident: { closed_at: '2024-05-02', closure_code: 0, closure_comment: 'Oiled.' } };
  expect((await call(token, `incidents/${id}`, 'PUT', closing)).result.incident.status).toBe('Closed');
  expect(await addressed()).toEqual([]);

  expect(await run('user', 'enable', 'Tama Reid')).toMatchObject({
    disabled_at: '',
    services: [],
    groups: [],
  });
  expect(await listed()).toContain('Tama Reid');
  expect((await call(tamas.token, 'incidents')).status).toBe(401);
  expect(await refused('user', 'enable', 'Tama Reid')).toBe('Tama Reid is not disabled');
});

test('[people.7] a disabled user gets no new records, and their open records can be found and reassigned', async () => {
  const moana = await run('user', 'create', 'Moana', '--service', 'Service Desk');
  const post = (path: string, wrapper: string, fields: object) =>
    call(token, path, 'POST', { [wrapper]: fields });
  const open = { title: 'Screen flickers', service_id: 1, assigned_user_id: moana.id };
  const { id } = (await post('incidents', 'incident', open)).result.incident;
  await post('problems', 'problem', open);
  expect(await run('user', 'disable', 'Moana', '--yes')).toMatchObject({ open_records: 2 });

  const none = ['[E400] no user found'];
  const owned = { owned_by: moana.id };
  const change = (await post('changes', 'change', { title: 'Swap it', service_id: 1 })).result.change;
  const release = (await post('releases', 'release', { title: 'R', service_id: 1 })).result.release;
  for (const [path, wrapper, fields] of [
    ['incidents', 'incident', { title: 'x', service_id: 1, owner_id: moana.id }],
    ['incidents', 'incident', { title: 'x', service_id: 1, received_by_id: moana.id }],
    [`incidents/${id}/watches`, 'watch', { watched_by: moana.id }],
    [`incidents/${id}/comments`, 'comment', { note: 'x', user_id: moana.id }],
    [`changes/${change.id}/testers`, 'tester', owned],
    [`releases/${release.id}/review_users`, 'review_user', owned],
    [`changes/${change.id}/issues`, 'issue', { title: 'x', ...owned }],
    [`time_entries?selected_user_id=${moana.id}`, 'time_entry', { entry: 'x', hours: 1 }],
  ] as const) {
    expect((await post(path, wrapper, fields)).errors, `${path} ${JSON.stringify(fields)}`).toEqual(none);
  }
  // An unchanged assignee is accepted.
  const again = { incident: { title: 'Screen is dark', assigned_user_id: moana.id } };
  expect((await call(token, `incidents/${id}`, 'PUT', again)).errors).toBeUndefined();

  const found = await call(token, `incidents?selected_user_id=${moana.id}`);
  expect(found.result.incidents.map((incident: { id: number }) => incident.id)).toEqual([id]);
  await run('time', 'grant', 'Aroha Ngata');
  expect((await call(token, `time_entries?selected_user_id=${moana.id}`)).errors).toBeUndefined();

  await run('user', 'create', 'Rangi');
  expect(await refused('user', 'reassign', 'Moana', 'Rangi')).toBe(
    'Rangi has no access to Service Desk: grant it first',
  );
  expect(await run('user', 'reassign', 'Moana', 'Aroha Ngata')).toMatchObject({
    open_records: 0,
    reassigned_records: 2,
  });
  expect((await call(token, `incidents/${id}`)).result.incident.assigned_user.full_name).toBe('Aroha Ngata');

  const hemi = await run('user', 'create', 'Hemi', '--service', 'Service Desk');
  await post('incidents', 'incident', { ...open, assigned_user_id: hemi.id });
  expect(await run('user', 'disable', 'Hemi', '--yes', '--reassign-to', 'Aroha Ngata')).toMatchObject({
    open_records: 0,
    reassigned_records: 1,
  });
});

test('[people.8] losing access in any way ends the watches', async () => {
  await run('group', 'create', 'Night', '--service', 'Service Desk');
  const watcher = await run('user', 'create', 'Wiremu', '--group', 'Night');
  const made = await call(token, 'incidents', 'POST', { incident: { title: 'Hum', service_id: 1 } });
  const { id } = made.result.incident;
  const watching = async () => {
    await run('group', 'add', 'Night', 'Wiremu');
    const watch = { watched_by: watcher.id };
    expect((await call(token, `incidents/${id}/watches`, 'POST', { watch })).errors).toBeUndefined();
  };
  const watches = async () => (await call(token, `incidents/${id}/watches`)).result.watches.length;

  await watching();
  await run('service', 'grant', 'Service Desk', 'Wiremu');
  await run('group', 'drop', 'Night', 'Wiremu');
  expect(await watches(), 'direct access remains').toBe(1);
  await run('service', 'revoke', 'Service Desk', 'Wiremu');
  expect(await watches()).toBe(0);
  await watching();
  await run('group', 'drop', 'Night', 'Wiremu');
  expect(await watches()).toBe(0);
  await watching();
  await run('service', 'revoke', 'Service Desk', 'Night');
  expect(await watches()).toBe(0);
  await run('service', 'grant', 'Service Desk', 'Night');
  await watching();
  await run('group', 'remove', 'Night', '--yes');
  expect(await watches()).toBe(0);
});

test('the owner of the account and default assignees are not disabled', async () => {
  expect(await refused('user', 'disable', '1', '--yes')).toBe(
    'Aroha Ngata owns the account: set another owner first',
  );
  await run('service', 'grant', 'Service Desk', 'Nikau');
  await run('service', 'set', 'Service Desk', '--assignee', 'Nikau');
  expect(await refused('user', 'disable', 'Nikau', '--yes')).toBe(
    'Nikau is the default assignee of Service Desk: choose another first',
  );
  await run('service', 'set', 'Service Desk', '--assignee', '');
  await run('user', 'disable', 'Nikau', '--yes');
});

test('a default assignee cannot lose access to the service in any way', async () => {
  await run('user', 'create', 'Ngaio');
  await run('group', 'create', 'Evening', '--member', 'Ngaio', '--service', 'Service Desk');
  await run('service', 'set', 'Service Desk', '--assignee', 'Ngaio');
  const message = 'Ngaio is the default assignee of Service Desk: choose another first';
  expect(await refused('group', 'drop', 'Evening', 'Ngaio')).toBe(message);
  expect(await refused('service', 'revoke', 'Service Desk', 'Evening')).toBe(message);
  expect(await refused('group', 'remove', 'Evening', '--yes')).toBe(message);
  expect(await run('group', 'show', 'Evening')).toMatchObject({
    members: ['Ngaio'],
    services: ['Service Desk'],
  });
  // Direct access and access through a group can replace each other.
  await run('service', 'grant', 'Service Desk', 'Ngaio');
  await run('service', 'revoke', 'Service Desk', 'Evening');
  expect(await refused('service', 'revoke', 'Service Desk', 'Ngaio')).toBe(message);
  await run('service', 'set', 'Service Desk', '--assignee', '');
  await run('group', 'drop', 'Evening', 'Ngaio');
});

test('an ambiguous name is refused with the ids', async () => {
  const ids = [(await run('user', 'create', 'Kiri')).id, (await run('user', 'create', 'kiri')).id];
  expect(await refused('user', 'show', 'KIRI')).toBe(
    `KIRI is ambiguous: ${ids.join(', ')}; give the id of the user`,
  );
  expect(await run('user', 'show', String(ids[1]))).toMatchObject({ name: 'kiri' });
  expect(await refused('user', 'show', '99999999999999999999')).toBe('no user found: 99999999999999999999');
  expect(await refused('user', 'create', ' ', 'x'.repeat(256))).toBe(
    "first_name can't be blank; last_name is too long (maximum is 255 characters)",
  );
});

test('[names.1] names match in any case and Unicode composition, and so do addresses', async () => {
  const ana = await run('user', 'create', 'Ana María', 'Núñez', '--email', '\tÑu@kowhai.example ');
  for (const name of ['ANA MARÍA NÚÑEZ', 'ana mari\u0301a nu\u0301n\u0303ez', 'ñU@KOWHAI.example']) {
    expect(await run('user', 'show', name)).toMatchObject({ id: ana.id });
  }
  await run('user', 'set', String(ana.id), '--last-name', 'Öz');
  expect(await run('user', 'show', 'ana maría ÖZ')).toMatchObject({ id: ana.id });
  expect(await refused('user', 'show', 'Ana Maria Öz')).toContain('no user found');
  await run('user', 'set', String(ana.id), '--first-name', 'Élan');
  await run('user', 'create', 'Fern');
  const names = await listed();
  expect(names.indexOf('Aroha Ngata')).toBeLessThan(names.indexOf('Élan Öz'));
  expect(names.indexOf('Élan Öz')).toBeLessThan(names.indexOf('Fern'));
});
