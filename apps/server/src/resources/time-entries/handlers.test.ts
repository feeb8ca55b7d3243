import { describe, expect, test } from 'vitest';
import { startProvider } from '../../test-support/provider.ts';

const { luke, dan, account, create, sandbox } = await startProvider();

const LUKE = 17;
const DAN = 18;

async function enter(fields: Record<string, unknown>, agent = luke, query = '') {
  const { result, errors } = await agent.post(`time_entries${query}`, {
    time_entry: { entry: '// Staff meeting', hours: 1, ...fields },
  });
  return errors ?? result.time_entry;
}

async function listed(query: string, agent = luke): Promise<number[]> {
  const { result } = await agent.get(`time_entries?${query}`);
  return result.time_entries.map(({ id }: { id: number }) => id);
}

describe('what time is spent on', () => {
  test('[time.1] a record by its number, in any case, with a task after it', async () => {
    const entry = await enter({ entry: 'b#13534 Reading the logs' });
    expect(entry).toMatchObject({
      incident_id: 13534,
      incident_link: '/external_api/v1/incidents/13534',
      custom: 'Reading the logs',
    });
    expect(entry.service.name).toBe('Service Desk');
  });

  test('[time.1] a service by its name, ignoring case, and a task', async () => {
    const entry = await enter({ entry: ' service desk // Training // day 2' });
    expect(entry).toMatchObject({ custom: 'Training // day 2', service: { id: 20 } });
    expect(entry).not.toHaveProperty('incident_id');
  });

  test('[names.1] a service by its name in any script, case and composition', async () => {
    const called = (name: string) =>
      sandbox.store.write(1, (db) => db.updateTable('services').set({ name }).where('id', '=', 20).execute());
    for (const [name, sent] of [
      ['Öl Ñandú', 'öl ñandú'],
      ['Öl Ñandú', 'O\u0308L N\u0303ANDU\u0301'],
      ['ΟΔΟΣ', 'οδος'],
      ['Жалобы', 'жАЛОБЫ'],
      ['STRAẞE', 'straße'],
    ] as const) {
      await called(name);
      expect(await enter({ entry: `${sent} // Training` })).toMatchObject({ service: { id: 20, name } });
    }
    await called('STRAẞE');
    expect(await enter({ entry: 'strasse // Training' })).toEqual(['[E400] no service found']);
  });

  test('[time.1] a task of no service, with slashes before it or without', async () => {
    for (const entry of ['// Staff meeting', 'Staff meeting', '//Staff meeting']) {
      expect(await enter({ entry })).toMatchObject({ custom: 'Staff meeting', service: null });
    }
  });

  test('[time.1] slashes inside a word separate nothing', async () => {
    for (const entry of ['read http://example.com/x', 'Service Desk //x', 'either//or']) {
      expect(await enter({ entry })).toMatchObject({ custom: entry, service: null });
    }
    for (const [entry, custom] of [
      ['Service Desk // read http://example.com/x', 'read http://example.com/x'],
      ['Service Desk //', ''],
      ['service desk\t//\u00a0Training', 'Training'],
    ]) {
      expect(await enter({ entry })).toMatchObject({ custom, service: { id: 20 } });
    }
    expect(await enter({ entry: '//http://example.com' })).toMatchObject({
      custom: 'http://example.com',
      service: null,
    });
  });

  test('[writes.8] what it was spent on may be sent back by a user who no longer sees it', async () => {
    const entries = ['B#13534 Reading', 'service desk // Training'];
    const ids: number[] = [];
    for (const entry of entries) ids.push((await enter({ entry })).id);
    await sandbox.store.write(1, async (db) => {
      await db.deleteFrom('service_access').where('user_id', '=', LUKE).execute();
      await db.deleteFrom('memberships').where('user_id', '=', LUKE).execute();
    });
    const put = (id: number | undefined, entry: string | undefined) =>
      luke.put(`time_entries/${id}`, { time_entry: { entry, hours: 2 } });
    for (const [index, entry] of entries.entries()) {
      expect((await put(ids[index], entry)).result.time_entry).toMatchObject({
        service: { id: 20 },
        hours: 2,
      });
    }
    expect((await put(ids[1], entries[0])).errors).toEqual(['[E400] no record found']);
    expect((await put(ids[0], 'Network // x')).errors).toEqual(['[E400] no service found']);
  });

  test('[time.1] a number or a name that leads nowhere, or where the caller may not look', async () => {
    expect(await enter({ entry: 'B#99999999' })).toEqual(['[E400] no record found']);
    expect(await enter({ entry: 'B#9999999999999999999' })).toEqual(['[E400] no record found']);
    expect(await enter({ entry: 'Catering // Lunch' })).toEqual(['[E400] no service found']);
    expect(await enter({ entry: 'Payroll // March' })).toEqual(['[E400] no service found']);
  });

  test('[time.2] is read back with the account, blank where there is none', async () => {
    const { result } = await luke.get('time_entries/2762');
    expect(result.time_entry).toMatchObject({ id: 2762, account: 1, locked_at: '', hours: 1 });
  });

  test('[time.2] a record of any type is named with its link', async () => {
    for (const [type, id] of [
      ['incident', 13534],
      ['problem', 13561],
      ['change', 13570],
      ['release', 13580],
    ] as const) {
      const entry = await enter({ entry: `B#${id}` }, dan);
      const record = (await dan.get(`${type}s/${id}`)).result[type];
      const named = { [`${type}_id`]: id, [`${type}_link`]: `/external_api/v1/${type}s/${id}` };
      expect(entry).toMatchObject({ ...named, custom: '', service: { id: record.service.id } });
      const { result } = await dan.get(`time_entries/${entry.id}`);
      expect(result.time_entry).toEqual(entry);
      expect((await dan.get('time_entries?limit=1')).result.time_entries[0]).toMatchObject(named);
    }
  });

  test('[time.2] the service is the one that the record is in now', async () => {
    const { id } = await create({ service_id: 20 });
    const entry = await enter({ entry: `B#${id}` }, dan);
    expect(entry.service.id).toBe(20);
    // Older rows have the service of that time.
    await sandbox.store.write(1, (db) =>
      db.updateTable('time_entries').set({ service_id: 20 }).where('id', '=', entry.id).execute(),
    );
    const another = await enter({ entry: `B#${id} Another` }, dan);
    const named = await enter({ entry: 'Service Desk // Named' }, dan);
    const { incident } = (await dan.put(`incidents/${id}`, { incident: { service_id: 33 } })).result;
    expect(incident.service.id).toBe(33);
    for (const each of [entry.id, another.id]) {
      expect((await dan.get(`time_entries/${each}`)).result.time_entry.service).toEqual(incident.service);
    }
    const { time_entries } = (await dan.get('time_entries?limit=3')).result;
    const byId = new Map(
      time_entries.map((each: { id: number; service: object }) => [each.id, each.service]),
    );
    expect(byId).toEqual(
      new Map([
        [named.id, named.service],
        [another.id, incident.service],
        [entry.id, incident.service],
      ]),
    );
    const { result } = await dan.put(`time_entries/${entry.id}`, { time_entry: { entry: `B#${id} More` } });
    expect(result.time_entry).toMatchObject({ custom: 'More', service: incident.service });
  });

  test('[time.2] an incident sums up its time', async () => {
    const { id } = await create({ service_id: 20 });
    for (const hours of ['0.1', 0.2, 0.7]) await enter({ entry: `B#${id}`, hours });
    const { result } = await dan.get(`incidents/${id}`);
    expect(result.incident.total_time_spent).toBe(1);
  });
});

describe('hours', () => {
  test('[time.3] are decimals above 0 and up to 24', async () => {
    expect(await enter({ hours: '.25' })).toMatchObject({ hours: 0.25 });
    expect(await enter({ hours: 24 })).toMatchObject({ hours: 24 });
    expect(await enter({ hours: 0 })).toEqual(['[E400] hours must be greater than 0']);
    expect(await enter({ hours: 24.01 })).toEqual(['[E400] hours must be less than or equal to 24']);
    expect(await enter({ hours: '1h' })).toEqual(['[E400] hours is not a number']);
    expect(await enter({ hours: '', entry: '' })).toEqual([
      "[E400] entry can't be blank",
      "[E400] hours can't be blank",
    ]);
  });

  test('[time.3] performed_at defaults to now', async () => {
    const entry = await enter({});
    expect(entry.performed_at).toBe(entry.created_at);
    expect(await enter({ performed_at: '10 Feb 2010, 15:37' })).toMatchObject({
      performed_at: '2010-02-10T15:37:00Z',
    });
  });
});

describe('a list of time', () => {
  test('[time.4] is the last month of the caller, newest first', async () => {
    expect(await listed('')).toEqual([2770, 2768, 2766, 2765, 2763]);
    const { result } = await luke.get('time_entries?limit=2&page=2');
    expect(result).toMatchObject({ total_entries: 5, total_pages: 3 });
    expect(result.time_entries[0].id).toBe(2766);
  });

  test('[time.4] holds both ends of its range; a day at its end is its last moment', async () => {
    expect(await listed('start_date=2010-03-14T23:00:00Z&end_date=2010-03-15T22:30:00Z')).toEqual([
      2765, 2763,
    ]);
    expect(await listed('start_date=2010-03-15&end_date=2010-03-15')).toEqual([2765]);
    expect(await listed('start_date=2010-03-15&end_date=15 Mar 2010')).toEqual([2765]);
    expect(await listed('start_date=2010-01-01')).toEqual([2770, 2768, 2766, 2765, 2763, 2762, 2755]);
  });

  test('[time.4] is the own one by default, also for a Time Administrator; everybody with an account-wide token', async () => {
    expect(await listed('', dan)).toEqual([2771, 2764]);
    expect(await listed('selected_user_id=', dan)).toEqual([2771, 2764]);
    expect(await listed('', account)).toEqual([2771, 2770, 2769, 2768, 2767, 2766, 2765, 2764, 2763]);
  });
});

describe('who may', () => {
  test('[time.5] [envelope.11] a Time User reaches their own time only', async () => {
    expect((await luke.get('time_entries/2771')).errors).toEqual(['[E400] no time entry found']);
    expect((await luke.put('time_entries/2771', { time_entry: { hours: 2 } })).errors).toEqual([
      '[E400] no time entry found',
    ]);
    expect((await luke.delete('time_entries/2771')).errors).toEqual(['[E400] no time entry found']);
    const refused = ['[E400] You are not permitted to do this'];
    expect((await luke.get(`time_entries?selected_user_id=${DAN}`)).errors).toEqual(refused);
    expect(await enter({}, luke, `?selected_user_id=${DAN}`)).toEqual(refused);
    expect(
      (await luke.put(`time_entries/2762?selected_user_id=${DAN}`, { time_entry: { hours: 2 } })).errors,
    ).toEqual(refused);
    expect(await listed(`selected_user_id=${LUKE}`)).toHaveLength(5);
  });

  test('[time.5] a Time Administrator reads, enters, edits and deletes for anyone', async () => {
    expect(await listed(`selected_user_id=${LUKE}`, dan)).toEqual([2770, 2768, 2766, 2765, 2763]);
    const entry = await enter({}, dan, `?selected_user_id=${LUKE}`);
    expect(entry.user.id).toBe(LUKE);
    const { result } = await dan.put(`time_entries/${entry.id}?selected_user_id=${DAN}`, {
      time_entry: { hours: 3 },
    });
    expect(result.time_entry).toMatchObject({ hours: 3, custom: 'Staff meeting', user: { id: DAN } });
    expect((await dan.delete(`time_entries/${entry.id}`)).result.time_entry.id).toBe(entry.id);
    expect((await dan.delete(`time_entries/${entry.id}`)).errors).toEqual(['[E400] no time entry found']);
  });

  test('[time.5] a blank is no user, and neither is a group', async () => {
    expect((await dan.get('time_entries?selected_user_id=99999999')).errors).toEqual([
      '[E400] no user found',
    ]);
    expect(await enter({}, account, '?selected_user_id=168')).toEqual(['[E400] no user found']);
  });

  test('[time.6] a locked entry is neither changed nor deleted', async () => {
    const locked = ['[E400] time entry is locked'];
    expect((await luke.put('time_entries/2755', { time_entry: { hours: 1 } })).errors).toEqual(locked);
    expect((await dan.delete('time_entries/2755')).errors).toEqual(locked);
    expect((await luke.get('time_entries/2755')).result.time_entry).toMatchObject({
      hours: 3,
      locked_at: '2010-02-01T00:00:00Z',
    });
  });
});

test('[time.7] an update leaves alone what it does not say, and one that says nothing new leaves no trace', async () => {
  const before = (await luke.get('time_entries/2762')).result.time_entry;
  const same = await luke.put('time_entries/2762', {
    time_entry: { hours: '1.0', description: before.description },
  });
  expect(same.result.time_entry).toEqual(before);
  const { result } = await luke.put('time_entries/2762', { time_entry: { description: '' } });
  expect(result.time_entry).toMatchObject({ description: '', hours: 1, custom: before.custom });
  expect(result.time_entry.updated_at).not.toBe(before.updated_at);
});

test('another account has time of its own', async () => {
  await sandbox.store.write(2, async (db) => {
    const [entry] = await sandbox.store.reading
      .selectFrom('time_entries')
      .selectAll()
      .where('id', '=', 2762)
      .execute();
    if (entry)
      await db
        .insertInto('time_entries')
        .values({ ...entry, account_id: 2, id: 1 })
        .execute();
  });
  expect((await account.get('time_entries/1')).errors).toEqual(['[E400] no time entry found']);
});
