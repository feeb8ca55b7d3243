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

/** The names of users and groups as the API lists them. */
async function listed(): Promise<string[]> {
  return (await call(token, 'users')).result.users.map(({ full_name }: { full_name: string }) => full_name);
}

test('a user is made and changed with all that is kept of him', async () => {
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
  // No number is given out twice.
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
  expect(await refused('group', 'drop', 'Second Line', 'Nikau')).toBe('Nikau is no member of Second Line');
  expect(
    // A blank around an address is trimmed.
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

test('[callers.6] who has left is disabled: he keeps his name in records, and is given and can do nothing any more', async () => {
  const his = await run('token', 'create', '--user', 'Tama Reid');
  await store.write(1, (db) => db.deleteFrom('mails').where('account_id', '=', 1).execute());
  const { result } = await call(his.token, 'incidents', 'POST', {
    incident: { title: 'Door is stuck', service_id: 1 },
  });
  const { id } = result.incident;
  await call(his.token, `incidents/${id}/watches`, 'POST', { watch: { watched_by: tama.id } });
  expect(await refused('user', 'remove', 'Tama Reid', '--yes')).toBe(
    `user ${tama.id} (Tama Reid) is still used by incidents: disable the user instead`,
  );

  expect(await run('user', 'disable', 'Tama Reid', '--yes')).toMatchObject({
    revoked_tokens: 1,
    services: [],
    groups: [],
  });
  expect((await call(his.token, 'incidents')).status).toBe(401);
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
  expect(await refused('user', 'disable', 'Tama Reid', '--yes')).toBe('Tama Reid is disabled already');

  // Owner and assignee of a record hear of its end; he does not any more.
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
  expect((await call(his.token, 'incidents')).status).toBe(401);
  expect(await refused('user', 'enable', 'Tama Reid')).toBe('Tama Reid is not disabled');
});

test('[people.7] a disabled user is given nothing new, and their open records are found and handed over', async () => {
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
  // Who was there before is no change.
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

test('[people.8] losing access ends the watches, whichever way it is lost', async () => {
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
  expect(await watches(), 'access of their own is left').toBe(1);
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

test('whom the account or a service counts on is not disabled', async () => {
  expect(await refused('user', 'disable', '1', '--yes')).toBe(
    'Aroha Ngata owns the account: give it another owner first',
  );
  await run('service', 'grant', 'Service Desk', 'Nikau');
  await run('service', 'set', 'Service Desk', '--assignee', 'Nikau');
  expect(await refused('user', 'disable', 'Nikau', '--yes')).toBe(
    'Nikau is the default assignee of Service Desk: choose another first',
  );
  await run('service', 'set', 'Service Desk', '--assignee', '');
  await run('user', 'disable', 'Nikau', '--yes');
});

test('who gets the new records of a service does not lose access to it, whichever way', async () => {
  await run('user', 'create', 'Ngaio');
  await run('group', 'create', 'Evening', '--member', 'Ngaio', '--service', 'Service Desk');
  await run('service', 'set', 'Service Desk', '--assignee', 'Ngaio');
  const told = 'Ngaio is the default assignee of Service Desk: choose another first';
  expect(await refused('group', 'drop', 'Evening', 'Ngaio')).toBe(told);
  expect(await refused('service', 'revoke', 'Service Desk', 'Evening')).toBe(told);
  expect(await refused('group', 'remove', 'Evening', '--yes')).toBe(told);
  expect(await run('group', 'show', 'Evening')).toMatchObject({
    members: ['Ngaio'],
    services: ['Service Desk'],
  });
  // With access of their own, what the group gives can go, and the other way round.
  await run('service', 'grant', 'Service Desk', 'Ngaio');
  await run('service', 'revoke', 'Service Desk', 'Evening');
  expect(await refused('service', 'revoke', 'Service Desk', 'Ngaio')).toBe(told);
  await run('service', 'set', 'Service Desk', '--assignee', '');
  await run('group', 'drop', 'Evening', 'Ngaio');
});

test('a name that two have asks for the id', async () => {
  const ids = [(await run('user', 'create', 'Kiri')).id, (await run('user', 'create', 'kiri')).id];
  expect(await refused('user', 'show', 'KIRI')).toBe(
    `KIRI may be each of ${ids.join(', ')}: name the user by its id`,
  );
  expect(await run('user', 'show', String(ids[1]))).toMatchObject({ name: 'kiri' });
  expect(await refused('user', 'show', '99999999999999999999')).toBe('no user found: 99999999999999999999');
  expect(await refused('user', 'create', ' ', 'x'.repeat(256))).toBe(
    "first_name can't be blank; last_name is too long (maximum is 255 characters)",
  );
});

test('[names.1] an operator names things in any case and composition, and an address too', async () => {
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
