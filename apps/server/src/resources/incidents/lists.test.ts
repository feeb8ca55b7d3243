import { describe, expect, test } from 'vitest';
import { seedWorld } from '../../demo/demo-world.ts';
import { hashOf } from '../../store/tokens.ts';
import { startProvider } from '../../test-support/provider.ts';

const { sandbox, as, dan, luke, account, create, update } = await startProvider();

type Agent = typeof dan;

/** The ids of all entries of a list, page by page, with the totals that each page claims. */
async function idsOf(agent: Agent, query = ''): Promise<number[]> {
  const { result, errors } = await agent.get(`incidents?limit=100&${query}`);
  expect(errors).toBeUndefined();
  const ids = result.incidents.map(({ id }: { id: number }) => id);
  expect(result.total_entries).toBe(ids.length);
  return ids;
}

/** What a browser extension of 2014 shows beside a record: it reads these fields without looking for null. */
function shownByTheExtension(record: Record<string, Record<string, string>>): string {
  const note = record.latest_note as Record<string, string>;
  if (note.Resolution) return `Resolution: ${note.Resolution}`;
  if (note.Comment) return `Comment: ${note.Comment}`;
  if (note.Symptom) return `Symptom: ${note.Symptom}`;
  return '';
}

describe('a list of incidents', () => {
  test('[blank.6] reads on where latest_note is read unguarded, for records without notes too', async () => {
    const { id } = await create();
    const { result } = await account.get('incidents?limit=100');
    expect(result.incidents.map(shownByTheExtension)).toEqual(result.incidents.map(() => ''));
    const without = result.incidents.find((incident: { id: number }) => incident.id === id);
    expect(without.latest_note).toEqual({
      id: null,
      created_at: '',
      note: '',
      user: null,
      external_email: '',
    });
    const { text } = await dan.get(`incidents/${id}.xml`);
    expect(text).toContain('<id nil="true"/>');
    await dan.put(`incidents/${id}`, { incident: without });
    expect((await dan.get(`incidents/${id}`)).result.incident.latest_note.id, 'sent back').toBeNull();
  });

  test('[lists.1] holds what is not closed; resolved counts as open', async () => {
    const before = await idsOf(dan);
    expect(before).toContain(745);
    await update(745, { closed_at: '2010-03-24', closure_code: 0, closure_comment: 'Done.' });
    expect(await idsOf(dan)).toEqual(before.filter((id) => id !== 745));
    expect((await dan.get('incidents/745')).result.incident.status).toBe('Closed');
    expect(await idsOf(luke)).not.toContain(612);
  });

  test('[lists.2] is scoped by the assignee alone', async () => {
    const { id } = await create({ owner_id: 18, received_by_id: 18, assigned_user_id: 17 });
    expect(await idsOf(dan)).not.toContain(id);
    expect(await idsOf(luke)).toContain(id);
    const ofGroup = await idsOf(dan, 'selected_user_id=168');
    expect(ofGroup).toContain(33);
    expect(await idsOf(dan)).not.toContain(33);
    // The account's owner has none, and an account-wide token is not narrowed to the owner.
    expect(await idsOf(account, 'selected_user_id=7')).toEqual([]);
    expect(await idsOf(account)).toEqual(expect.arrayContaining([13534, 745, 33, 331]));
    expect(await idsOf(account, 'selected_user_id=17')).toEqual(await idsOf(luke));
    expect(await idsOf(dan, 'selected_user_id=')).toEqual(await idsOf(dan));
  });

  test('[lists.3] can hold what the selected user watches himself, each once', async () => {
    const own = await idsOf(luke);
    const watched = await idsOf(luke, 'include_watchlisted=1');
    // Luke watches 13534, which is assigned to Luke anyway, and 13557, in a service that Luke does not see.
    expect(watched.toSorted()).toEqual(own.toSorted());
    expect(await idsOf(dan, 'include_watchlisted=true')).toEqual(expect.arrayContaining([13534, 331, 13543]));
    expect((await idsOf(dan, 'include_watchlisted=true')).filter((id) => id === 331)).toHaveLength(1);
    // A watch of a group belongs to no user.
    const { id } = await create({ assigned_user_id: 17 });
    await dan.post(`incidents/${id}/watches`, { watch: { watched_by: 168 } });
    expect(await idsOf(dan, 'include_watchlisted=1')).not.toContain(id);
    expect(await idsOf(dan, 'include_watchlisted=1&selected_user_id=168')).toContain(id);
    await update(331, { closed_at: '2010-03-24', closure_code: 0, closure_comment: 'Done.' });
    expect(await idsOf(dan, 'include_watchlisted=1')).not.toContain(331);
  });

  test('[lists.4] is cut to services, never beyond what the caller sees', async () => {
    const all = await idsOf(luke);
    const parts = [
      await idsOf(luke, 'service_ids=20'),
      await idsOf(luke, 'service_ids=33'),
      await idsOf(luke, 'service_ids=17'),
    ];
    expect(parts.flat().toSorted()).toEqual(all.toSorted());
    for (const both of [
      'service_ids=20,33',
      'service_ids[]=20&service_ids[]=33',
      'service_ids[0]=20&service_ids[1]=33',
      'service_ids=20&service_ids=33',
    ]) {
      expect((await idsOf(luke, both)).toSorted(), both).toEqual(
        [...(parts[0] ?? []), ...(parts[1] ?? [])].toSorted(),
      );
    }
    expect(await idsOf(luke, 'service_ids=999')).toEqual([]);
    expect(await idsOf(dan, 'selected_user_id=77')).toEqual([]);
    expect(await idsOf(dan, 'selected_user_id=77&service_ids=123')).toEqual([]);
    expect(await idsOf(account, 'selected_user_id=77')).toHaveLength(1);
    // Greg's incidents are in a service that Luke does not see.
    expect(await idsOf(luke, 'selected_user_id=21')).toEqual([]);
    expect((await dan.get('incidents?selected_user_id=999')).errors).toEqual(['[E400] no user found']);
    expect((await dan.get('incidents?service_ids=desk')).errors).toEqual([
      '[E400] service_ids is not a number',
    ]);
  });

  test('[lists.5] can be a report: its filters and order, narrowed and overridden by what stands beside it', async () => {
    const report = 'report_id=862260361677721612';
    const ids = await idsOf(luke, report);
    expect(ids).toEqual(ids.toSorted((a, b) => b - a));
    expect(ids).toEqual(expect.arrayContaining([612, 331, 33, 13534]));
    expect(await idsOf(luke, `${report}&selected_user_id=168`)).toEqual([13590, 13560, 33]);
    expect(await idsOf(luke, `${report}&service_ids=33`)).toEqual([]);
    expect((await idsOf(luke, `${report}&order=created_at`))[0]).toBe(13539);
    await sandbox.store.write(1, (db) =>
      db
        .insertInto('reports')
        .values([
          { account_id: 1, id: 5, record_type: 'problem', name: 'Of problems', filters: '{}', order: null },
          {
            account_id: 1,
            id: 6,
            record_type: 'incident',
            name: 'Closed',
            filters: '{"statuses":["Closed"],"assigned_user_ids":[17]}',
            order: 'priority',
          },
        ])
        .execute(),
    );
    expect((await luke.get('incidents?report_id=5')).errors).toEqual(['[E400] no report found']);
    expect(await idsOf(dan, 'report_id=6')).toEqual([612]);
  });

  test('[lists.6] is ordered by each of the four orders, and by due date unless asked', async () => {
    const listed = async (order: string) => {
      const { result } = await luke.get(`incidents?limit=100&order=${order}`);
      // biome-ignore lint/suspicious/noExplicitAny: the summaries have been held against the description.
      return result.incidents as any[];
    };
    await update(13540, { due_date: '2010-04-01' });
    const byDue = await listed('due_date');
    expect(byDue.map((i) => i.due_date)).toEqual(byDue.map((i) => i.due_date).toSorted());
    expect((await listed('')).map((i) => i.id)).toEqual(byDue.map((i) => i.id));
    const levels = async () => {
      const byPriority = await listed('priority');
      const orders = byPriority.map((i) => `${i.priority.level} ${i.due_date}`);
      expect(orders).toEqual(orders.toSorted());
      return Object.fromEntries(byPriority.map((i) => [i.id, i.priority.level]));
    };
    const before = await levels();
    const [first, last] = [
      byDue.find((i) => before[i.id] === 4).id,
      byDue.find((i) => before[i.id] === 2).id,
    ];
    await update(first, { service_id: 20, priority_id: 58 });
    await update(last, { service_id: 33, priority_id: 820 });
    const created = await create({ service_id: 20, priority_id: 62, assigned_user_id: 17 });
    expect(await levels()).toMatchObject({ [first]: 1, [last]: 4, [created.id]: 5 });
    for (const order of ['created_at', 'last_active_at']) {
      const moments = (await listed(order)).map((i) => i[order]);
      expect(moments, order).toEqual(moments.toSorted().toReversed());
    }
    await sandbox.store.write(1, (db) =>
      db
        .updateTable('incidents')
        .set({ due_date: null, created_at: 1000 })
        .where('id', 'in', [13537, 13541])
        .execute(),
    );
    expect((await listed('due_date')).map((i) => i.id).slice(-2)).toEqual([13541, 13537]);
    expect((await listed('created_at')).map((i) => i.id).slice(-2)).toEqual([13541, 13537]);
    expect((await luke.get('incidents?order=title')).errors).toEqual([
      '[E400] order is not included in the list',
    ]);
  });

  test('[lists.7] has limits: 100 at most, 10 unless given, per_page is another name', async () => {
    for (let count = 0; count < 95; count += 1) await create({ assigned_user_id: 17 });
    const length = async (query: string) => (await luke.get(`incidents?${query}`)).result.incidents.length;
    expect(await length('limit=500')).toBe(100);
    expect(await length('limit=')).toBe(10);
    expect(await length('per_page=7')).toBe(7);
    expect(await length('per_page=7&limit=3')).toBe(3);
    expect(await length('limit=5&limit=6')).toBe(6);
    expect(await length('limit=ten&limit=4')).toBe(4);
    const past = (await luke.get('incidents?page=99&limit=100')).result;
    expect(past).toEqual({ total_entries: 110, total_pages: 2, incidents: [] });
    expect((await luke.get('incidents?limit=0&page=-1')).errors).toEqual([
      '[E400] limit must be greater than 0',
      '[E400] page must be greater than 0',
    ]);
    for (const [query, fault] of [
      ['limit=ten', 'limit is not a number'],
      ['limit=1.5', 'limit is not a number'],
      ['per_page=0', 'per_page must be greater than 0'],
      ['page=first', 'page is not a number'],
    ]) {
      expect((await luke.get(`incidents?${query}`)).errors?.[0], query).toBe(`[E400] ${fault}`);
    }
    expect((await luke.get('incidents?page=9007199254740991')).result.incidents).toEqual([]);
  });

  test('[lists.8] has totals, and never less than a page', async () => {
    const empty = (await dan.get('incidents?service_ids=999')).result;
    expect(empty).toEqual({ total_entries: 0, total_pages: 1, incidents: [] });
    const { result } = await luke.get('incidents?limit=4');
    expect([result.total_entries, result.total_pages]).toEqual([15, 4]);
    const customers = (await dan.get('customers?limit=4')).result;
    expect([customers.total_entries, customers.total_pages, customers.customers.length]).toEqual([15, 4, 4]);
  });

  test('[lists.9] of users, services, watches and notes is not paged', async () => {
    for (const path of ['users', 'services', 'incidents/13534/watches', 'incidents/13534/symptoms']) {
      const { result } = await dan.get(`${path}?limit=1&page=2`);
      expect(Object.keys(result)).toEqual([path.split('/').at(-1)]);
      expect(Object.values(result as object)[0].length, path).toBeGreaterThan(0);
    }
  });

  test('[lists.12] tells the status of each', async () => {
    const { result } = await dan.get('incidents?limit=100');
    const statuses = new Map(result.incidents.map((i: { id: number; status: string }) => [i.id, i.status]));
    expect([statuses.get(745), statuses.get(331)]).toEqual(['Resolved', 'Open']);
  });

  test('[lists.14] shows watches wrapped in a record and flat in their own list, notes with their link', async () => {
    const incident = (await dan.get('incidents/13534')).result.incident;
    const [flat] = (await dan.get('incidents/13534/watches')).result.watches;
    expect(incident.watches[0]).toEqual({ watch: flat });
    const inside = incident.symptoms[0].symptom;
    expect(inside.symptom_link).toBe('/external_api/v1/incidents/13534/symptoms/38048');
    expect(inside).not.toHaveProperty('updated_at');
    const itself = (await dan.get(inside.symptom_link)).result.symptom;
    expect(itself).toMatchObject({ updated_at: '2010-03-23T00:12:39Z', external_email: '' });
    expect(itself).not.toHaveProperty('symptom_link');
  });
});

describe('who sees what', () => {
  test('[callers.1] a user sees the services that they belong to, directly or through a group', async () => {
    expect((await luke.get('incidents/13557')).errors).toEqual(['[E400] no incident found']);
    expect((await dan.get('incidents/13557')).result.incident.id).toBe(13557);
    expect((await luke.get('services/34')).errors).toEqual(['[E400] no service found']);
    expect((await luke.put('incidents/13557', { incident: { title: 'x' } })).errors).toEqual([
      '[E400] no incident found',
    ]);
    expect((await luke.post('incidents/13557/comments', { comment: { note: 'x' } })).errors).toEqual([
      '[E400] no incident found',
    ]);
    expect((await luke.post('incidents', { incident: { title: 'x', service_id: 34 } })).errors).toEqual([
      '[E400] no service found',
    ]);
    // Without the group that belongs to it, the service is not visible; with it, it is.
    await sandbox.store.write(1, (db) =>
      db.deleteFrom('service_access').where('service_id', '=', 20).where('user_id', '=', 17).execute(),
    );
    expect((await luke.get('incidents/13534')).result.incident.id).toBe(13534);
    await sandbox.store.write(1, (db) => db.deleteFrom('memberships').where('user_id', '=', 17).execute());
    expect((await luke.get('incidents/13534')).errors).toEqual(['[E400] no incident found']);
    expect((await luke.get('customers/117')).result.customer.id).toBe(117);
  });

  test('links to what the caller does not see are left out', async () => {
    const seen = (await dan.get('incidents/13534')).result.incident.incidents;
    expect(seen).toEqual([
      { incident_id: 745, incident_link: '/external_api/v1/links/incidents/13534/incidents/745' },
    ]);
    await update(745, { service_id: 34 });
    expect((await luke.get('incidents/13534')).result.incident.incidents).toEqual([]);
    expect((await dan.get('incidents/13534')).result.incident.incidents).toEqual(seen);
  });

  test('[callers.2] an account-wide token sees all and stands for the owner', async () => {
    expect((await account.get('incidents/13557')).result.incident.id).toBe(13557);
    expect((await account.get('users/current_user')).result.user).toMatchObject({
      id: 7,
      full_name: 'admin God',
    });
    const incident = await create({}, account);
    expect(incident).toMatchObject({ owner: { id: 7 }, received_by: { id: 7 }, updated_by_user: { id: 7 } });
  });

  test('[callers.3] a user may edit and delete what a colleague wrote', async () => {
    const path = 'incidents/13534/symptoms/38048';
    expect((await luke.put(path, { symptom: { note: 'Luke was here.' } })).result.symptom).toMatchObject({
      note: 'Luke was here.',
      user: { id: 18 },
    });
    expect((await luke.delete(path)).result.symptom.id).toBe(38048);
    expect((await luke.delete('incidents/13534/watches/20200')).result.watch.id).toBe(20200);
  });

  test('an account never sees another’s data', async () => {
    // The other account is the same world again, which has the same ids.
    await sandbox.store.write(3, async (db) => {
      await db
        .updateTable('tokens')
        .set({ hash: hashOf('first-dan') })
        .where('hash', '=', hashOf('demo-dan'))
        .execute();
      for (const token of ['demo-luke', 'demo-account', 'demo-spent']) {
        await db.deleteFrom('tokens').where('hash', '=', hashOf(token)).execute();
      }
      await seedWorld(db, { shift: 0, account: 3 });
    });
    const first = as('first-dan');
    const second = as('demo-dan');
    await second.put('incidents/13534', { incident: { title: 'Of the second' } });
    await second.post('incidents/13534/comments', { comment: { note: 'Of the second' } });
    await second.post('incidents/13534/watches', { watch: { watched_by: 7 } });
    await second.post('incidents', { incident: { title: 'New', service_id: 20 } });
    await second.delete('incidents/13534/symptoms/38048');
    const kept = (await first.get('incidents/13534')).result.incident;
    expect(kept).toMatchObject({
      title: 'Potential issues with QA issues',
      comments: [],
      latest_note: { id: 38048 },
    });
    expect(kept.watches).toHaveLength(2);
    expect((await first.get('incidents/13600')).errors).toEqual(['[E400] no incident found']);
    expect((await first.get('incidents')).result.total_entries).toBe(8);
    expect((await second.get('incidents')).result.total_entries).toBe(9);
    expect((await second.get('incidents/13600')).result.incident.title).toBe('New');
  });
});
