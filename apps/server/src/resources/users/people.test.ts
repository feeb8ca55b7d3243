import { expect, test } from 'vitest';
import { startProvider } from '../../test-support/provider.ts';

const { sandbox, dan, luke, account, create, update } = await startProvider();

interface Named {
  id: number;
  full_name: string;
  name: string;
  first_name: string;
  last_name: string;
}

test('[lists.11] customers, services, users and groups are listed by name, ignoring case', async () => {
  const lower = (names: string[]) => names.map((name) => name.toLowerCase());
  const users = (await dan.get('users')).result.users.map(({ full_name }: Named) => full_name);
  expect(lower(users)).toEqual(lower(users).toSorted());
  expect(users.indexOf('admin God')).toBeLessThan(users.indexOf('Ben Nolan'));
  const services = (await dan.get('services')).result.services.map(({ name }: Named) => name);
  expect(lower(services)).toEqual(lower(services).toSorted());
  const customers = (await dan.get('customers?limit=100')).result.customers;
  const names = lower(customers.map(({ first_name, last_name }: Named) => `${first_name} ${last_name}`));
  expect(names).toEqual(names.toSorted());
  expect(names).toHaveLength(15);
});

test('[lists.13] the counts of the current user are the totals of their lists', async () => {
  const { result } = await luke.get('users/current_user');
  expect(result.user.incident_count).toBe((await luke.get('incidents')).result.total_entries);
  const cut = await luke.get('users/current_user?service_ids=33,17');
  expect(cut.result.user.incident_count).toBe(
    (await luke.get('incidents?service_ids=33,17')).result.total_entries,
  );
  const { id } = await create({ assigned_user_id: 17 });
  expect((await luke.get('users/current_user')).result.user.incident_count).toBe(
    result.user.incident_count + 1,
  );
  await update(id, { resolve_and_close: 1, resolution: 'Done.' });
  expect((await luke.get('users/current_user')).result.user.incident_count).toBe(result.user.incident_count);
});

test('[people.1] users and groups share list and address', async () => {
  const users = (await dan.get('users')).result.users;
  const group = users.find(({ id }: Named) => id === 168);
  expect(group).toEqual({
    id: 168,
    group_link: '/external_api/v1/users/168',
    full_name: 'Support Group',
    first_name: 'Support Group',
    last_name: null,
    avatar: null,
  });
  expect((await dan.get('users/168')).result.user).toMatchObject({
    full_name: 'Support Group',
    last_name: null,
  });
  const ids = async (service: number) =>
    (await dan.get(`users?service_id=${service}`)).result.users.map(({ id }: Named) => id).toSorted();
  // Carl has access through the group.
  expect(await ids(20)).toEqual([7, 11, 16, 17, 18, 20, 54, 168, 436].toSorted());
  expect(await ids(34)).toEqual([18, 21, 56].toSorted());
  expect((await luke.get('users?service_id=34')).errors).toEqual(['[E400] no service found']);
  expect((await dan.get('users?service_id=x')).errors).toEqual(['[E400] service_id is not a number']);
});

test('[people.2] a user and a customer give back all their fields', async () => {
  const { user } = (await dan.get('users/18')).result;
  expect(user).toMatchObject({
    email: 'dan@youdo.example',
    job_title: 'Support Lead',
    Company: null,
    time_zone: '',
  });
  const { customer } = (await dan.get('customers/33')).result;
  expect(customer).toMatchObject({
    full_name: 'Pieter de Vries',
    portal_access: true,
    see_all_incidents: true,
    admin: false,
    Company: { id: 6, name: 'Meridian Foods', Company_link: '/external_api/v1/Companies/6' },
  });
});

test('[blank.4] a picture that is not there is null or blank, by its place', async () => {
  const { users } = (await dan.get('users')).result;
  const avatarOf = (wanted: number) => users.find(({ id }: Named) => id === wanted).avatar;
  const dans = {
    public_filename: '/avatars/get/67/ca/67ca168dcb91d0e315bdaf440b6137dc76103ca1/image_png/Picture_1.png',
  };
  expect([avatarOf(18), avatarOf(346), avatarOf(168)]).toEqual([dans, null, null]);
  expect((await dan.get('users/18')).result.user.avatar).toEqual(dans);
  expect((await dan.get('users/346')).result.user.avatar).toBe('');
  expect((await dan.get('incidents/13534')).result.incident.owner.avatar).toEqual(dans);
  expect((await dan.get('incidents/13557')).result.incident.assigned_user.avatar.public_filename).toMatch(
    /\/image_jpeg\/greg_100x100\.jpg$/,
  );
  expect((await dan.get('users/current_user')).result.user.avatar).toEqual(dans);
  expect((await create({ service_id: 33, assigned_user_id: 346 })).assigned_user.avatar).toBe('');

  const { customers } = (await dan.get('customers?limit=100')).result;
  const pictured = customers.filter(({ avatar }: { avatar: unknown }) => avatar !== null);
  expect(pictured.map(({ id }: Named) => id)).toEqual([33]);
  expect((await dan.get('customers/33')).result.customer.avatar).toEqual(pictured[0].avatar);
  expect((await dan.get('customers/2008')).result.customer.avatar).toBeNull();
  const { Companies } = (await dan.get('Companies')).result;
  const logo = Companies.find(({ id }: Named) => id === 6).avatar;
  expect(logo.public_filename).toMatch(/\/image_png\/meridian_logo\.png$/);
  expect((await dan.put('Companies/6', { Company: { notes: 'Hungry.' } })).result.Company.avatar).toEqual(
    logo,
  );
  expect((await dan.get('Companies/33')).result.Company.avatar).toBeNull();

  expect((await dan.get('services/33')).result.service.avatar).toBeNull();
  expect((await dan.get('services/20')).result.service.avatar).toEqual({
    avatar_link: '/external_api/v1/avatars/143',
  });
});

test('[dates.1] activated_at keeps its blank, other dates are in UTC to the second', async () => {
  const { user } = (await dan.get('users/18')).result;
  expect(user.activated_at).toBe('2010-02-10 03:58:08');
  expect(user.created_at).toBe('2007-12-05T22:59:00Z');
  await sandbox.store.write(1, (db) =>
    db.updateTable('accounts').set({ time_zone: 'Pacific/Auckland' }).execute(),
  );
  const { opened_at } = await create({ opened_at: '10 Feb 2011, 15:37' });
  expect(opened_at).toBe('2011-02-10T02:37:00Z');
});

test('[dates.3] links begin with one prefix, and a service is found by its name too', async () => {
  const { incident } = (await dan.get('/v1/incidents/13534')).result;
  for (const link of [
    incident.incident_link,
    incident.owner.user_link,
    incident.service.service_link,
    incident.service.avatar.avatar_link,
    incident.customer.customer_link,
    incident.priority.service_priority_link,
    incident.service_activity_type.service_activity_type_link,
    incident.symptoms[0].symptom.symptom_link,
    incident.watches[0].watch.watch_link,
  ]) {
    expect(link).toMatch(/^\/external_api\/v1\//);
    expect((await dan.get(link)).errors, link).toBeUndefined();
  }
  expect((await dan.get('services/servicedesk')).result.service.id).toBe(20);
  expect((await dan.get('services/ServiceDesk')).result.service.id, '[names.1]').toBe(20);
  for (const hidden of ['network', 'Network'])
    expect((await luke.get(`services/${hidden}`)).errors).toEqual(['[E400] no service found']);
});

test('[dates.3] [names.1] every address of a service accepts its name, in any case and composition', async () => {
  const called = (name: string) =>
    sandbox.store.write(1, (db) => db.updateTable('services').set({ name }).where('id', '=', 20).execute());
  for (const [name, sent] of [
    ['Service Desk', 'service%20DESK'],
    ['Öl Ñandú', encodeURIComponent('O\u0308L n\u0303andu\u0301')],
    ['Node.js', 'Node.js'],
    ['24/7', '24%2F7'],
    ['100 %', '100%20%25'],
  ] as const) {
    await called(name);
    for (const path of ['', '/service_priorities/58', '/service_activity_types/16']) {
      const { errors } = await dan.get(`services/${sent}${path}.json`);
      expect(errors, `${sent}${path}`).toBeUndefined();
    }
  }
  await called('Service Desk');
  expect((await dan.get('service?id=Service+Desk')).result.service.id).toBe(20);
  await called('NETWORK');
  expect((await dan.get('services/network')).result.service.name, 'a slug wins').toBe('Network');
  expect((await luke.get('services/network')).result.service.id).toBe(20);
  expect((await dan.send('services/Node.js.json', { method: 'PUT' })).status).toBe(405);
});

test('a priority and a type are found under their own service alone', async () => {
  const { service } = (await dan.get('services/20')).result;
  const [{ service_priority }] = service.service_priorities;
  expect((await dan.get('services/20/service_priorities/58')).result).toEqual({ service_priority });
  expect((await dan.get('services/33/service_priorities/58')).errors).toEqual(['[E400] no priority found']);
  expect((await dan.get('services/33/service_activity_types/16')).errors).toEqual(['[E400] no type found']);
  expect((await luke.get('services/34/service_priorities/531')).errors).toEqual(['[E400] no service found']);
  expect((await luke.get('services/network/service_activity_types/81')).errors).toEqual([
    '[E400] no service found',
  ]);
});

test('[dates.4] the world holds the ids that the guide prints', async () => {
  for (const path of [
    ...[2, 20, 33, 34, 123].map((id) => `services/${id}`),
    ...[7, 12, 18, 54, 56, 77, 346, 359, 436].map((id) => `users/${id}`),
    ...[32, 33, 117, 430, 2008, 2009, 2020].map((id) => `customers/${id}`),
    ...[5, 33].map((id) => `Companies/${id}`),
    'services/33/service_priorities/819',
    'services/2/service_priorities/25',
    'services/20/service_priorities/525',
    'services/33/service_activity_types/65',
    'services/123/service_activity_types/876',
    'incidents/33',
    'incidents/331',
    'incidents/13534',
    'incidents/331/watches/811',
    'problems/9',
    'changes/234',
    'config_items/100',
  ]) {
    expect((await account.get(path)).errors, path).toBeUndefined();
  }
  const { config_relationship_types } = (await dan.get('config_relationship_type')).result;
  expect(config_relationship_types.map(({ id }: Named) => id)).toContain(1);
  const fields = { user_type: 'developer', Description: 'x' };
  const { errors } = await dan.post('config_items', {
    config_item: { name: 'x', owner_id: 359, config_type_id: 313, config_type_fields: fields },
  });
  expect(errors).toBeUndefined();
});

test('[dates.5] ids beyond 2^53 are exact, in and out', async () => {
  const id = 862260361677721613n;
  await sandbox.store.write(1, async (db) => {
    const dans = await db.selectFrom('users').selectAll().where('id', '=', 18).executeTakeFirstOrThrow();
    await db
      .insertInto('users')
      .values({ ...dans, id, first_name: 'Long' })
      .execute();
    await db.insertInto('service_access').values({ account_id: 1, service_id: 20, user_id: id }).execute();
  });
  expect((await dan.get(`users/${id}`)).text).toContain(`"id":${id},`);
  for (const sent of [`${id}`, `"${id}"`]) {
    const { text } = await dan.send('incidents/13534', {
      method: 'PUT',
      body: `{"incident":{"assigned_user_id":${sent}}}`,
    });
    expect(text).toContain(`"assigned_user":{"id":${id},`);
  }
  const { result } = await dan.get(`incidents?selected_user_id=${id}`);
  expect(result.incidents.map((incident: Named) => incident.id)).toEqual([13534]);
  expect((await dan.get('incidents?selected_user_id=862260361677721612')).errors).toEqual([
    '[E400] no user found',
  ]);
});
