import { describe, expect, test } from 'vitest';
import { startProvider, worldMoment } from '../../test-support/provider.ts';

const { sandbox, dan, luke, account, create: createIncident } = await startProvider();

type Fields = Record<string, unknown>;

const closure = { closed_at: '2010-03-24T08:45:00Z', closure_code: 0, closure_comment: 'Live for a week.' };

/** A new change of Dan's, with these fields beside the least that will do. */
async function create(fields: Fields = {}, agent = dan) {
  const { result, errors } = await agent.post('changes', {
    change: { title: 'Send one bill per meter', service_id: 20, ...fields },
  });
  expect(errors).toBeUndefined();
  return result.change;
}

/** A change after these fields were written. */
async function update(id: number, fields: Fields, agent = dan) {
  const { result, errors } = await agent.put(`changes/${id}`, { change: fields });
  expect(errors).toBeUndefined();
  return result.change;
}

/** What is wrong about writing these fields. */
async function faultsOf(id: number, fields: Fields) {
  return (await dan.put(`changes/${id}`, { change: fields })).errors;
}

/** A change in a status, by the dates that lead there. */
function inStatus(status: number) {
  const submitted_for_approval_at = '2010-03-20';
  const approved_at = '2010-03-21';
  const ways: Record<number, Fields> = {
    1: {},
    2: { submitted_for_approval_at },
    3: { approved_at },
    4: { submitted_for_approval_at, declined_at: '2010-03-21' },
    5: { submitted_for_approval_at, change_status: 5 },
    6: { approved_at, build_progress_note: 'Half of it.' },
    7: { approved_at, released_live_at: '2010-03-22' },
    8: closure,
  };
  return create(ways[status]);
}

const notesOf = (items: Record<string, { note: string }>[]) =>
  items.flatMap((item) => Object.values(item).map(({ note }) => note));

/** The texts of notes, oldest first. */
const inOrder = (items: Record<string, { id: number; created_at: string; note: string }>[]) =>
  items
    .flatMap((item) => Object.values(item))
    .sort((a, b) => a.created_at.localeCompare(b.created_at) || a.id - b.id)
    .map(({ note }) => note);

describe('a new change', () => {
  test('[changes.1] needs a title and a service, and gets priority and type of its own kind', async () => {
    const { errors } = await dan.post('changes', { change: { title: ' ' } });
    expect(errors).toEqual(["[E400] title can't be blank", "[E400] service_id can't be blank"]);
    expect((await dan.post('changes', { change: {} })).errors).toEqual(errors);
    expect((await dan.post('changes', {})).errors).toEqual([
      '[E400] The change parameter must be specified for this call',
    ]);
    expect(await create()).toMatchObject({ priority: { id: 587, level: 3 }, type: { id: 574, name: 'Bug' } });
    expect(await create({ priority_id: 58, type_id: 16 })).toMatchObject({
      priority: { id: 58 },
      type: { id: 16 },
    });
  });

  test('[changes.2] belongs to its caller, who also works on it, whomever the service would choose', async () => {
    const change = await create({ service_id: 33 });
    expect(change).toMatchObject({ owner: { id: 18 }, assigned_to: { id: 18 }, updated_by_user: { id: 18 } });
    expect((await createIncident({ service_id: 33 })).assigned_user.id).toBe(168);
    const others = await create({ owner_id: 12, assigned_user_id: 168 });
    expect(others).toMatchObject({ owner: { id: 12 }, assigned_to: { id: 168, full_name: 'Support Group' } });
    expect(
      (await dan.post('changes', { change: { title: 'x', service_id: 20, assigned_user_id: 77 } })).errors,
    ).toEqual(['[E400] no user found']);
  });

  test('[changes.13] [blank.1] [blank.2] [blank.3] has blanks, and no due dates, until they are written', async () => {
    const change = await create();
    expect(change).toMatchObject({
      change_status: 1,
      complexity: '',
      risk: '',
      estimated_hours: null,
      due_date: '',
      due_live_at: '',
      implementation_due_date: '',
      implementation_completed_at: null,
      implementation_completed_by_user: null,
      test: '',
      test_completed_at: null,
      approved_at: '',
      closed_at: '',
      closure_code: '',
      closure_comment: '',
      category: null,
      additional_values: {},
    });
    for (const list of ['descriptions', 'testers', 'issues', 'watches', 'test_review_instructions']) {
      expect(change[list], list).toEqual([]);
    }
  });

  test('[changes.15] has notes of its plain texts, which are not written twice', async () => {
    const texts = {
      description: 'What.',
      reason: 'Why.',
      comment: 'By the way.',
      build_instruction: 'How.',
      build_progress_note: 'So far.',
    };
    const change = await create(texts);
    expect(notesOf(change.descriptions)).toEqual(['What.']);
    expect(notesOf(change.reasons)).toEqual(['Why.']);
    expect(notesOf(change.comments)).toEqual(['By the way.']);
    expect(notesOf(change.implementation_change_instructions)).toEqual(['How.']);
    expect(notesOf(change.implementation_progress_notes)).toEqual(['So far.']);
    const again = await dan.post(`changes/${change.id}/reasons`, { reason: { note: 'Why.' } });
    expect(again.result.reason.id).toBe(change.reasons[0].reason.id);
    expect(notesOf((await update(change.id, { reason: 'Why not.' })).reasons)).toEqual(['Why.', 'Why not.']);
  });
});

describe('a change that comes from another record', () => {
  test('[changes.10] takes over title, service, type and notes, and is linked', async () => {
    const incident = (await dan.get('incidents/745')).result.incident;
    const { result } = await dan.post('changes', {
      change: {
        incident_id: 745,
        use_symptoms: true,
        use_resolutions: '1',
        use_comments: 1,
        use_workarounds: 1,
      },
    });
    const { change } = result;
    expect(change).toMatchObject({
      title: incident.title,
      service: { id: 20 },
      // Both are called Bug.
      type: { id: 574, name: 'Bug' },
      priority: { id: 587 },
      incidents: [{ incident_id: 745 }],
    });
    const copies = [
      [change.reasons[0].reason, incident.symptoms[0].symptom],
      [change.descriptions[0].description, incident.resolutions[0].resolution],
      [change.comments[0].comment, incident.comments[0].comment],
    ];
    for (const [copy, original] of copies) {
      const { note, created_at, user, external_email } = original;
      expect(copy).toMatchObject({ note, created_at, user, external_email });
      expect(copy.id).not.toBe(original.id);
    }
    expect((await dan.get('incidents/745')).result.incident.changes).toEqual([
      { change_id: change.id, change_link: `/external_api/v1/links/incidents/745/changes/${change.id}` },
    ]);
  });

  test('[changes.10] is linked without any flag, keeps what the call says, and copies in order of time', async () => {
    const { id } = await createIncident({ symptom: 'First.' });
    for (const note of ['Second.', 'Third.'])
      await dan.post(`incidents/${id}/symptoms`, { symptom: { note } });
    const plain = await create({ incident_id: id });
    expect(plain).toMatchObject({
      title: 'Send one bill per meter',
      incidents: [{ incident_id: id }],
      reasons: [],
    });
    const copied = await create({ incident_id: id, use_symptoms: true, reason: 'Fourth.' });
    expect(notesOf(copied.reasons)).toEqual(['First.', 'Second.', 'Third.', 'Fourth.']);
    const later = await update((await create()).id, { incident_id: id });
    expect(later).toMatchObject({ incidents: [{ incident_id: id }], reasons: [] });
  });

  test('[changes.10] copies what was written within a second in the order in which it was written', async () => {
    const { id: incident_id } = await createIncident();
    const { problem } = (await dan.post('problems', { problem: { title: 'x', service_id: 20 } })).result;
    const texts = ['1', '2', '3', '4'];
    for (const note of texts) {
      const path = Number(note) % 2 ? `incidents/${incident_id}` : `problems/${problem.id}`;
      await dan.post(`${path}/symptoms`, { symptom: { note } });
    }
    await sandbox.store.write(1, (db) =>
      db.updateTable('notes').set({ created_at: 0 }).where('note', 'in', texts).execute(),
    );
    const copied = await create({ incident_id, problem_id: problem.id, use_symptoms: true });
    expect(notesOf(copied.reasons)).toEqual(texts);
  });

  test('[changes.10] takes over from a problem before an incident, and copies from both', async () => {
    const problem = (await dan.get('problems/13561')).result.problem;
    const flags = ['use_symptoms', 'use_root_causes', 'use_resolutions', 'use_comments', 'use_workarounds'];
    const { result } = await dan.post('changes', {
      change: {
        incident_id: 745,
        problem_id: 13561,
        ...Object.fromEntries(flags.map((flag) => [flag, true])),
      },
    });
    const { change } = result;
    expect(change).toMatchObject({
      title: problem.title,
      service: { id: 33 },
      type: { id: 97, name: 'Bug' },
      incidents: [{ incident_id: 745 }],
      problems: [{ problem_id: 13561 }],
    });
    const { incident } = (await dan.get('incidents/745')).result;
    // The incident's are older.
    expect(notesOf(change.reasons)).toEqual([
      ...notesOf(incident.symptoms),
      ...inOrder([...problem.symptoms, ...problem.root_cause]),
    ]);
    expect(notesOf(change.descriptions)).toEqual(notesOf(incident.resolutions));
    expect(notesOf(change.comments)).toEqual([
      ...notesOf(incident.comments),
      ...inOrder([...problem.comments, ...problem.workaround]),
    ]);
    expect(notesOf(change.reasons).length).toBeGreaterThan(2);
    expect((await dan.get('problems/13561')).result.problem.changes).toContainEqual({
      change_id: change.id,
      change_link: `/external_api/v1/links/problems/13561/changes/${change.id}`,
    });
  });

  test('[changes.11] needs the other record to be there', async () => {
    const post = async (fields: Fields) =>
      (await dan.post('changes', { change: { title: 'x', service_id: 20, ...fields } })).errors;
    for (const flag of [
      'use_symptoms',
      'use_resolutions',
      'use_comments',
      'use_root_causes',
      'use_workarounds',
    ]) {
      expect(await post({ [flag]: true }), flag).toEqual(["[E400] incident_id or problem_id can't be blank"]);
    }
    expect(await post({ use_symptoms: false })).toBeUndefined();
    expect(await post({ incident_id: 999, problem_id: 999 })).toEqual([
      '[E400] no incident found',
      '[E400] no problem found',
    ]);
    // Luke does not see the network's incidents.
    expect((await luke.post('changes', { change: { incident_id: 13552 } })).errors).toContain(
      '[E400] no incident found',
    );
  });
});

describe('the life cycle of a change', () => {
  const names = [
    'New',
    'Submitted',
    'Approved',
    'Declined',
    'Permanently Declined',
    'Implementing',
    'Released',
    'Closed',
  ];
  const allowed: Record<number, number[]> = {
    1: [2, 3],
    2: [3, 4, 5],
    3: [4, 6, 7],
    4: [2, 5],
    5: [],
    6: [7],
    7: [],
    8: [],
  };

  test.each([1, 2, 3, 4, 5, 6, 7, 8])(
    '[changes.3] from status %i leads where the table says, and nowhere else',
    async (from) => {
      for (let to = 1; to <= 7; to += 1) {
        const { id, change_status } = await inStatus(from);
        expect(change_status).toBe(from);
        const { result, errors } = await dan.put(`changes/${id}`, { change: { change_status: to } });
        if (to === from || allowed[from]?.includes(to)) {
          expect(result.change.change_status).toBe(to);
        } else {
          expect(errors).toEqual([
            `[E400] change_status can't go from ${names[from - 1]} to ${names[to - 1]}`,
          ]);
        }
      }
      if (from === 8) return;
      const { id } = await inStatus(from);
      expect((await update(id, closure)).change_status).toBe(8);
    },
  );

  test('[changes.4] is driven by its dates, several in one call in their order', async () => {
    const { id } = await create();
    expect(await update(id, { submitted_for_approval_at: '2010-03-20' })).toMatchObject({ change_status: 2 });
    const dates = { declined_at: '2010-03-22', approved_at: '2010-03-21' };
    expect(await update(id, dates)).toMatchObject({
      change_status: 4,
      approved_at: '2010-03-21T00:00:00Z',
      declined_at: '2010-03-22T00:00:00Z',
    });
    const again = {
      submitted_for_approval_at: '2010-03-23',
      approved_at: '2010-03-23',
      released_live_at: '2010-03-24',
    };
    expect(await update(id, again)).toMatchObject({ change_status: 7 });
    expect(await faultsOf((await create()).id, { released_live_at: '2010-03-24' })).toEqual([
      "[E400] change_status can't go from New to Released",
    ]);
    expect(
      (await dan.post('changes', { change: { title: 'x', service_id: 20, declined_at: '2010-03-24' } }))
        .errors,
    ).toEqual(["[E400] change_status can't go from New to Declined"]);
  });

  test('[changes.4] may be written as a status, which stamps its date', async () => {
    const { id } = await create();
    const submitted = await update(id, { change_status: '2' });
    expect(submitted.submitted_for_approval_at).toBe(submitted.last_active_at);
    const approved = await update(id, { change_status: 3, approved_at: '2010-03-23T00:00:00Z' });
    expect(approved).toMatchObject({ change_status: 3, approved_at: '2010-03-23T00:00:00Z' });
    expect(await update(id, { change_status: '' })).toMatchObject({ change_status: 3 });
    for (const change_status of [0, 9]) {
      expect(await faultsOf(id, { change_status })).toEqual([
        '[E400] change_status is not included in the list',
      ]);
    }
    expect(await faultsOf(id, { change_status: 'Approved' })).toEqual([
      '[E400] change_status is not a number',
    ]);
  });

  test('[changes.4] lets a date be put right or cleared later, which moves nothing', async () => {
    const { id } = await inStatus(7);
    const right = await update(id, { approved_at: '2010-03-20T10:00:00Z' });
    expect(right).toMatchObject({ change_status: 7, approved_at: '2010-03-20T10:00:00Z' });
    expect(await update(id, { approved_at: '' })).toMatchObject({ change_status: 7, approved_at: '' });
    // Submitted for the first time is a move, and a released change can't make it.
    expect(await faultsOf(id, { submitted_for_approval_at: '2010-03-20' })).toEqual([
      "[E400] change_status can't go from Released to Submitted",
    ]);
  });

  test('[changes.5] an approved change is implemented by a progress note or by what is completed', async () => {
    for (const fields of [
      { implementation_completed: 1 },
      { test_closed: true },
      { build_progress_note: 'x' },
    ]) {
      expect((await update((await inStatus(3)).id, fields)).change_status, JSON.stringify(fields)).toBe(6);
      expect((await update((await inStatus(2)).id, fields)).change_status, JSON.stringify(fields)).toBe(2);
    }
    const { id } = await inStatus(3);
    await luke.post(`changes/${id}/comments`, { comment: { note: 'Not yet.' } });
    expect((await dan.get(`changes/${id}`)).result.change.change_status).toBe(3);
    await luke.post(`changes/${id}/implementation_progress_notes`, {
      implementation_progress_note: { note: 'Now.' },
    });
    expect((await dan.get(`changes/${id}`)).result.change).toMatchObject({
      change_status: 6,
      updated_by_user: { id: 17 },
    });
  });

  test('[changes.9] closing makes it Closed, and re-opening takes it back to where it was', async () => {
    for (const from of [1, 4, 7]) {
      const { id } = await inStatus(from);
      const closed = await update(id, { ...closure, closed_by_user_id: 17 });
      expect(closed).toMatchObject({ change_status: 8, closure_code: 0, closed_by_user: { id: 17 } });
      const reopened = await update(id, { closed_at: '', closure_code: '' });
      expect(reopened).toMatchObject({
        change_status: from,
        closed_at: '',
        closure_code: '',
        closure_comment: '',
      });
      expect(reopened.closed_by_user).toBeNull();
    }
  });

  test('[changes.9] closing needs date, code and comment, by its status too', async () => {
    const { id } = await create();
    expect(await faultsOf(id, { change_status: 8 })).toEqual([
      "[E400] closure_code can't be blank",
      "[E400] closure_comment can't be blank",
    ]);
    expect(await faultsOf(id, { closure_code: 0, closure_comment: 'Done.' })).toEqual([
      "[E400] closed_at can't be blank",
    ]);
    expect(await faultsOf(id, { ...closure, closure_code: 3 })).toEqual([
      '[E400] closure_code is not included in the list',
    ]);
    const { closed_at: _, ...why } = closure;
    const closed = await update(id, { change_status: 8, ...why });
    expect(closed).toMatchObject({
      change_status: 8,
      closed_at: closed.last_active_at,
      closed_by_user: { id: 18 },
    });
    expect(await faultsOf(id, { change_status: 2 })).toEqual([
      "[E400] change_status can't go from Closed to Submitted",
    ]);
  });

  test('[changes.9] the guide’s closed change keeps its code off the table until it is re-opened', async () => {
    const { change } = (await dan.get('changes/980')).result;
    expect(change).toMatchObject({ change_status: 8, closure_code: 3, closure_comment: '' });
    expect(await update(980, change)).toEqual(change);
    expect(await update(980, { ...change, closed_at: null, closure_code: null })).toMatchObject({
      change_status: 3,
      closure_code: '',
    });
  });

  test('[changes.16] names who submitted it and who made it ready, the caller by default', async () => {
    const change = await create({ change_status: 2, ready_for_released_at: '2010-03-25' });
    expect(change).toMatchObject({
      change_status: 2,
      submitted_for_approval_by_user: { id: 18 },
      ready_for_release_at: '2010-03-25T00:00:00Z',
      ready_for_release_by_user: { id: 18 },
    });
    const others = await update(change.id, {
      submitted_for_approval_by_user_id: 12,
      ready_for_released_by_user_id: 17,
    });
    expect(others).toMatchObject({
      submitted_for_approval_by_user: { id: 12 },
      ready_for_release_by_user: { id: 17 },
    });
    // Put right, a date keeps its person; submitted again after it was declined, it is another's.
    expect(await update(change.id, { submitted_for_approval_at: '2010-03-20' }, luke)).toMatchObject({
      submitted_for_approval_by_user: { id: 12 },
    });
    await update(change.id, { change_status: 4 });
    expect(await update(change.id, { submitted_for_approval_at: '2010-03-23' }, luke)).toMatchObject({
      change_status: 2,
      submitted_for_approval_by_user: { id: 17 },
    });
    const cleared = await update(change.id, { submitted_for_approval_at: '', ready_for_release_at: '' });
    expect(cleared).toMatchObject({ submitted_for_approval_by_user: null, ready_for_release_by_user: null });
  });
});

describe('fields of a change', () => {
  test.each(['implementation', 'test'])('[changes.6] %s is completed in three spellings', async (part) => {
    const at = `${part}_completed_at`;
    const by = `${part}_completed_by_user`;
    for (const flag of [`${part}_completed`, `${part}_closed`]) {
      const done = await create({ [flag]: true });
      expect(done).toMatchObject({ [at]: done.created_at, [by]: { id: 18 } });
      expect(await update(done.id, { [flag]: '1', [`${by}_id`]: 12 })).toMatchObject({
        [at]: done[at],
        [by]: { id: 12 },
      });
      expect(await update(done.id, { [flag]: 0 })).toMatchObject({ [at]: null, [by]: null });
    }
    const { id } = await create({ [at]: '2010-03-20T10:00:00Z', [`${by}_id`]: 17 });
    const change = (await dan.get(`changes/${id}`)).result.change;
    expect(change).toMatchObject({ [at]: '2010-03-20T10:00:00Z', [by]: { id: 17 } });
    expect(await update(id, { [at]: null })).toMatchObject({ [at]: null, [by]: null });
    // The guide's own change names who built it, and no date.
    expect(await update(id, { [`${by}_id`]: 17 })).toMatchObject({ [at]: null, [by]: { id: 17 } });
  });

  test('[formats.6] [changes.7] have second names, and the name that is read back wins', async () => {
    const change = await create({
      build_due_at: '2010-04-01',
      test_due_at: '2010-04-02',
      est_hrs: '7.5',
      ready_for_released_at: '2010-04-03',
    });
    expect(change).toMatchObject({
      implementation_due_date: '2010-04-01T00:00:00Z',
      test_due_date: '2010-04-02T00:00:00Z',
      estimated_hours: 7.5,
      ready_for_release_at: '2010-04-03T00:00:00Z',
    });
    const both = { est_hrs: 1, estimated_hours: 2, build_due_at: '2010-05-01', implementation_due_date: '' };
    expect(await update(change.id, both)).toMatchObject({ estimated_hours: 2, implementation_due_date: '' });
  });

  test('[changes.8] levels come in as codes or names and go out as names, hours as a number', async () => {
    const { id } = await create({ complexity: 2, risk: 'High', estimated_hours: 4 });
    expect((await dan.get(`changes/${id}`)).result.change).toMatchObject({
      complexity: 'Medium',
      risk: 'High',
      estimated_hours: 4,
    });
    expect(await update(id, { complexity: '1', risk: '', est_hrs: '' })).toMatchObject({
      complexity: 'Low',
      risk: '',
      estimated_hours: null,
    });
    const bad = { complexity: 4, risk: 'Extreme', estimated_hours: 'a day' };
    expect(await faultsOf(id, bad)).toEqual([
      '[E400] complexity is not included in the list',
      '[E400] risk is not included in the list',
      '[E400] estimated_hours is not a number',
    ]);
    for (const risk of [[1], { id: 1 }, { toString: false, valueOf: null }, true]) {
      expect(await faultsOf(id, { risk }), JSON.stringify(risk)).toEqual([
        '[E400] risk is not included in the list',
      ]);
    }
    expect(await faultsOf(id, { est_hrs: -1 })).toEqual([
      '[E400] est_hrs must be greater than or equal to 0',
    ]);
  });

  test('[changes.14] name the assignee twice, and tell a queue the status', async () => {
    const [first] = (await luke.get('changes?limit=1')).result.changes;
    expect(first.assigned_to).toMatchObject({ id: 17 });
    expect(first.assigned_user).toEqual(first.assigned_to);
    for (const field of ['change_status', 'service', 'created_at', 'last_active_at', 'closed_at']) {
      expect(first, field).toHaveProperty(field);
    }
  });

  test('[writes.8] read and sent back whole they change nothing', async () => {
    for (const id of [13570, 13571, 13574, 13577, 980]) {
      const { change } = (await dan.get(`changes/${id}`)).result;
      expect(await update(id, change, luke), String(id)).toEqual(change);
    }
  });

  test('[writes.9] updated_at moves with a field, last_active_at with a note as well', async () => {
    const { id } = await create();
    await dan.post(`changes/${id}/reasons`, { reason: { note: 'x' } });
    const noted = (await dan.get(`changes/${id}`)).result.change;
    expect(noted).toMatchObject({ updated_at: worldMoment(1), last_active_at: worldMoment(2) });
    const changed = await update(id, { risk: 1 }, luke);
    expect(changed).toMatchObject({ updated_at: changed.last_active_at, updated_by_user: { id: 17 } });
    await dan.post(`changes/${id}/watches`, { watch: { watched_by: 7 } });
    expect((await dan.get(`changes/${id}`)).result.change.last_active_at).toBe(changed.last_active_at);
  });

  test('[writes.6] move with it to another service', async () => {
    const moved = await update(234, { service_id: 33 });
    expect(moved).toMatchObject({ priority: { id: 836, level: 2 }, type: { id: 95, name: 'Normal' } });
    // Luke has no access to the mail service, so the caller works on it.
    expect(await update(234, { service_id: 2 })).toMatchObject({ assigned_to: { id: 18 }, type: { id: 74 } });
  });
});

describe('a list of changes', () => {
  const idsOf = async (agent: typeof dan, query: string) =>
    (await agent.get(`changes?${query}`)).result.changes.map(({ id }: { id: number }) => id);

  test('[changes.12] [lists.6] holds the open ones of the caller, newest number first', async () => {
    const { result } = await luke.get('changes?limit=100');
    const ids = result.changes.map(({ id }: { id: number }) => id);
    expect(ids).toEqual([13577, 13574, 13573, 13572, 13570, 981, 234]);
    expect(result).toMatchObject({ total_entries: 7, total_pages: 1 });
    await update(13573, closure);
    expect(await idsOf(luke, 'limit=3')).toEqual([13577, 13574, 13572]);
    expect(await idsOf(luke, 'limit=3&page=2')).toEqual([13570, 981, 234]);
    expect(await idsOf(luke, 'service_ids=33')).toEqual([13577, 13570]);
    expect(await idsOf(dan, 'selected_user_id=17&limit=2')).toEqual([13577, 13574]);
    expect(await idsOf(account, 'limit=2')).toEqual([13577, 13576]);
    expect((await luke.get('changes/13576')).errors).toEqual(['[E400] no change found']);
  });

  test('[lists.13] has as many as current_user counts', async () => {
    for (const agent of [dan, luke, account]) {
      const { change_count } = (await agent.get('users/current_user')).result.user;
      expect(change_count).toBe((await agent.get('changes')).result.total_entries);
    }
    const { change_count } = (await luke.get('users/current_user?service_ids=33')).result.user;
    expect(change_count).toBe(2);
  });

  test('[lists.5] is not that of a report of incidents', async () => {
    expect((await dan.get('changes?report_id=862260361677721612')).errors).toEqual([
      '[E400] no report found',
    ]);
  });
});

describe('notes of a change', () => {
  const second = {
    build_instructions: ['implementation_change_instruction', 'build_instruction'],
    build_progress_notes: ['implementation_progress_note', 'build_progress_note'],
    test_plans: ['test_review_instruction', 'test_plan'],
  } as const;

  test.each(Object.entries(second))('[notes.3] %s are a second name', async (path, [kind, wrapper]) => {
    const made = await dan.post(`changes/13571/${path}`, { [wrapper]: { note: 'By the second name.' } });
    const note = made.result[kind];
    expect(note.note).toBe('By the second name.');
    for (const address of [
      `${path}/${note.id}`,
      `${kind}s/${note.id}`,
      `comments/${note.id}?note_type=${path}`,
    ]) {
      const { result } = await dan.get(`changes/13571/${address}`);
      expect(Object.values(result), address).toEqual([note]);
    }
    const { change } = (await dan.get('changes/13571')).result;
    expect(notesOf(change[`${kind}s`])).toEqual(['By the second name.']);
    expect((await dan.get(`changes/13571/${path}`)).result).toEqual({ [`${kind}s`]: change[`${kind}s`] });
  });

  test('[notes.4] of the two kinds of implementation take the plural as wrapper too', async () => {
    for (const kind of ['implementation_change_instruction', 'implementation_progress_note']) {
      const { result } = await dan.post(`changes/13571/${kind}s`, {
        [`${kind}s`]: { note: 'In the plural.' },
      });
      expect(result[kind].note).toBe('In the plural.');
    }
  });
});
