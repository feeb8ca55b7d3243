import { describe, expect, test } from 'vitest';
import { startProvider, worldMoment } from '../../test-support/provider.ts';

const { sandbox, dan, luke, create, update } = await startProvider();

async function get(id: number, agent = dan) {
  return (await agent.get(`incidents/${id}`)).result.incident;
}

async function faultsOf(id: number, fields: Record<string, unknown>) {
  const before = await get(id);
  const { errors } = await dan.put(`incidents/${id}`, { incident: fields });
  expect(await get(id), 'nothing is written').toEqual(before);
  return errors;
}

describe('what is blank', () => {
  test('[blank.1] [blank.2] [blank.3] dates and texts are "", references null, lists empty', async () => {
    const incident = await create();
    expect(incident).toMatchObject({
      due_to_escalate_at: '',
      resolved_at: '',
      closed_at: '',
      customer_viewable_at: '',
      closure_code: '',
      closure_comment: '',
      category: null,
      customer: null,
      latest_note: { id: null, created_at: '', note: '', user: null, external_email: '' },
      resolved_by_user: null,
      closed_by_user: null,
      symptoms: [],
      resolutions: [],
      comments: [],
      watches: [],
      incidents: [],
      problems: [],
      changes: [],
      releases: [],
      additional_values: {},
      interesting: 0,
      common: 0,
    });
  });

  test('[blank.5] clears on the way in, as null does; what is absent is left alone', async () => {
    for (const blank of ['', null]) {
      await update(331, { customer_id: 117, category_id: 15 });
      const cleared = await update(331, { customer_id: blank, category_id: blank, assigned_user_id: blank });
      expect(cleared).toMatchObject({ customer: null, category: null, assigned_user: null });
      expect(cleared.title).toBe('Report of open changes times out');
      await update(331, { assigned_user_id: 18 });
    }
  });
});

describe('creating an incident', () => {
  test('[dates.2] gives the account’s next reference number, which is its id; notes and watches have their own', async () => {
    const [first, second] = [await create({ symptom: 'x' }), await create({ symptom: 'y' })];
    expect([first.id, first.reference_num, second.id]).toEqual([13600, 13600, 13601]);
    expect([first.symptoms[0].symptom.id, second.symptoms[0].symptom.id]).toEqual([38101, 38102]);
    const note = await dan.post('incidents/13600/resolutions', { resolution: { note: 'z' } });
    expect(note.result.resolution.id).toBe(38103);
  });

  test('[writes.1] needs title and service; it is opened now', async () => {
    const incident = await create();
    expect(incident).toMatchObject({ status: 'Open', opened_at: worldMoment(1), created_at: worldMoment(1) });
    for (const name of ['opened_at', 'occurred_at', 'occured_at']) {
      expect((await create({ [name]: '2010-03-01T12:00:00Z' })).opened_at).toBe('2010-03-01T12:00:00Z');
    }
  });

  test('[writes.3] takes what only the guide’s examples write', async () => {
    const incident = await create({
      assigned_user_id: 17,
      owner_id: 16,
      due_date: '2010-04-01',
      category_id: 14,
      customer_viewable: true,
      symptom: 'It drops.',
      resolution: 'It holds.',
      additional_values: { colour: 'red', size: 3, dropped: '' },
    });
    expect(incident).toMatchObject({
      assigned_user: { id: 17 },
      owner: { id: 16 },
      due_date: '2010-04-01T00:00:00Z',
      category: { id: 14 },
      customer_viewable_at: worldMoment(1),
      additional_values: { colour: 'red', size: '3' },
    });
    const merged = await update(incident.id, { additional_values: { size: '', shape: 'round' } });
    expect(merged.additional_values).toEqual({ colour: 'red', shape: 'round' });
    // A blank as a whole removes none.
    for (const nothing of ['', ' ', null, {}, []]) {
      const same = await update(incident.id, { additional_values: nothing });
      expect(same.additional_values).toEqual(merged.additional_values);
    }
    const unusual = JSON.parse('{"__proto__":"x","constructor":"y","toString":"z"}');
    const all = (await update(incident.id, { additional_values: unusual })).additional_values;
    expect(Object.entries(all)).toEqual([['colour', 'red'], ['shape', 'round'], ...Object.entries(unusual)]);
    expect((await faultsOf(incident.id, { additional_values: 'red' }))?.[0]).toMatch(
      /^\[E400] additional_values is not/,
    );
  });

  test('[writes.4] belongs to the caller, and to the service’s assignee if it has one', async () => {
    expect(await create()).toMatchObject({
      owner: { id: 18 },
      received_by: { id: 18 },
      assigned_user: { id: 18 },
    });
    expect((await create({ service_id: 33 })).assigned_user).toMatchObject({
      id: 168,
      group_link: '/external_api/v1/users/168',
    });
    expect((await create({ assigned_user_id: 168 })).assigned_user.id).toBe(168);
    expect((await create({ owner_id: '', assigned_user_id: null })).assigned_user.id).toBe(18);
    const { errors } = await dan.post('incidents', {
      incident: { title: 'x', service_id: 20, assigned_user_id: 346 },
    });
    expect(errors).toEqual(['[E400] no user found']);
    // Carl belongs to the service through the group alone.
    expect((await create({ assigned_user_id: 20 })).assigned_user.id).toBe(20);
  });

  test('[writes.5] has the service’s priority and type', async () => {
    expect(await create()).toMatchObject({
      priority: { id: 60, level: 3 },
      service_activity_type: { id: 16 },
    });
    expect((await create({ priority_id: 527, type_id: 574 })).priority.id).toBe(527);
    await sandbox.store.write(1, (db) =>
      db
        .updateTable('service_activity_types')
        .set({ default_priority_id: 58 })
        .where('id', '=', 559)
        .execute(),
    );
    expect((await create({ type_id: 559 })).priority.id).toBe(58);
    await sandbox.store.write(1, (db) =>
      db.deleteFrom('service_priorities').where('id', 'in', [58, 60, 61, 62]).execute(),
    );
    expect((await create()).priority.id).toBe(59);
    await sandbox.store.write(1, async (db) => {
      await db.deleteFrom('service_priorities').execute();
      await db.deleteFrom('service_activity_types').execute();
    });
    expect(await create()).toMatchObject({ priority: null, service_activity_type: null, due_date: '' });
  });

  test('[writes.10] makes notes of plain texts, on update too', async () => {
    const incident = await create({ symptom: 'It drops.' });
    expect(incident.latest_note).toMatchObject({ note: 'It drops.', user: { id: 18 } });
    const updated = await update(incident.id, { resolution: 'It holds.', symptom: '' });
    expect(updated.resolutions.map((r: { resolution: { note: string } }) => r.resolution.note)).toEqual([
      'It holds.',
    ]);
    expect(updated.symptoms).toHaveLength(1);
    expect(updated.status).toBe('Open');
  });

  test('[writes.11] and posting the same text within a minute makes one note', async () => {
    const { id, symptoms } = await create({ symptom: 'It drops.' });
    const post = async (note: string, agent = dan) =>
      (await agent.post(`incidents/${id}/symptoms`, { symptom: { note } })).result.symptom.id;
    expect(await post('It drops.')).toBe(symptoms[0].symptom.id);
    expect(await post('It drops again.')).not.toBe(symptoms[0].symptom.id);
    expect(await post('It drops.', luke)).not.toBe(symptoms[0].symptom.id);
    const { resolution } = (
      await dan.post(`incidents/${id}/resolutions`, { resolution: { note: 'It drops.' } })
    ).result;
    expect(resolution.id).not.toBe(symptoms[0].symptom.id);
    expect(await post('It drops again.')).not.toBe(await post('It drops again.'));
    for (let second = 0; second < 60; second += 1) await dan.get('users/18');
    expect(await post('It drops.')).not.toBe(symptoms[0].symptom.id);
    const other = await create();
    await update(other.id, { symptom: 'From an update.' });
    const again = await dan.post(`incidents/${other.id}/symptoms`, { symptom: { note: 'From an update.' } });
    expect((await get(other.id)).symptoms).toHaveLength(2);
    expect(again.errors).toBeUndefined();
  });
});

test('[incidents.7] has the names of the guide, and ignores those that came later', async () => {
  const incident = await create({ type: { id: 559, name: 'Query' }, time_zone: 'Auckland' });
  expect(incident).toMatchObject({ service_activity_type: { id: 16 }, total_time_spent: 0 });
  for (const name of ['type', 'time_zone', 'occurred_at']) expect(incident).not.toHaveProperty(name);
});

describe('updating an incident', () => {
  test('[names.1] to another service keeps a type and a category whose names differ in case alone', async () => {
    await sandbox.store.write(1, async (db) => {
      await db.updateTable('service_activity_types').set({ name: 'RÉSEAU' }).where('id', '=', 71).execute();
      await db
        .updateTable('service_activity_types')
        .set({ name: 're\u0301seau' })
        .where('id', '=', 16)
        .execute();
      await db.updateTable('categories').set({ name: 'Öl' }).where('id', '=', 14).execute();
      await db.updateTable('categories').set({ name: 'öL' }).where('id', '=', 31).execute();
    });
    const { id } = await create({ service_id: 20, category_id: 14, type_id: 16 });
    expect(await update(id, { service_id: 2 })).toMatchObject({
      service_activity_type: { id: 71, name: 'RÉSEAU' },
      category: { id: 31, name: 'öL' },
    });
  });

  test('[writes.6] to another service keeps what it calls the same', async () => {
    const { id } = await create({
      service_id: 20,
      priority_id: 59,
      category_id: 14,
      assigned_user_id: 18,
      type_id: 16,
    });
    expect(await update(id, { service_id: 2 })).toMatchObject({
      service: { id: 2 },
      priority: { id: 22, level: 2 },
      service_activity_type: { id: 71, name: 'Bug' },
      category: { id: 31, name: 'Email Integration' },
      assigned_user: { id: 18 },
    });
    await update(id, { priority_id: 26, assigned_user_id: 20 });
    expect(await update(id, { service_id: 34 })).toMatchObject({
      priority: { id: 533, level: 3 },
      service_activity_type: { id: 81, name: 'Outage' },
      category: null,
      // Carl has no access to it, and it has no assignee of its own.
      assigned_user: { id: 18 },
    });
    expect(await faultsOf(id, { service_id: 20, priority_id: 531 })).toEqual(['[E400] no priority found']);
    expect((await update(id, { service_id: 33, priority_id: 820 })).priority.id).toBe(820);
  });

  test('[writes.7] customer_viewable sets a date or clears it, flags read back as 0 and 1', async () => {
    const viewable = await update(331, { customer_viewable: 1, common: 'true', interesting: '0' });
    expect(viewable).toMatchObject({ common: 1, interesting: 0 });
    expect(viewable.customer_viewable_at).not.toBe('');
    expect((await update(331, { customer_viewable: true })).customer_viewable_at).toBe(
      viewable.customer_viewable_at,
    );
    expect((await update(331, { customer_viewable: 0 })).customer_viewable_at).toBe('');
  });

  test('[writes.8] with all that was read changes nothing', async () => {
    for (const id of [13534, 745, 612, 331, 13543]) {
      const read = await get(id);
      expect(await update(id, read, id === 13543 ? luke : dan), String(id)).toEqual(read);
    }
    await sandbox.store.write(1, (db) =>
      db.updateTable('incidents').set({ closure_code: 3 }).where('id', '=', 612).execute(),
    );
    const read = await get(612);
    expect(read.closure_code).toBe(3);
    expect(await update(612, read)).toEqual(read);
    expect(await faultsOf(612, { closure_code: 4 })).toEqual([
      '[E400] closure_code is not included in the list',
    ]);
    // A client that changes one thing of what it read.
    expect((await update(13534, { ...(await get(13534)), priority_id: 60 })).due_date).toBe(
      '2010-03-26T00:11:00Z',
    );
  });

  test('[writes.9] moves last_active_at with a field or a note, not with a watch; the last who changed a field is named', async () => {
    const before = await get(13534);
    await luke.post('incidents/13534/watches', { watch: { watched_by: 7 } });
    await luke.delete('incidents/13534/watches/20200');
    await update(13534, { title: before.title, notify_watchlisted: 1 }, luke);
    expect(await get(13534)).toMatchObject({
      last_active_at: before.last_active_at,
      updated_by_user: { id: 18 },
    });
    await luke.post('incidents/13534/comments', { comment: { note: 'x' } });
    const noted = await get(13534);
    expect(noted.last_active_at > before.last_active_at).toBe(true);
    expect(noted.updated_by_user.id).toBe(18);
    const changed = await update(13534, { title: 'y' }, luke);
    expect(changed.last_active_at > noted.last_active_at).toBe(true);
    expect(changed.updated_by_user.id).toBe(17);
  });

  test('two at once never lose a field that the other did not touch', async () => {
    const { id } = await create();
    await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        (index % 2 ? dan : luke).put(`incidents/${id}`, {
          incident: index === 7 ? { title: 'Title' } : { additional_values: { [`value ${index}`]: 'kept' } },
        }),
      ),
    );
    const after = await get(id);
    expect(after.title).toBe('Title');
    expect(Object.keys(after.additional_values)).toHaveLength(39);
  });
});

describe('due dates', () => {
  test('[due.1] follow from opening and priority', async () => {
    const opened_at = '2010-03-01T10:00:00Z';
    const due = async (priority_id: number, service_id = 20) => {
      const incident = await create({ opened_at, priority_id, service_id });
      return [incident.due_date, incident.due_to_escalate_at];
    };
    expect(await due(58)).toEqual(['2010-03-02T10:00:00Z', '']);
    expect(await due(59)).toEqual(['2010-03-03T10:00:00Z', '']);
    expect(await due(62)).toEqual(['2010-03-06T10:00:00Z', '']);
    expect(await due(817, 33)).toEqual(['2010-03-02T10:00:00Z', '2010-03-01T14:00:00Z']);
    await sandbox.store.write(1, (db) =>
      db
        .updateTable('service_priorities')
        .set({ due_hours: 3, escalation_hours: 1 })
        .where('id', '=', 58)
        .execute(),
    );
    expect(await due(58)).toEqual(['2010-03-01T13:00:00Z', '2010-03-01T11:00:00Z']);
  });

  test('[due.2] are computed again until resolved, unless one was chosen', async () => {
    const { id } = await create({ opened_at: '2010-03-01T10:00:00Z', priority_id: 59 });
    expect((await update(id, { priority_id: 58 })).due_date).toBe('2010-03-02T10:00:00Z');
    expect((await update(id, { opened_at: '2010-03-02T10:00:00Z' })).due_date).toBe('2010-03-03T10:00:00Z');
    expect(await update(id, { service_id: 33 })).toMatchObject({
      due_date: '2010-03-03T10:00:00Z',
      due_to_escalate_at: '2010-03-02T14:00:00Z',
    });
    expect((await update(id, { priority_id: 818, due_date: '2010-05-01' })).due_date).toBe(
      '2010-05-01T00:00:00Z',
    );
    expect((await update(id, { title: 'stands' })).due_date).toBe('2010-05-01T00:00:00Z');
    expect((await update(id, { priority_id: 819 })).due_date).toBe('2010-03-05T10:00:00Z');
    expect((await update(id, { due_date: '2010-06-01' })).due_date).toBe('2010-06-01T00:00:00Z');
    expect((await update(id, { due_date: '' })).due_date).toBe('2010-03-05T10:00:00Z');
    await update(id, { resolved: true, resolution: 'Done.' });
    expect((await update(id, { priority_id: 817 })).due_date).toBe('2010-03-05T10:00:00Z');
    expect((await update(id, { due_date: '' })).due_date).toBe('2010-03-05T10:00:00Z');
  });

  test('[due.2] that were outdated while resolved or closed are computed again once open', async () => {
    const opened_at = '2010-03-01T10:00:00Z';
    const closure = { closed: true, closure_code: 0, closure_comment: 'Done.' };
    for (const how of [
      { closing: { ...closure, resolved: true }, opening: { closed_at: '' } },
      { closing: closure, opening: { closed_at: '' } },
      { closing: { resolved: true, resolution: 'Done.' }, opening: { resolved_at: '' } },
    ]) {
      const reopened = async (...meanwhile: Record<string, unknown>[]) => {
        const { id } = await create({ opened_at, service_id: 33, priority_id: 819 });
        await update(id, { due_date: '2010-07-01' });
        await update(id, how.closing);
        for (const fields of meanwhile) await update(id, fields);
        const { due_date, due_to_escalate_at } = await update(id, how.opening);
        return [due_date, due_to_escalate_at];
      };
      const urgent = ['2010-03-02T10:00:00Z', '2010-03-01T14:00:00Z'];
      expect(await reopened({ priority_id: 817 })).toEqual(urgent);
      expect(await reopened({ priority_id: 817 }, { title: 'Later' })).toEqual(urgent);
      expect((await reopened({ opened_at: '2010-03-02T10:00:00Z' }))[0]).toBe('2010-03-05T10:00:00Z');
      // One that was chosen stays.
      expect((await reopened())[0]).toBe('2010-07-01T00:00:00Z');
      expect((await reopened({ priority_id: 817 }, { due_date: '2010-08-01' }))[0]).toBe(
        '2010-08-01T00:00:00Z',
      );
    }
  });
});

describe('resolving, closing and re-opening', () => {
  const closure = {
    closed_at: '2010-03-24T08:00:00Z',
    closure_code: 1,
    closure_comment: 'It held for a week.',
  };

  test('[incidents.1] show in the status', async () => {
    const { id, status } = await create();
    expect(status).toBe('Open');
    expect((await update(id, { resolved: true, resolution: 'Done.' })).status).toBe('Resolved');
    expect((await update(id, closure)).status).toBe('Closed');
  });

  test('[incidents.2] resolving needs a resolution: a text, a note or a closure', async () => {
    const { id } = await create();
    const resolved_at = '2010-03-24T08:00:00Z';
    expect(await faultsOf(id, { resolved_at })).toEqual(["[E400] resolution can't be blank"]);
    expect(await faultsOf(id, { resolved: 1, resolution: ' ' })).toEqual([
      "[E400] resolution can't be blank",
    ]);
    const byText = await update(id, { resolved_at, resolution: 'Put the size limit back.' });
    expect(byText).toMatchObject({
      status: 'Resolved',
      resolved_at,
      latest_note: { note: 'Put the size limit back.' },
    });

    const byNote = await create();
    await dan.post(`incidents/${byNote.id}/resolutions`, { resolution: { note: 'x' } });
    expect((await update(byNote.id, { resolved_at })).status).toBe('Resolved');

    const byClosure = await create();
    expect(await update(byClosure.id, { resolved_at, ...closure })).toMatchObject({
      status: 'Closed',
      resolved_at,
    });
    expect((await create({ resolved_at, resolution: 'At once.' })).status).toBe('Resolved');
  });

  test('[incidents.3] closing needs date, code and comment, and leaves it unresolved', async () => {
    const { id } = await create();
    expect(await faultsOf(id, { closed_at: '2010-03-24' })).toEqual([
      "[E400] closure_code can't be blank",
      "[E400] closure_comment can't be blank",
    ]);
    expect(await faultsOf(id, { closure_code: 0 })).toEqual([
      "[E400] closure_comment can't be blank",
      "[E400] closed_at can't be blank",
    ]);
    expect(await faultsOf(id, { ...closure, closure_code: 7 })).toEqual([
      '[E400] closure_code is not included in the list',
    ]);
    expect(await update(id, closure)).toMatchObject({
      ...closure,
      status: 'Closed',
      resolved_at: '',
      resolved_by_user: null,
    });
  });

  test('[incidents.4] flags void the dates beside them or set them to now', async () => {
    const { id } = await create();
    expect(
      await update(id, { resolved: false, resolved_at: '2010-03-24', closed: '0', ...closure }),
    ).toMatchObject({
      status: 'Open',
      closure_code: '',
      closure_comment: '',
    });
    const resolved = await update(id, { resolved: true, resolution: 'Done.' });
    expect(resolved.resolved_at).toBe(resolved.last_active_at);
    const closed = await update(id, { ...closure, closed: 1, closed_at: null });
    expect(closed.closed_at).toBe(closed.last_active_at);

    const both = await update((await create()).id, { resolve_and_close: true, resolution: 'All done.' });
    expect(both).toMatchObject({ status: 'Closed', closure_code: 0, closure_comment: 'All done.' });
    expect([both.resolved_at, both.closed_at]).toEqual([both.last_active_at, both.last_active_at]);
    const given = await create({ resolve_and_close: 1, closure_code: 2, closure_comment: 'Never mind.' });
    expect(given).toMatchObject({ status: 'Closed', closure_code: 2, closure_comment: 'Never mind.' });
    expect(await faultsOf((await create()).id, { resolve_and_close: 1 })).toEqual([
      "[E400] closure_comment can't be blank",
    ]);
    // The newest resolution says why, when the call does not.
    expect((await update(745, { resolve_and_close: 1 })).closure_comment).toMatch(/^The tabs were cached/);
  });

  test('[incidents.5] a blank closed_at re-opens and clears, a blank code alone cannot be', async () => {
    for (const blank of ['', null]) {
      await update(612, { resolve_and_close: 1 });
      const reopened = await update(612, { closed_at: blank, closure_code: blank });
      expect(reopened).toMatchObject({
        status: 'Open',
        closed_at: '',
        closure_code: '',
        closure_comment: '',
        closed_by_user: null,
        resolved_at: '',
        resolved_by_user: null,
      });
      expect(reopened.resolutions).toHaveLength(1);
    }
    await update(612, closure);
    expect(await faultsOf(612, { closure_code: '' })).toEqual(["[E400] closure_code can't be blank"]);
    expect(await faultsOf(612, { closure_comment: '' })).toEqual(["[E400] closure_comment can't be blank"]);
    // A client that blanks one thing of what it read.
    expect((await update(612, { ...(await get(612)), closed_at: '' })).status).toBe('Open');
    expect((await update(745, { resolved_at: '' })).status).toBe('Open');
    expect((await get(745)).resolved_by_user).toBeNull();
  });

  test('[incidents.6] is done by the caller; a closed one can be edited', async () => {
    const { id } = await create();
    const closed = await update(id, { resolve_and_close: 1, resolution: 'Done.' }, luke);
    expect(closed).toMatchObject({ resolved_by_user: { id: 17 }, closed_by_user: { id: 17 } });
    const edited = await update(id, {
      ...closure,
      title: 'Still editable',
      closed_at: '2010-03-25T08:00:00Z',
    });
    expect(edited).toMatchObject({
      title: 'Still editable',
      closed_at: closed.closed_at,
      closed_by_user: { id: 17 },
      closure_code: 1,
      closure_comment: 'It held for a week.',
    });
    const named = await create({ ...closure, resolved: 1, closed_by_user_id: 7, resolved_by_user_id: 16 });
    expect(named).toMatchObject({ closed_by_user: { id: 7 }, resolved_by_user: { id: 16 } });
  });
});

test('[zones.2] a due date that v1 could not write is refused', async () => {
  const refused = ['[E400] due_date would be after the year 9999'];
  const fields = { title: 'Too late', service_id: 20, opened_at: '9999-12-31T12:00:00Z' };
  expect((await dan.post('incidents', { incident: fields })).errors).toEqual(refused);
  const { opened_at } = fields;
  expect((await dan.put('incidents/13534', { incident: { opened_at } })).errors).toEqual(refused);
  const chosen = { due_date: '9999-12-31T23:00:00Z' };
  const { result } = await dan.post('incidents', { incident: { ...fields, ...chosen } });
  expect(result.incident.due_date).toBe(chosen.due_date);
  const last = await create({ opened_at: '9990-01-01T00:00:00Z', due_date: '9999-12-31T23:59:59Z' });
  expect(last.due_date).toBe('9999-12-31T23:59:59Z');
});
