import { describe, expect, test } from 'vitest';
import { startProvider } from '../../test-support/provider.ts';

const { dan, luke, create } = await startProvider();

describe('notes', () => {
  test('[notes.1] note_type wins over path and wrapper, in finding and in creating', async () => {
    for (const type of ['comment', 'comments']) {
      const found = await dan.get(`incidents/745/symptoms/37991?note_type=${type}`);
      expect(found.result.symptom.id).toBe(37991);
    }
    const { result } = await dan.post('incidents/745/symptoms?note_type=comments', {
      symptom: { note: 'x' },
    });
    const { incident } = (await dan.get('incidents/745')).result;
    expect(incident.comments.at(-1).comment.id).toBe(result.symptom.id);
    const other = await dan.post('incidents/745/symptoms?note_type=resolution', {
      resolution: { note: 'y' },
    });
    expect(other.errors).toBeUndefined();
    expect((await dan.get('incidents/745/symptoms/37991')).errors).toEqual(['[E400] no symptom found']);
    expect((await dan.get('incidents/13534/comments/37991')).errors).toEqual(['[E400] no comment found']);
    expect((await dan.delete('incidents/745/symptoms/37988?note_type=comment')).errors).toEqual([
      '[E400] no comment found',
    ]);
    for (const name of ['toString', 'constructor', '__proto__']) {
      const answered = await dan.post(`incidents/745/symptoms?note_type=${name}`, { symptom: { note: 'x' } });
      expect(answered.errors).toEqual(['[E400] note_type is not included in the list']);
    }
    const unknown = 'incidents/745/symptoms/37991?note_type=poem';
    for (const answered of [
      await dan.get(unknown),
      await dan.put(unknown, { symptom: { note: 'x' } }),
      await dan.delete(unknown),
    ])
      expect(answered.errors).toEqual(['[E400] note_type is not included in the list']);
  });

  test('[notes.2] [notes.4] are wrapped in the singular of the path, on the way in too', async () => {
    for (const kind of ['symptom', 'resolution', 'comment']) {
      const created = await dan.post(`incidents/331/${kind}s`, { [kind]: { note: `A ${kind}.` } });
      const note = created.result[kind];
      expect(note).toMatchObject({ note: `A ${kind}.`, user: { id: 18 }, external_email: '' });
      const path = `incidents/331/${kind}s/${note.id}`;
      expect((await dan.get(path)).result[kind]).toEqual(note);
      const updated = (await luke.put(path, { [kind]: { note: `A better ${kind}.` } })).result[kind];
      expect(updated).toMatchObject({ id: note.id, note: `A better ${kind}.`, created_at: note.created_at });
      expect(updated.updated_at > note.updated_at).toBe(true);
      expect((await dan.post(`incidents/331/${kind}s`, { note: { note: 'x' } })).errors).toEqual([
        `[E400] The ${kind} parameter must be specified for this call`,
      ]);
    }
  });

  test('[notes.5] of a kind are listed, oldest first, as in the record', async () => {
    const { id } = await create();
    for (const note of ['first', 'second', 'third'])
      await dan.post(`incidents/${id}/comments`, { comment: { note } });
    const { comments } = (await dan.get(`incidents/${id}/comments`)).result;
    expect(comments.map((item: { comment: { note: string } }) => item.comment.note)).toEqual([
      'first',
      'second',
      'third',
    ]);
    expect((await dan.get(`incidents/${id}`)).result.incident.comments).toEqual(comments);
    expect((await dan.get(`incidents/${id}/symptoms`)).result).toEqual({ symptoms: [] });
  });

  test('[notes.6] have an author: a user, else an address, else the caller', async () => {
    const path = 'incidents/331/comments';
    const post = async (fields: object) =>
      (await dan.post(path, { comment: { note: 'x', ...fields } })).result.comment;
    expect(await post({})).toMatchObject({ user: { id: 18 }, external_email: '' });
    expect(await post({ user_id: 7 })).toMatchObject({ user: { id: 7 }, external_email: '' });
    const outside = await post({ external_email: 'jim@powershop.example' });
    expect(outside).toMatchObject({ user: null, external_email: 'jim@powershop.example' });
    expect(await post({ user_id: 7, external_email: 'jim@powershop.example' })).toMatchObject({
      user: { id: 7 },
    });
    for (const user_id of [999, 168]) {
      expect((await dan.post(path, { comment: { note: 'x', user_id } })).errors).toEqual([
        '[E400] no user found',
      ]);
    }

    const put = (fields: object) => dan.put(`${path}/${outside.id}`, { comment: fields });
    expect((await put({ ...outside })).result.comment).toEqual(outside);
    expect((await put({ user_id: 17 })).result.comment).toMatchObject({
      note: 'x',
      user: { id: 17 },
      external_email: '',
    });
    expect((await put({ external_email: 'ruth@powershop.example' })).result.comment).toMatchObject({
      user: null,
    });
    expect((await put({ external_email: '' })).result.comment).toMatchObject({
      user: { id: 18 },
      external_email: '',
    });
    for (const fields of [{ note: '' }, { note: null, user_id: 7 }, {}]) {
      expect((await put(fields)).errors).toEqual([
        '[E400] The note parameter must be specified for this call',
      ]);
    }
    expect((await put({ user_id: 999 })).errors).toEqual(['[E400] no user found']);
  });

  test('[notes.7] may be deleted whatever the state; the newest left is the latest', async () => {
    const latest = async () => (await dan.get('incidents/745')).result.incident.latest_note.id;
    expect(await latest()).toBe(37991);
    await dan.delete('incidents/745/comments/37991');
    expect(await latest()).toBe(37990);
    await dan.delete('incidents/745/resolutions/37990');
    await dan.delete('incidents/745/symptoms/37988');
    expect(await latest()).toBeNull();
    expect((await luke.delete('incidents/612/resolutions/37985')).result.resolution.id).toBe(37985);
  });
});

describe('watches', () => {
  test('[watches.1] take a user, a group or an address, each once; watchers are only added on request', async () => {
    const { id } = await create();
    expect((await dan.get(`incidents/${id}/watches`)).result).toEqual({ watches: [] });
    const post = async (fields: object) =>
      (await dan.post(`incidents/${id}/watches`, { watch: fields })).result.watch;
    const user = await post({ watched_by: '17' });
    expect(user).toMatchObject({ watched_by: { id: 17, full_name: 'Luke Grimstrup' }, external_email: '' });
    const group = await post({ watched_by: 168 });
    expect(group.watched_by).toMatchObject({ id: 168, group_link: '/external_api/v1/users/168' });
    const outside = await post({ external_email: 'jim@powershop.example' });
    expect(outside).toMatchObject({ watched_by: null, external_email: 'jim@powershop.example' });
    expect(await post({ watched_by: 17 })).toEqual(user);
    expect(await post({ external_email: 'jim@powershop.example' })).toEqual(outside);
    expect(await post({ external_email: 'Jim@PowerShop.example' })).toEqual(outside);
    expect((await dan.get(`incidents/${id}/watches`)).result.watches).toHaveLength(3);
    const { result } = await dan.put(`incidents/${id}/watches/${outside.id}`, {
      watch: { external_email: 'Jim@powershop.example' },
    });
    expect(result.watch).toMatchObject({ id: outside.id, external_email: 'Jim@powershop.example' });
    expect((await dan.get(`incidents/${id}/watches/${user.id}`)).result.watch).toEqual(user);

    expect((await dan.post(`incidents/${id}/watches`, { watch: {} })).errors).toEqual([
      "[E400] watched_by can't be blank",
    ]);
    expect((await dan.post(`incidents/${id}/watches`, { watch: { watched_by: 999 } })).errors).toEqual([
      '[E400] no user found',
    ]);

    const put = async (fields: object) =>
      (await dan.put(`incidents/${id}/watches/${user.id}`, { watch: fields })).result.watch;
    expect(await put({ ...user })).toEqual(user);
    expect(await put({ watched_by: 7 })).toMatchObject({ id: user.id, watched_by: { id: 7 } });
    // The group watches already: it keeps its watch, and this one stays.
    expect(await put({ watched_by: 168 })).toEqual(group);
    expect((await dan.get(`incidents/${id}/watches/${user.id}`)).result.watch.watched_by.id).toBe(7);
    for (const fields of [{ watched_by: '' }, {}]) {
      expect((await dan.put(`incidents/${id}/watches/${user.id}`, { watch: fields })).errors).toEqual([
        "[E400] watched_by can't be blank",
      ]);
    }
  });

  test('of another incident are not found', async () => {
    expect((await dan.get('incidents/331/watches/20200')).errors).toEqual(['[E400] no watch found']);
    expect((await dan.delete('incidents/331/watches/20200')).errors).toEqual(['[E400] no watch found']);
  });
});
