import { describe, expect, test } from 'vitest';
import { startProvider, worldMoment } from '../../test-support/provider.ts';

const { sandbox, dan, luke, account } = await startProvider();

type Fields = Record<string, unknown>;

async function create(fields: Fields = {}, agent = dan) {
  const { result, errors } = await agent.post('problems', {
    problem: { title: 'Bills go to the old address', service_id: 20, ...fields },
  });
  expect(errors).toBeUndefined();
  return result.problem;
}

async function update(id: number, fields: Fields, agent = dan) {
  const { result, errors } = await agent.put(`problems/${id}`, { problem: fields });
  expect(errors).toBeUndefined();
  return result.problem;
}

async function get(id: number, agent = dan) {
  return (await agent.get(`problems/${id}`)).result.problem;
}

async function faultsOf(id: number, fields: Fields) {
  const before = await get(id);
  const { errors } = await dan.put(`problems/${id}`, { problem: fields });
  expect(await get(id), 'nothing is written').toEqual(before);
  return errors;
}

async function idsOf(agent: typeof dan, query = ''): Promise<number[]> {
  const { result, errors } = await agent.get(`problems?limit=100&${query}`);
  expect(errors).toBeUndefined();
  const ids = result.problems.map(({ id }: { id: number }) => id);
  expect(result.total_entries).toBe(ids.length);
  return ids;
}

const closure = { closed_at: '2010-03-24T08:00:00Z', closure_code: 1, closure_comment: 'It is gone.' };

describe('a problem', () => {
  test('[problems.1] [writes.4] [blank.3] needs title and service; its priority is a bare level, its type a bare name', async () => {
    const problem = await create();
    expect(problem).toMatchObject({
      id: 13600,
      problem_link: '/external_api/v1/problems/13600',
      priority: 3,
      type: 'Bug',
      category: null,
      customer: null,
      created_at: worldMoment(1),
      updated_at: worldMoment(1),
      owner: { id: 18 },
      assigned_to: { id: 18 },
      received_by: { id: 18 },
      updated_by: { id: 18 },
      workaround_found_by: null,
      closed_by: null,
      closed_at: '',
      closure_code: '',
      resolved_at: '',
      occurred_at: '',
      last_notified_at: '',
      symptoms: [],
      root_cause: [],
      workaround: [],
      comments: [],
      watches: [],
      incidents: [],
      problems: [],
      changes: [],
      additional_values: {},
    });
    expect(problem).not.toHaveProperty('status');
    expect(problem).not.toHaveProperty('due_date');
    expect((await dan.post('problems', { problem: {} })).errors).toEqual([
      "[E400] title can't be blank",
      "[E400] service_id can't be blank",
    ]);
    const chosen = await create({ service_id: 33, priority_id: 824, type_id: 69, assigned_user_id: 346 });
    expect(chosen).toMatchObject({ priority: 4, type: 'Enhancement', assigned_to: { id: 346 } });
    // Powershop has an assignee of its own, Network has neither priorities nor types for problems.
    expect((await create({ service_id: 33 })).assigned_to.id).toBe(168);
    expect(await create({ service_id: 34 })).toMatchObject({ priority: null, type: null });
    // Any priority of the service is taken, whatever it was made for.
    expect((await update(9, { priority_id: 25 })).priority).toBe(3);
  });

  test('[dates.2] takes the next number of the sequence that incidents have as well', async () => {
    const problem = await create();
    const { result } = await dan.post('incidents', { incident: { title: 'x', service_id: 20 } });
    expect(result.incident.id).toBe(problem.id + 1);
    expect((await dan.get(`incidents/${problem.id}`)).errors).toEqual(['[E400] no incident found']);
    expect((await dan.get(`problems/${result.incident.id}`)).errors).toEqual(['[E400] no problem found']);
  });

  test('[callers.1] in a service that the caller does not see is not there', async () => {
    expect((await dan.get('problems/13566')).errors).toEqual(['[E400] no problem found']);
    expect((await dan.put('problems/13566', { problem: { title: 'x' } })).errors).toEqual([
      '[E400] no problem found',
    ]);
    expect((await account.get('problems/13566')).result.problem.id).toBe(13566);
  });

  test('[problems.4] keeps when it first showed, under either spelling', async () => {
    for (const name of ['occured_at', 'occurred_at']) {
      const { id, occurred_at } = await create({ [name]: '10 Feb 2011, 15:37' });
      expect(occurred_at).toBe('2011-02-10T15:37:00Z');
      expect((await update(id, { [name]: '' })).occurred_at).toBe('');
    }
    expect(await faultsOf(13561, { occured_at: 'yore' })).toEqual(['[E400] occured_at is not a date']);
  });

  test('[problems.5] keeps the texts that the guide only reads', async () => {
    const written = await update(13561, {
      assignee_note: 'Ask Ben.',
      external_email: 'jim@powershop.example',
      non_beetil_users: 'a@b.example, c@d.example',
    });
    expect(written).toMatchObject({
      assignee_note: 'Ask Ben.',
      external_email: 'jim@powershop.example',
      non_Service_Desk_users: 'a@b.example, c@d.example',
    });
    expect((await update(13561, { non_Service_Desk_users: 'e@f.example' })).non_Service_Desk_users).toBe(
      'e@f.example',
    );
    expect(
      await update(13561, { assignee_note: '', external_email: null, non_beetil_users: '' }),
    ).toMatchObject({
      assignee_note: '',
      external_email: '',
      non_Service_Desk_users: '',
    });
  });

  test('[writes.6] in another service keeps what that calls the same', async () => {
    const { id } = await create({ priority_id: 525, type_id: 566, category_id: 14 });
    expect(await update(id, { service_id: 2 })).toMatchObject({
      service: { id: 2 },
      priority: 2,
      type: 'Bug',
      category: { id: 31 },
    });
    expect(await update(id, { service_id: 34 })).toMatchObject({
      priority: null,
      type: null,
      category: null,
    });
  });

  test('[writes.8] sent back whole changes nothing', async () => {
    for (const id of [9, 13561, 13562, 13563, 13568]) {
      const read = await get(id);
      expect(await update(id, read, id === 9 ? dan : luke), String(id)).toEqual(read);
    }
    const read = await get(13561);
    const changed = await update(13561, { ...read, title: 'Another title' });
    expect(changed).toMatchObject({ title: 'Another title', root_cause: read.root_cause });
  });

  test('[writes.9] moves updated_at with a field, last_active_at with a note too', async () => {
    const before = await get(13561);
    await luke.post('problems/13561/watches', { watch: { watched_by: 7 } });
    expect(await get(13561)).toMatchObject({
      updated_at: before.updated_at,
      last_active_at: before.last_active_at,
    });
    await luke.post('problems/13561/workarounds', { workaround: { note: 'x' } });
    const noted = await get(13561);
    expect(noted.last_active_at > before.last_active_at).toBe(true);
    expect(noted).toMatchObject({ updated_at: before.updated_at, updated_by: { id: 18 } });
    const texted = await update(13561, { workaround: 'y' }, luke);
    expect(texted).toMatchObject({ updated_at: before.updated_at, updated_by: { id: 18 } });
    const changed = await update(13561, { common: 1 }, luke);
    expect(changed).toMatchObject({ updated_by: { id: 17 }, updated_at: changed.last_active_at, common: 1 });
  });
});

describe('closing and re-opening', () => {
  test('[problems.2] follow the rules and the codes of incidents', async () => {
    const { id } = await create();
    expect(await faultsOf(id, { closed_at: '2010-03-24' })).toEqual([
      "[E400] closure_code can't be blank",
      "[E400] closure_comment can't be blank",
    ]);
    expect(await faultsOf(id, { ...closure, closure_code: 3 })).toEqual([
      '[E400] closure_code is not included in the list',
    ]);
    expect(await update(id, { closed: '0', ...closure })).toMatchObject({ closed_at: '', closure_code: '' });
    const closed = await update(id, { ...closure, resolved_at: '2010-03-23' }, luke);
    expect(closed).toMatchObject({ ...closure, closed_by: { id: 17 }, resolved_at: '2010-03-23T00:00:00Z' });
    expect(await update(id, { closure_code: 2, closed_at: '2010-04-01' })).toMatchObject({
      closed_at: closure.closed_at,
      closure_code: 2,
    });
    expect(await faultsOf(id, { closure_code: '' })).toEqual(["[E400] closure_code can't be blank"]);
    expect(await update(id, { closed_at: '', closure_code: '' })).toMatchObject({
      closed_at: '',
      closed_by: null,
      closure_code: '',
      closure_comment: '',
      resolved_at: '',
    });
    const now = await update(id, { closed: true, closure_code: 0, closure_comment: 'Gone.' });
    expect(now.closed_at).toBe(now.updated_at);
    expect((await create({ ...closure, closed_by_user_id: 7 })).closed_by.id).toBe(7);
  });

  test('[problems.2] a stored code off the table is read, and may be sent back', async () => {
    const read = await get(13568);
    expect(read.closure_code).toBe(3);
    expect((await update(13568, { closure_code: 3, closure_comment: 'Put off.' })).closure_code).toBe(3);
    expect(await faultsOf(13568, { closure_code: 4 })).toEqual([
      '[E400] closure_code is not included in the list',
    ]);
  });

  test('[problems.2] resolved_at is kept, and closes nothing', async () => {
    const { id } = await create();
    const resolved = await update(id, { resolved_at: '2010-03-24T08:00:00Z' });
    expect(resolved).toMatchObject({ resolved_at: '2010-03-24T08:00:00Z', closed_at: '' });
    expect(await idsOf(dan)).toContain(id);
    expect((await update(id, { resolved_at: '' })).resolved_at).toBe('');
  });
});

describe('workarounds', () => {
  test('[problems.3] the first sets when and by which user it was found, the removal of the last clears both', async () => {
    const { id } = await create();
    const post = async (fields: Fields) =>
      (await luke.post(`problems/${id}/workarounds`, { workaround: { note: 'x', ...fields } })).result
        .workaround;
    const first = await post({ user_id: 16 });
    const found = { workaround_found_at: first.created_at, workaround_found_by: { id: 16 } };
    expect(await get(id)).toMatchObject(found);
    const second = await post({});
    expect(await get(id)).toMatchObject(found);
    // It stays found while there is one left.
    await dan.delete(`problems/${id}/workarounds/${first.id}`);
    expect(await get(id)).toMatchObject(found);
    await dan.delete(`problems/${id}/workarounds/${second.id}`);
    expect(await get(id)).toMatchObject({
      workaround_found_at: '',
      workaround_found_by: null,
      workaround: [],
    });

    const third = await post({ external_email: 'jim@powershop.example' });
    expect(await get(id)).toMatchObject({
      workaround_found_at: third.created_at,
      workaround_found_by: null,
    });
    await dan.post(`problems/${id}/symptoms?note_type=workaround`, { workaround: { note: 'y' } });
    expect((await get(id)).workaround).toHaveLength(2);
  });

  test('[problems.3] a plain text finds one as well', async () => {
    const created = await create({ workaround: 'Print it.' });
    expect(created).toMatchObject({ workaround_found_at: worldMoment(1), workaround_found_by: { id: 18 } });
    const updated = await update((await create()).id, { workaround: 'Print it.' }, luke);
    expect(updated).toMatchObject({
      workaround_found_at: updated.last_active_at,
      workaround_found_by: { id: 17 },
    });
  });

  test('[problems.7] plain texts become notes of each kind; lists under their names are ignored', async () => {
    const texts = { symptom: 'a', root_cause: 'b', workaround: 'c', comment: 'd' };
    const problem = await create(texts);
    const written = {
      symptom: problem.symptoms,
      root_cause: problem.root_cause,
      workaround: problem.workaround,
      comment: problem.comments,
    };
    for (const [kind, list] of Object.entries(written)) {
      expect(list, kind).toMatchObject([{ [kind]: { note: texts[kind as keyof typeof texts] } }]);
    }
    expect((await update(problem.id, { root_cause: problem.root_cause, workaround: [] })).root_cause).toEqual(
      problem.root_cause,
    );
    expect(await faultsOf(problem.id, { root_cause: { note: 'x' } })).toEqual([
      '[E400] root_cause is not a text',
    ]);
    // [writes.11] holds for problems too.
    const again = await dan.post(`problems/${problem.id}/root_causes`, { root_cause: { note: 'b' } });
    expect(again.result.root_cause.id).toBe(problem.root_cause[0].root_cause.id);
  });

  test('[notes.2] [notes.5] stand under their own names', async () => {
    for (const [path, kind] of [
      ['symptoms', 'symptom'],
      ['root_causes', 'root_cause'],
      ['workarounds', 'workaround'],
      ['comments', 'comment'],
    ] as const) {
      const created = (await dan.post(`problems/13563/${path}`, { [kind]: { note: 'x' } })).result[kind];
      expect((await dan.get(`problems/13563/${path}/${created.id}`)).result[kind]).toEqual(created);
      const list = (await dan.get(`problems/13563/${path}`)).result[path];
      expect(list.at(-1)[kind]).toMatchObject({
        id: created.id,
        [`${kind}_link`]: `/external_api/v1/problems/13563/${path}/${created.id}`,
      });
      expect((await dan.get(`problems/13563/${path}/1`)).errors).toEqual([
        `[E400] no ${kind.replace('_', ' ')} found`,
      ]);
    }
    const problem = await get(13563);
    expect([problem.root_cause, problem.workaround].map((list) => list.length)).toEqual([1, 1]);
  });
});

describe('a list of problems', () => {
  test('[problems.6] [lists.6] holds the open ones of the selected user, newest number first', async () => {
    const ids = await idsOf(luke);
    expect(ids).toEqual([13564, 13563, 13561]);
    await update(13563, closure);
    expect(await idsOf(luke)).toEqual([13564, 13561]);
    expect(await idsOf(luke, 'selected_user_id=168')).toEqual([13565]);
    expect(await idsOf(luke, 'service_ids=33')).toEqual([13561]);
    expect(await idsOf(luke, 'include_watchlisted=1')).toEqual([13567, 13564, 13561]);
    expect(await idsOf(dan, 'selected_user_id=77')).toEqual([]);
    expect(await idsOf(account)).toEqual([13567, 13566, 13565, 13564, 13561, 9]);
    expect((await luke.get('problems?limit=1&page=2')).result).toMatchObject({
      total_entries: 2,
      total_pages: 2,
      problems: [{ id: 13561 }],
    });
    expect((await luke.get('problems?per_page=1')).result.problems).toHaveLength(1);
  });

  test('[lists.5] can be a report of problems, in its order', async () => {
    await sandbox.store.write(1, (db) =>
      db
        .insertInto('reports')
        .values(
          [null, 'last_active_at', 'priority', 'due_date'].map((order, index) => ({
            account_id: 1,
            id: 5 + index,
            record_type: 'problem' as const,
            name: 'Of the service desk',
            filters: '{"service_ids":[20]}',
            order,
          })),
        )
        .execute(),
    );
    expect(await idsOf(luke, 'report_id=5')).toEqual([13568, 13567, 13564, 13563, 13562]);
    expect(await idsOf(luke, 'report_id=6')).toEqual([13564, 13567, 13562, 13563, 13568]);
    expect(await idsOf(luke, 'report_id=7')).toEqual([13564, 13562, 13563, 13568, 13567]);
    // Problems have no due dates: newest number first.
    expect(await idsOf(luke, 'report_id=8')).toEqual(await idsOf(luke, 'report_id=5'));
    expect((await luke.get('incidents?report_id=5')).errors).toEqual(['[E400] no report found']);
    expect((await luke.get('problems?report_id=862260361677721612')).errors).toEqual([
      '[E400] no report found',
    ]);
  });

  test('[lists.13] has as many as the counts of the current user', async () => {
    for (const agent of [dan, luke]) {
      const { user } = (await agent.get('users/current_user')).result;
      expect(user.problem_count).toBe((await idsOf(agent)).length);
    }
    const cut = await luke.get('users/current_user?service_ids=33');
    expect(cut.result.user.problem_count).toBe(1);
  });
});
