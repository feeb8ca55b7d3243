import { describe, expect, test } from 'vitest';
import { startProvider } from '../../test-support/provider.ts';

const { sandbox, dan, luke, account, create: createIncident } = await startProvider();

type Fields = Record<string, unknown>;

/** The four types of record, each with an open one and one that is closed. */
const types = [
  { type: 'incident', path: 'incidents', open: 13534, closed: 612, assignee: 'assigned_user' },
  { type: 'problem', path: 'problems', open: 13561, closed: 13568, assignee: 'assigned_to' },
  { type: 'change', path: 'changes', open: 13570, closed: 980, assignee: 'assigned_to' },
  { type: 'release', path: 'releases', open: 13581, closed: 1267, assignee: 'assigned_user' },
] as const;

test('[dates.2] all types share one sequence, and each number leads to one record', async () => {
  const numbers = [];
  for (const { type, path } of [...types, ...types.toReversed()]) {
    const { result } = await dan.post(path, { [type]: { title: 'x', service_id: 20 } });
    const { id, reference_num = id } = result[type];
    expect(reference_num, type).toBe(id);
    numbers.push(id);
    expect((await dan.get(`beetils/${id}`)).result[type].id).toBe(id);
    const { time_entry } = (await dan.post('time_entries', { time_entry: { entry: `B#${id}`, hours: 1 } }))
      .result;
    expect(time_entry[`${type}_id`]).toBe(id);
  }
  expect(numbers).toEqual(numbers.map((_, index) => 13_600 + index));
});

describe.each(types)('$type:', ({ type, path, open, closed, assignee }) => {
  async function create(fields: Fields = {}, agent = dan) {
    const { result, errors } = await agent.post(path, {
      [type]: { title: 'Of any type', service_id: 20, ...fields },
    });
    expect(errors).toBeUndefined();
    return result[type];
  }
  async function update(id: number, fields: Fields, agent = dan) {
    const { result, errors } = await agent.put(`${path}/${id}`, { [type]: fields });
    expect(errors).toBeUndefined();
    return result[type];
  }
  const get = async (id: number) => (await dan.get(`${path}/${id}`)).result[type];
  async function stored(id: number, column: 'priority_id' | 'type_id') {
    const row = await sandbox.store.reading
      .selectFrom(path)
      .select(column)
      .where('account_id', '=', 1)
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    return row[column];
  }
  const listed = async (query = '', agent = luke): Promise<number[]> =>
    (await agent.get(`${path}?limit=100${query}`)).result[path].map(({ id }: { id: number }) => id);

  test('[lists.1] that is closed is in no list, but found by its number, by a link and by a report', async () => {
    const { id } = await create({ assigned_user_id: 17 });
    await dan.post(`links/incidents/331`, type === 'release' ? { release_id: id } : { [`${type}_id`]: id });
    expect(await listed()).toContain(id);
    await update(id, { closed: true, closed_at: '2010-03-24', closure_code: 0, closure_comment: 'Done.' });
    expect(await listed()).not.toContain(id);
    expect(await listed('', account)).not.toContain(id);
    expect((await get(id)).closed_at).toBe('2010-03-24T00:00:00Z');
    expect((await dan.get(`beetils/${id}`)).result[type].id).toBe(id);
    const links = (await dan.get('incidents/331')).result.incident[path];
    expect(links.map((link: Fields) => link[`${type}_id`])).toContain(id);
    await sandbox.store.write(1, (db) =>
      db
        .insertInto('reports')
        .values({ account_id: 1, id: 77, record_type: type, name: 'All', filters: '{}', order: null })
        .execute(),
    );
    expect(await listed('&report_id=77')).toEqual(expect.arrayContaining([id, open, closed]));
  });

  test('[incidents.4] [problems.2] [changes.9] [releases.5] closed by the flag is closed now, and no voids the date beside it', async () => {
    const closure = { closure_code: 0, closure_comment: 'Done.' };
    const { id } = await create();
    const kept = await update(id, { ...closure, closed: false, closed_at: '2010-03-20' });
    expect(kept).toMatchObject({ closed_at: '', closure_code: '', closure_comment: '' });
    const now = await update(id, { ...closure, closed: true });
    expect(now).toMatchObject({ ...closure, closed_at: now.last_active_at });
    expect((await dan.put(`${path}/${id}`, { [type]: { closed: 'perhaps' } })).errors).toEqual([
      '[E400] closed is not true or false',
    ]);
    expect((await update(id, { closed: false })).closed_at).toBe(now.closed_at);
  });

  test('[lists.4] of a service that the selected user has left is not in their list', async () => {
    const { id } = await create({ assigned_user_id: 17 });
    expect(await listed('&selected_user_id=17', account)).toContain(id);
    await sandbox.store.write(1, async (db) => {
      await db.deleteFrom('service_access').where('user_id', '=', 17).execute();
      await db.deleteFrom('memberships').where('user_id', '=', 17).execute();
    });
    expect(await listed('&selected_user_id=17', account)).not.toContain(id);
    expect(await listed('&selected_user_id=17&service_ids=20', account)).toContain(id);
  });

  test('[lists.3] is added to a list by who watches it, if it is an incident or a problem', async () => {
    const { id } = await create({ assigned_user_id: 16 });
    await dan.post(`${path}/${id}/watches`, { watch: { watched_by: 17 } });
    expect(await listed()).not.toContain(id);
    expect((await listed('&include_watchlisted=1')).includes(id)).toBe(
      type === 'incident' || type === 'problem',
    );
  });

  test('[lists.12] tells a list all that a queue shows', async () => {
    const { id } = await create({ assigned_user_id: 17, owner_id: 16 });
    const record = await get(id);
    const { result } = await luke.get(`${path}?limit=100`);
    const summary = result[path].find((each: { id: number }) => each.id === id);
    for (const field of ['service', assignee, 'owner', 'created_at', 'last_active_at', 'closed_at']) {
      expect(summary[field], field).toEqual(record[field]);
      expect(summary[field], field).toBeDefined();
    }
    const status = { incident: 'status', change: 'change_status', release: 'status', problem: undefined }[
      type
    ];
    if (status) expect(summary[status]).toBe(record[status]);
    else expect(summary).not.toHaveProperty('status');
  });

  test('[writes.3] takes, on create and on update, what only examples and answers show', async () => {
    const fields = {
      owner_id: 16,
      assigned_user_id: 17,
      category_id: 14,
      customer_viewable: true,
      additional_values: { colour: 'red', size: 3, dropped: '' },
      notify_watchlisted: 0,
      notify_customer: false,
    };
    const written = {
      owner: { id: 16 },
      [assignee]: { id: 17 },
      category: { id: 14 },
      additional_values: { colour: 'red', size: '3' },
    };
    const created = await create(fields);
    expect(created).toMatchObject(written);
    expect(created.customer_viewable_at).toBe(created.created_at);
    const updated = await update((await create()).id, fields);
    expect(updated).toMatchObject(written);
    expect(updated.customer_viewable_at).toBe(updated.last_active_at);
    const merged = await update(updated.id, { additional_values: { size: '', shape: 'round' } });
    expect(merged.additional_values).toEqual({ colour: 'red', shape: 'round' });
    expect((await update(updated.id, { customer_viewable: 0 })).customer_viewable_at).toBe('');
    for (const flag of ['notify_watchlisted', 'notify_customer']) {
      expect((await dan.put(`${path}/${open}`, { [type]: { [flag]: 'loud' } })).errors).toEqual([
        `[E400] ${flag} is not true or false`,
      ]);
    }
  });

  test('[writes.9] is not active by its links and the time spent on it', async () => {
    const before = await get(open);
    await luke.post(`links/${path}/${open}`, { incident_id: 331, change_id: 13571 });
    await luke.post('time_entries', { time_entry: { entry: `B#${open}`, hours: 1 } });
    expect(await get(open)).toMatchObject({
      last_active_at: before.last_active_at,
      [type === 'problem' ? 'updated_by' : 'updated_by_user']:
        before[type === 'problem' ? 'updated_by' : 'updated_by_user'],
    });
  });

  test('[incidents.5] [problems.2] [changes.9] [releases.5] is re-opened by a blank date, whatever flag is beside it', async () => {
    for (const nothing of ['', null, ' ']) {
      for (const closed of [false, '0', undefined]) {
        const { id } = await create({ closed_at: '2010-03-24', closure_code: 1, closure_comment: 'Done.' });
        const reopened = await update(id, { closed_at: nothing, closure_code: nothing, closed });
        expect(reopened).toMatchObject({ closed_at: '', closure_code: '', closure_comment: '' });
      }
    }
  });

  test('[writes.8] keeps who lost access, was disabled or left the account, when they are sent back', async () => {
    const people = { owner_id: 16, assigned_user_id: 17 };
    const { id } = await create({ ...people, category_id: 14 });
    const before = await get(id);
    const references = {
      ...people,
      category_id: 14,
      priority_id: await stored(id, 'priority_id'),
      type_id: await stored(id, 'type_id'),
    };
    await sandbox.store.write(1, async (db) => {
      for (const user of [16, 17]) {
        await db.deleteFrom('service_access').where('user_id', '=', user).execute();
        await db.deleteFrom('memberships').where('user_id', '=', user).execute();
        await db.updateTable('users').set({ disabled_at: 1 }).where('id', '=', user).execute();
      }
    });
    expect(await update(id, { service_id: 20, ...references })).toEqual(before);
    expect(await update(id, { ...references, title: 'Saved' })).toMatchObject({
      title: 'Saved',
      owner: { id: 16 },
      [assignee]: { id: 17 },
    });
    // In another service, what is sent back is no choice either.
    expect(await update(id, { ...references, service_id: 33 })).toMatchObject({
      service: { id: 33 },
      [assignee]: { id: 168 },
    });
  });

  test('[incidents.3] [problems.2] [changes.9] [releases.5] closes with each code of its table and with no other', async () => {
    for (const closure_code of [0, 1, 2]) {
      const closure = { closed_at: '2010-03-24', closure_code, closure_comment: 'Done.' };
      expect((await update((await create()).id, closure)).closure_code).toBe(closure_code);
    }
    for (const closure_code of [3, -1]) {
      const closure = { closed_at: '2010-03-24', closure_code, closure_comment: 'Done.' };
      expect((await dan.put(`${path}/${open}`, { [type]: closure })).errors).toEqual([
        '[E400] closure_code is not included in the list',
      ]);
    }
  });
});

test('[writes.7] customer, receiver and flags are shown of what accepts them', async () => {
  for (const { type, path } of types.slice(0, 2)) {
    const { result } = await dan.post(path, {
      [type]: { title: 'x', service_id: 20, customer_id: 117, received_by_id: 16, common: 1 },
    });
    expect(result[type]).toMatchObject({
      customer: { id: 117 },
      received_by: { id: 16 },
      common: 1,
      customer_viewable_at: '',
    });
  }
  for (const { type, path, open } of types.slice(2)) {
    const record = (await dan.get(`${path}/${open}`)).result[type];
    expect(record.customer_viewable_at).toBe('');
    for (const field of ['customer', 'received_by', 'common']) expect(record).not.toHaveProperty(field);
  }
});

test('[writes.8] what people are named by elsewhere may be sent back as well', async () => {
  const made = async (path: string, wrapper: string, fields: Fields, answered = wrapper) => {
    const { result, errors } = await account.post(path, { [wrapper]: fields });
    expect(errors, path).toBeUndefined();
    return `${path.split('?')[0]}/${result[answered].id}`;
  };
  const written: [path: string, wrapper: string, fields: Fields][] = [
    [
      await made('changes/981/testers', 'tester', { owned_by: 17 }, 'change_tester'),
      'tester',
      { owned_by: 17, focus: 'x' },
    ],
    [
      await made('releases/1267/review_users', 'review_user', { owned_by: 17 }),
      'review_user',
      { owned_by: 17, focus: 'x' },
    ],
    [
      await made('changes/981/issues', 'issue', { title: 'x', owned_by: 17 }),
      'issue',
      { owned_by: 17, title: 'y' },
    ],
    [await made('incidents/331/watches', 'watch', { watched_by: 17 }), 'watch', { watched_by: 17 }],
    [
      await made('incidents/331/comments', 'comment', { note: 'x', user_id: 17 }),
      'comment',
      { note: 'y', user_id: 17 },
    ],
    [
      await made('config_items', 'config_item', { name: 'x', config_type_id: 313, owner_id: 17 }),
      'config_item',
      { name: 'y', config_type_id: 313, owner_id: 17 },
    ],
    [
      await made('customers', 'customer', { last_name: 'x', Company_id: 5 }),
      'customer',
      { last_name: 'y', Company_id: 5 },
    ],
  ];
  const time_entry = await made('time_entries?selected_user_id=16', 'time_entry', { entry: 'x', hours: 1 });
  await sandbox.store.write(1, async (db) => {
    await db.deleteFrom('users').where('account_id', '=', 1).where('id', '=', 17).execute();
    await db.deleteFrom('companies').where('account_id', '=', 1).where('id', '=', 5).execute();
    // Groups spend no time.
    await db.updateTable('users').set({ kind: 'group' }).where('id', '=', 16).execute();
  });
  for (const [path, wrapper, fields] of written) {
    expect((await account.put(path, { [wrapper]: fields })).errors, path).toBeUndefined();
  }
  const ben = `${time_entry}?selected_user_id=16`;
  expect((await account.put(ben, { time_entry: { hours: 2 } })).errors).toBeUndefined();
  expect((await account.post('changes/981/testers', { tester: { owned_by: 17 } })).errors).toEqual([
    '[E400] no user found',
  ]);
});

test('[due.3] passing the moment of escalation changes nothing', async () => {
  const { id } = await createIncident({ service_id: 33, priority_id: 817 });
  const before = (await dan.get(`incidents/${id}`)).result.incident;
  expect(before.due_to_escalate_at).not.toBe('');
  sandbox.clock.advance({ weeks: 1 });
  const { now } = sandbox.clock.state();
  expect(now > before.due_to_escalate_at).toBe(true);
  expect((await dan.get(`incidents/${id}`)).result.incident).toEqual(before);
});

test('[due.3] of other types than incidents no priority makes a date', async () => {
  for (const { type, path } of types.slice(1)) {
    const { result } = await dan.post(path, { [type]: { title: 'x', service_id: 33 } });
    expect(result[type].priority, type).not.toBeNull();
    expect(result[type].due_date ?? '', type).toBe('');
    expect(result[type], type).not.toHaveProperty('due_to_escalate_at');
  }
});

test('[callers.3] a colleague’s note, watch, tester, review user and link may be changed by another user, who may approve their own change', async () => {
  const { change } = (await luke.post('changes', { change: { title: 'x', service_id: 20 } })).result;
  const approved = await luke.put(`changes/${change.id}`, { change: { approved_at: '2010-03-24' } });
  expect(approved.result.change).toMatchObject({ change_status: 3, owner: { id: 17 } });

  // Each of them is Dan's.
  const mine: [path: string, wrapper: string, fields: Fields, changed: Fields][] = [
    [`changes/${change.id}/reasons`, 'reason', { note: 'x' }, { note: 'y' }],
    [`changes/${change.id}/watches`, 'watch', { watched_by: 18 }, { watched_by: 7 }],
    [`changes/${change.id}/testers`, 'tester', { focus: 'x' }, { focus: 'y' }],
    ['releases/13580/review_users', 'review_user', { focus: 'x' }, { focus: 'y' }],
  ];
  for (const [path, wrapper, fields, changed] of mine) {
    const [made] = Object.values((await dan.post(path, { [wrapper]: fields })).result) as [{ id: number }];
    expect((await luke.put(`${path}/${made.id}`, { [wrapper]: changed })).errors, path).toBeUndefined();
    expect((await luke.delete(`${path}/${made.id}`)).errors, path).toBeUndefined();
  }
  await dan.post(`links/changes/${change.id}`, { incident_id: 331 });
  expect((await luke.delete(`links/changes/${change.id}/incidents/331`)).errors).toBeUndefined();
});

test('[callers.1] people and the configuration database are there for who belongs to no service', async () => {
  await sandbox.store.write(1, async (db) => {
    await db.deleteFrom('service_access').where('user_id', '=', 17).execute();
    await db.deleteFrom('memberships').where('user_id', '=', 17).execute();
  });
  for (const path of [
    'customers',
    'customers/117',
    'Companies',
    'Companies/5',
    'users',
    'users/18',
    'users/168',
    'config_types',
    'config_types/313',
    'config_items/100',
    'config_relationship_type',
  ]) {
    const own = await luke.get(path);
    expect(own.errors, path).toBeUndefined();
    expect(own.text, path).toBe((await dan.get(path)).text);
  }
  expect((await luke.get('services')).result.services).toEqual([]);
  expect((await luke.get('incidents')).result.incidents).toEqual([]);
});
