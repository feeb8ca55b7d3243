import { describe, expect, test } from 'vitest';
import { startProvider, worldMoment } from '../../test-support/provider.ts';

const { sandbox, as, dan, luke, account } = await startProvider();

type Fields = Record<string, unknown>;

/** A new release of Dan's. */
async function create(fields: Fields = {}, agent = dan) {
  const { result, errors } = await agent.post('releases', { release: { title: 'Portal 2.2', ...fields } });
  expect(errors).toBeUndefined();
  return result.release;
}

async function get(id: number, agent = dan) {
  return (await agent.get(`releases/${id}`)).result.release;
}

async function update(id: number, fields: Fields, agent = dan) {
  const { result, errors } = await agent.put(`releases/${id}`, { release: fields });
  expect(errors).toBeUndefined();
  return result.release;
}

async function faultsOf(id: number, fields: Fields) {
  const before = await get(id);
  const { errors } = await dan.put(`releases/${id}`, { release: fields });
  expect(await get(id), 'nothing is written').toEqual(before);
  return errors;
}

const at = '2010-03-24T08:00:00Z';
const closure = { closed_at: at, closure_code: 1, closure_comment: 'Live for a week.' };

describe('creating a release', () => {
  test('[releases.1] needs a title; the service is that of priority or type, else the caller’s first', async () => {
    expect(await create()).toMatchObject({
      id: 13600,
      status: 1,
      // Of Email, the first of Dan’s services by name, which has no priorities and types of releases.
      service: { id: 2 },
      priority: null,
      service_activity_type: null,
      created_at: worldMoment(1),
      updated_at: worldMoment(1),
    });
    expect((await create({}, luke)).service.id).toBe(33);
    expect((await create({}, account)).service.id).toBe(2);
    expect((await create({ type_id: 611 })).service.id).toBe(33);
    expect(await create({ priority_id: '525', type_id: '591' })).toMatchObject({
      service: { id: 20 },
      priority: 2,
      service_activity_type: { id: 591 },
    });
    expect((await create({ priority_id: 861, service_id: 33 })).priority).toBe(1);
    const faults = async (release: Fields, agent = dan) => (await agent.post('releases', { release })).errors;
    expect(await faults({ title: ' ' })).toEqual(["[E400] title can't be blank"]);
    expect(await faults({ title: 'x', priority_id: 861, service_id: 20 })).toEqual([
      '[E400] no priority found',
    ]);
    expect(await faults({ title: 'x', priority_id: 862, type_id: 590 })).toEqual(['[E400] no type found']);
    // Luke does not see the network.
    expect(await faults({ title: 'x', priority_id: 531 }, luke)).toEqual(['[E400] no priority found']);
    await sandbox.store.write(1, (db) => db.deleteFrom('service_access').execute());
    expect(await faults({ title: 'x' }, luke)).toEqual(["[E400] service_id can't be blank"]);
  });

  test('[releases.2] belongs to the caller, who also works on it; dates are only what was given', async () => {
    expect(await create({ service_id: 33, priority_id: 861 })).toMatchObject({
      owner: { id: 18 },
      assigned_user: { id: 18 },
      updated_by_user: { id: 18 },
      due_date: '',
      due_live_at: '',
      review_due_date: '',
    });
    expect(
      await create({
        service_id: 20,
        owner_id: 16,
        assigned_user_id: 168,
        category_id: 14,
        customer_viewable: 1,
        due_date: '21 Feb 2011, 11:35',
        additional_values: { size: 3 },
      }),
    ).toMatchObject({
      owner: { id: 16 },
      assigned_user: { id: 168 },
      category: { id: 14 },
      customer_viewable_at: worldMoment(2),
      due_date: '2011-02-21T11:35:00Z',
      additional_values: { size: '3' },
    });
    const { errors } = await dan.post('releases', {
      release: { title: 'x', service_id: 20, assigned_user_id: 346, category_id: 23 },
    });
    expect(errors).toEqual(['[E400] no user found', '[E400] no category found']);
  });

  test('can be approved, released and closed in the same call', async () => {
    const dates = { approved_at: at, released_to_production_at: at };
    expect(await create(dates)).toMatchObject({ status: 5, submitted_for_approval_at: '' });
    expect(await create({ ...dates, ...closure })).toMatchObject({ status: 6, closed_by_user: { id: 18 } });
  });
});

describe('the status of a release', () => {
  test('[releases.3] goes from each to some, and to no other', async () => {
    const names = [
      'Yet to be Submitted',
      'Pending Approval',
      'Release Approved',
      'Release Declined',
      'Released',
      'Closed',
    ];
    // A release in each status, from 1 to 6.
    const ids = [13581, 13580, 13582, 13583, 13584, 1267];
    const allowed = new Set(['1 2', '1 3', '2 3', '2 4', '4 2', '3 5']);
    for (const [index, id] of ids.entries()) {
      for (const to of [1, 2, 3, 4, 5]) {
        const from = index + 1;
        if (from === to) continue;
        await sandbox.reset();
        if (allowed.has(`${from} ${to}`)) {
          expect((await update(id, { status: to })).status).toBe(to);
        } else {
          expect(await faultsOf(id, { status: String(to) })).toEqual([
            `[E400] status can't go from ${names[from - 1]} to ${names[to - 1]}`,
          ]);
        }
      }
    }
    expect(await faultsOf(13580, { status: 7 })).toEqual(['[E400] status is not included in the list']);
    expect(await faultsOf(13580, { status: 'approved' })).toEqual(['[E400] status is not a number']);
  });

  test('[releases.4] follows from its dates, which name who did it', async () => {
    const { id } = await create({ service_id: 20 });
    expect(await update(id, { submitted_for_approval_at: at })).toMatchObject({
      status: 2,
      submitted_for_approval_at: at,
      submitted_for_approval_by_user: { id: 18 },
    });
    expect(await update(id, { declined_at: at })).toMatchObject({ status: 4, declined_at: at });
    expect(await update(id, { submitted_for_approval_at: '2010-03-24T08:10:00Z' }, luke)).toMatchObject({
      status: 2,
      submitted_for_approval_by_user: { id: 17 },
      declined_at: at,
    });
    expect(await update(id, { approved_at: at, approved_by_user_id: 7 })).toMatchObject({
      status: 3,
      approved_by_user: 7,
    });
    expect((await update(id, { declined_at: '2010-03-24T08:20:00Z' })).status).toBe(3);
    expect(await update(id, { complete_at: at })).toMatchObject({
      status: 5,
      complete_by_user: { id: 18 },
      released_to_production_at: '',
    });
    expect(await update(id, { released_to_production_at: at }, luke)).toMatchObject({
      status: 5,
      released_to_production_by_user: { id: 17 },
      complete_by_user: { id: 18 },
    });
  });

  test('[releases.4] stamps its date when it is written, and several apply in order', async () => {
    const { id } = await create({ service_id: 20 });
    const submitted = await update(id, { status: 2 });
    expect(submitted.submitted_for_approval_at).toBe(submitted.updated_at);
    expect(await update(id, { status: 3, approved_at: at })).toMatchObject({ status: 3, approved_at: at });
    const declined = await get(13583);
    const resubmitted = await update(13583, { ...declined, status: 2 });
    expect(resubmitted.submitted_for_approval_at).toBe(resubmitted.updated_at);
    const released = await update(id, { status: 5 });
    expect(released).toMatchObject({
      released_to_production_at: released.updated_at,
      released_to_production_by_user: { id: 18 },
      complete_at: '',
    });
    expect(
      await create({ released_to_production_at: at, approved_at: at, submitted_for_approval_at: at }),
    ).toMatchObject({ status: 5, approved_at: at, submitted_for_approval_at: at });
    expect((await create({ declined_at: at, submitted_for_approval_at: at })).status).toBe(4);
  });

  test('[releases.4] stays when a date is put right or cleared', async () => {
    expect(await update(13584, { approved_at: at, approved_by_user_id: 7 })).toMatchObject({
      status: 5,
      approved_at: at,
      approved_by_user: 7,
    });
    expect(await update(13584, { released_to_production_at: '' })).toMatchObject({
      status: 5,
      released_to_production_at: '',
      released_to_production_by_user: null,
    });
    expect(await faultsOf(13584, { declined_at: at })).toEqual([
      "[E400] status can't go from Released to Release Declined",
    ]);
  });
});

describe('closing and re-opening a release', () => {
  test('[releases.5] needs date, code and comment, and gives it status 6', async () => {
    expect(await faultsOf(13580, { closed_at: at })).toEqual([
      "[E400] closure_code can't be blank",
      "[E400] closure_comment can't be blank",
    ]);
    expect(await faultsOf(13580, { status: 6 })).toEqual([
      "[E400] closure_code can't be blank",
      "[E400] closure_comment can't be blank",
    ]);
    expect(await faultsOf(13580, { ...closure, closure_code: 3 })).toEqual([
      '[E400] closure_code is not included in the list',
    ]);
    expect(await update(13580, closure)).toMatchObject({ status: 6, ...closure, closed_by_user: { id: 18 } });
    const byStatus = { status: 6, closure_code: 0, closure_comment: 'x', closed_by_user_id: 7 };
    const closed = await update(13582, byStatus);
    expect(closed).toMatchObject({ status: 6, closed_at: closed.updated_at, closed_by_user: { id: 7 } });
  });

  test('[releases.5] takes it back to the status before, also after it was edited', async () => {
    expect((await get(1267)).closure_code).toBe(3);
    await update(1267, { title: 'Tested', closure_comment: 'Done.' });
    expect(await update(1267, { closed_at: '', closure_code: '' })).toMatchObject({
      title: 'Tested',
      status: 3,
      approved_at: '2008-04-23T05:09:05Z',
      closed_at: '',
      closure_code: '',
      closure_comment: '',
      closed_by_user: null,
    });
    await update(13580, closure);
    expect(await faultsOf(13580, { closure_code: '' })).toEqual(["[E400] closure_code can't be blank"]);
    // A client that sends back the whole record still holds its status.
    const reopened = await update(13580, { ...(await get(13580)), closed_at: null, closure_code: null });
    expect(reopened).toMatchObject({ status: 2, closed_at: '' });
    await update(13580, closure);
    expect((await update(13580, { closed_at: '', status: 3 })).status).toBe(3);
  });
});

describe('the review of a release', () => {
  test('[releases.6] is completed by a flag of either name or a date, and taken back by no', async () => {
    const completed = await update(13584, { review_completed: 1, review_completed_by_user_id: 56 });
    expect(completed).toMatchObject({
      status: 5,
      review_completed_at: completed.updated_at,
      review_completed_by_user_id: 56,
    });
    expect(await update(13584, { review_closed: false })).toMatchObject({
      review_completed_at: '',
      review_completed_by_user_id: '',
    });
    expect((await update(13584, { review_closed: 'true' })).review_completed_by_user_id).toBe(18);
    expect((await update(13584, { review_completed_at: at })).review_completed_at).toBe(at);
    expect(await update(13584, { review_completed_at: '' })).toMatchObject({
      review_completed_by_user_id: '',
    });
    expect(await faultsOf(13584, { review_completed: 1, review_completed_by_user_id: 99 })).toEqual([
      '[E400] no user found',
    ]);
  });

  test('[releases.6] began with the first review user, whose work need not be done', async () => {
    expect(await get(13584)).toMatchObject({ review_created_at: '2010-03-08T21:30:00Z' });
    expect(await get(13581)).toMatchObject({ review_created_at: '', review_users: [] });
  });
});

describe('what a release shows', () => {
  test('[releases.7] [blank.2] [blank.3] bare ids and levels, blanks as the guide prints them, and all lists', async () => {
    expect(await create({ service_id: 20, priority_id: 59 })).toMatchObject({
      priority: 2,
      approved_by_user: null,
      complete_by_user: null,
      released_to_production_by_user: null,
      submitted_for_approval_by_user: null,
      closed_by_user: null,
      review_completed_by_user_id: '',
      closure_code: '',
      closure_comment: '',
      external_email: '',
      non_Service_Desk_users: '',
      last_notified_at: '',
      customer_viewable_at: '',
      additional_values: {},
      release_components: [],
      release_instructions: [],
      backout_plans: [],
      discussions: [],
      review_instructions: [],
      review_users: [],
      release_records: [],
      issues: [],
      watches: [],
      incidents: [],
      changes: [],
      releases: [],
    });
    expect((await get(1267)).approved_by_user).toBe(17);
    expect(await get(1267)).not.toHaveProperty('problems');
  });

  test('[releases.8] addresses as they were sent: external_email, non_beetil_users, last_notified_at', async () => {
    const sent = { external_email: 'jim@powershop.example', last_notified_at: at };
    const users = 'a@powershop.example, b@powershop.example';
    expect(await update(13580, { ...sent, non_beetil_users: users })).toMatchObject({
      ...sent,
      non_Service_Desk_users: users,
    });
    expect(
      (await update(13580, { non_Service_Desk_users: 'c@powershop.example' })).non_Service_Desk_users,
    ).toBe('c@powershop.example');
    expect(
      await update(13580, { non_beetil_users: '', external_email: null, last_notified_at: '' }),
    ).toMatchObject({ non_Service_Desk_users: '', external_email: '', last_notified_at: '' });
  });

  test('[releases.9] and takes back whole without a change', async () => {
    for (const id of [1267, 13580, 13581, 13582, 13583, 13584]) {
      const read = await get(id);
      expect(await update(id, read), String(id)).toEqual(read);
    }
    const before = await get(13580);
    expect(await update(13580, { title: before.title, notify_customer: 1 }, luke)).toEqual(before);
    const changed = await update(13580, { title: 'Billing 4.3' }, luke);
    expect(changed.updated_by_user.id).toBe(17);
    expect(changed.updated_at).toBe(changed.last_active_at);
    const noted = await update(13580, { comment: 'Tonight.' });
    expect(noted.updated_at).toBe(changed.updated_at);
    expect(noted.last_active_at > changed.last_active_at).toBe(true);
  });

  test('keeps its priority by level and its type by name in another service', async () => {
    expect(await update(13580, { service_id: 20 })).toMatchObject({
      service: { id: 20 },
      priority: 1,
      service_activity_type: { id: 590, name: 'Major' },
      // Sione has access to both.
      assigned_user: { id: 436 },
    });
    expect(await faultsOf(13580, { service_id: '' })).toEqual(["[E400] service_id can't be blank"]);
  });
});

describe('notes of a release', () => {
  test('[releases.10] are made of plain texts, under either name of a component', async () => {
    const texts = async (fields: Fields) => {
      const release = await create(fields);
      return [
        release.release_components.map((each: Fields) => (each.release_component as Fields).note),
        release.release_instructions.map((each: Fields) => (each.release_instruction as Fields).note),
        release.backout_plans.map((each: Fields) => (each.backout_plan as Fields).note),
        release.discussions.map((each: Fields) => (each.discussion as Fields).note),
      ];
    };
    expect(
      await texts({ release_component: 'a', component: 'b', instruction: 'c', backout: 'd', comment: 'e' }),
    ).toEqual([['a'], ['c'], ['d'], ['e']]);
    expect(await texts({ component: 'b' })).toEqual([['b'], [], [], []]);
    expect((await update(13581, { backout: 'x' })).backout_plans).toHaveLength(1);
  });

  test('[releases.11] stand in lists whose names are not those of their paths', async () => {
    const lists = {
      components: ['release_components', 'release_component'],
      instructions: ['release_instructions', 'release_instruction'],
      backouts: ['backout_plans', 'backout_plan'],
      comments: ['discussions', 'discussion'],
      review_instructions: ['review_instructions', 'review_instruction'],
    };
    const release = await get(13580);
    for (const [path, [list, item]] of Object.entries(lists) as [string, [string, string]][]) {
      const singular = path.slice(0, -1);
      const { result } = await dan.get(`releases/13580/${path}`);
      expect(result[path], path).toEqual(release[list]);
      const [{ [item]: listed }] = release[list];
      expect(listed[`${singular}_link`]).toBe(`/external_api/v1/releases/13580/${path}/${listed.id}`);
      const note = (await dan.get(listed[`${singular}_link`])).result[singular];
      expect(note).toMatchObject({ id: listed.id, note: listed.note });
      const posted = await dan.post(`releases/13580/${path}`, { [singular]: { note: 'One more.' } });
      expect(posted.result[singular].note).toBe('One more.');
      expect((await get(13580))[list]).toHaveLength(2);
    }
    expect((await dan.get('releases/13580/backouts/38080')).errors).toEqual(['[E400] no backout found']);
    expect((await dan.get('releases/13580/review_instructions/1')).errors).toEqual([
      '[E400] no review instruction found',
    ]);
  });

  test('[releases.11] are comments and discussions at once', async () => {
    const { result } = await dan.post('releases/13580/discussions', { discussion: { note: 'At nine.' } });
    expect((await dan.get(`releases/13580/comments/${result.comment.id}`)).result.comment.note).toBe(
      'At nine.',
    );
    expect((await dan.get(`releases/13580/discussions/${result.comment.id}.json`)).result.comment.id).toBe(
      result.comment.id,
    );
    for (const note_type of ['discussion', 'discussions', 'comment', 'comments']) {
      const found = await dan.get(`releases/13580/components/38083?note_type=${note_type}`);
      expect(found.result.component.note, note_type).toBe('The bank wants to know an hour before.');
    }
  });
});

describe('lists of releases', () => {
  const idsOf = async (path: string, agent = luke) =>
    (await agent.get(path)).result.releases.map(({ id }: { id: number }) => id);

  test('[releases.12] [lists.6] hold open ones, newest number first, with status, service and people', async () => {
    expect(await idsOf('releases')).toEqual([13584, 13583, 13582, 13581]);
    const { result } = await luke.get('releases?limit=1&page=2');
    expect(result).toMatchObject({ total_entries: 4, total_pages: 4 });
    expect(result.releases[0]).toMatchObject({
      id: 13583,
      status: 4,
      priority: 3,
      service: { id: 20 },
      owner: { id: 17 },
      assigned_user: { id: 17 },
      created_at: '2010-03-15T03:15:00Z',
      closed_at: '',
    });
    expect(await idsOf('releases', account)).toEqual([13585, 13584, 13583, 13582, 13581, 13580]);
    expect(await idsOf('releases?selected_user_id=436', dan)).toEqual([13580]);
    expect(await idsOf('releases?service_ids=33', account)).toEqual([13585, 13580]);
    await update(13584, closure);
    expect(await idsOf('releases')).toEqual([13583, 13582, 13581]);
    expect((await luke.get('users/current_user')).result.user.release_count).toBe(3);
  });

  test('[releases.12] or what a report holds, which knows open and closed', async () => {
    const report = { account_id: 1, record_type: 'release' as const, order: null };
    await sandbox.store.write(1, (db) =>
      db
        .insertInto('reports')
        .values([
          { ...report, id: 901, name: 'Closed', filters: '{"statuses":["Closed"]}' },
          { ...report, id: 902, name: 'Open', filters: '{"statuses":["Open"]}', order: 'created_at' },
        ])
        .execute(),
    );
    expect(await idsOf('releases?report_id=901')).toEqual([1267]);
    expect(await idsOf('releases?report_id=902&service_ids=20')).toEqual([13581, 13582, 13583, 13584]);
    expect((await luke.get('incidents?report_id=901')).errors).toEqual(['[E400] no report found']);
  });

  test('do not hold what the caller may not see', async () => {
    expect((await as('demo-luke').get('releases/13580')).errors).toBeUndefined();
    await sandbox.store.write(1, (db) =>
      db.deleteFrom('service_access').where('service_id', '=', 33).execute(),
    );
    expect((await luke.get('releases/13580')).errors).toEqual(['[E400] no release found']);
    expect((await luke.put('releases/13580', { release: { title: 'x' } })).errors).toEqual([
      '[E400] no release found',
    ]);
  });
});

describe('watches of a release', () => {
  test('stand in the release and do not move it', async () => {
    const before = await get(13580);
    const { result } = await dan.post('releases/13580/watches', { watch: { watched_by: 7 } });
    const after = await get(13580);
    expect(after.watches.map(({ watch }: { watch: { id: number } }) => watch.id)).toEqual([
      20280,
      20281,
      result.watch.id,
    ]);
    expect({ ...after, watches: [] }).toEqual({ ...before, watches: [] });
    const [{ watch }] = after.watches;
    expect((await dan.get(watch.watch_link)).result.watch.watched_by.id).toBe(18);
  });
});
