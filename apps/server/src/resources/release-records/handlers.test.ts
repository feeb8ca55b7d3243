import { expect, test } from 'vitest';
import { startProvider, worldMoment } from '../../test-support/provider.ts';

const { dan, luke } = await startProvider();

type Fields = Record<string, unknown>;

async function release(id: number) {
  return (await dan.get(`releases/${id}`)).result.release;
}

test('[reviewers.1] a review user is the caller unless another is named, under any of three names', async () => {
  const create = async (fields: Fields, agent = dan) =>
    (await agent.post('releases/13580/review_users', { review_user: fields })).result.review_user;
  expect(await create({ focus: 'Payments' }, luke)).toMatchObject({
    id: 31,
    focus: 'Payments',
    completed_at: '',
    created_at: worldMoment(1),
    owned_by: { id: 17 },
  });
  for (const name of ['owned_by', 'user_id', 'owner_id']) {
    expect((await create({ [name]: 56 })).owned_by.id, name).toBe(56);
  }
  expect((await create({ owned_by: '', completed_at: '21 Feb 2011, 11:35' })).completed_at).toBe(
    '2011-02-21T11:35:00Z',
  );
  const { errors } = await dan.post('releases/13580/review_users', { review_user: { owned_by: 99 } });
  expect(errors).toEqual(['[E400] no user found']);
  expect((await release(13580)).review_users).toHaveLength(5);
});

test('[reviewers.2] a review user is done with a date, and looks again without', async () => {
  const update = async (review_user: Fields) =>
    (await dan.put('releases/13584/review_users/5', { review_user })).result.review_user;
  const done = await update({ completed_at: '2010-03-24T08:00:00Z' });
  expect(done).toMatchObject({
    completed_at: '2010-03-24T08:00:00Z',
    focus: 'Production-isms',
    updated_at: worldMoment(1),
  });
  expect(await update(done)).toEqual(done);
  expect(await update({ completed_at: '', focus: '', owned_by: null })).toMatchObject({
    completed_at: '',
    focus: '',
    owned_by: { id: 17 },
  });
  expect((await release(13584)).review_completed_at).toBe('');
});

test('[reviewers.3] a release’s review begins with its first review user and moves nothing else', async () => {
  const before = await release(13580);
  const { result } = await dan.post('releases/13580/review_users', { review_user: { focus: 'x' } });
  const { id, created_at } = result.review_user;
  await dan.post('releases/13580/review_users', { review_user: { focus: 'y' } });
  const after = await release(13580);
  expect(after.review_created_at).toBe(created_at);
  expect({ ...after, review_users: [], review_created_at: '' }).toEqual(before);
  const deleted = await dan.delete(`releases/13580/review_users/${id}`);
  expect(deleted.result.review_user).toEqual(result.review_user);
  expect((await dan.delete(`releases/13580/review_users/${id}`)).errors).toEqual([
    '[E400] no review user found',
  ]);
  expect((await release(13580)).review_users).toHaveLength(1);
});

test('[reviewers.4] [lists.14] review users are flat in their list and wrapped inside the release, whose links answer', async () => {
  const { result } = await dan.get('releases/13584/review_users');
  const inside = (await release(13584)).review_users.map((each: Fields) => each.review_user);
  expect(result.review_users).toMatchObject([
    { id: 5, release_link: '/external_api/v1/releases/13584', owned_by: { id: 17 } },
    { id: 20, owned_by: { id: 56 } },
  ]);
  expect(inside[0].review_user_link).toBe('/external_api/v1/releases/13584/reviewers/5');
  for (const { id, review_user_link } of inside) {
    expect((await dan.get(review_user_link)).result.review_user.id).toBe(id);
  }
  expect((await dan.get('releases/13584/reviewers.json')).result).toEqual(result);
  // Luke's other review is of another release.
  expect((await dan.get('releases/13584/review_users/19')).errors).toEqual(['[E400] no review user found']);
});

const whole = { reference: 'r', released_at: '2010-03-23T00:12:39Z', released_to: 'production' };

test('[records.1] a release record needs all four fields, and any one to change', async () => {
  const post = (fields: Fields) => dan.post('releases/13580/release_records', { release_record: fields });
  expect((await post({})).errors).toEqual([
    "[E400] released_to can't be blank",
    "[E400] released_at can't be blank",
    "[E400] reference can't be blank",
    "[E400] release_status can't be blank",
  ]);
  expect((await post(whole)).errors).toEqual(["[E400] release_status can't be blank"]);
  const { result } = await post({ ...whole, release_status: 0 });
  expect(result.release_record).toEqual({
    ...whole,
    id: 11,
    release_record_link: '/external_api/v1/release/13580/records/11',
    release_status: 0,
    comments: [],
    record_notes: [],
  });
  const put = (fields: Fields) => dan.put('releases/13580/release_records/11', { release_record: fields });
  expect((await put({ released_to: 'staging' })).result.release_record).toEqual({
    ...result.release_record,
    released_to: 'staging',
  });
  expect((await put({ reference: '', released_at: null })).errors).toEqual([
    "[E400] released_at can't be blank",
    "[E400] reference can't be blank",
  ]);
  expect((await dan.put('releases/13584/release_records/11', { release_record: whole })).errors).toEqual([
    '[E400] no release record found',
  ]);
  expect((await dan.delete('releases/13580/release_records/11')).status).toBe(405);
});

test('[records.2] release_status is a flag or its number, and reads back as the number', async () => {
  for (const [sent, read] of [
    [true, 1],
    [0, 0],
    ['1', 1],
    [false, 0],
  ]) {
    const { result } = await dan.put('releases/1267/release_records/1', {
      release_record: { release_status: sent },
    });
    expect(result.release_record.release_status).toBe(read);
  }
  const { errors } = await dan.put('releases/1267/release_records/1', {
    release_record: { release_status: 2 },
  });
  expect(errors).toEqual(['[E400] release_status is not true or false']);
});

test('[records.3] [lists.14] release records and their notes change no field of the release', async () => {
  const before = await release(13582);
  const { result } = await dan.post('releases/13582/release_records', {
    release_record: { ...whole, release_status: 1 },
  });
  const { id, comments, record_notes, ...summary } = result.release_record;
  await dan.post(`releases/13582/release_records/${id}/comments`, { comment: { note: 'x' } });
  expect(await release(13582)).toEqual({
    ...before,
    release_records: [{ release_record: { id, ...summary } }],
  });
  expect([comments, record_notes]).toEqual([[], []]);
});

test('[records.4] the misprints of the guide are taken, in addresses and fields', async () => {
  const misprinted = await dan.post('release/13580/release_records.json', {
    release_record: { release_to: 'production', release_at: '2010-03-23', refrenece: 'r', release_status: 1 },
  });
  expect(misprinted.result.release_record).toMatchObject({
    released_to: 'production',
    released_at: '2010-03-23T00:00:00Z',
    reference: 'r',
  });
  const { release_record_link, id } = misprinted.result.release_record;
  for (const path of [release_record_link, `releases/13580/records/${id}`]) {
    expect((await dan.get(path)).result.release_record.id).toBe(id);
  }
  expect((await dan.get('release/13580/records')).result.release_records).toHaveLength(1);
  expect((await dan.get('/external_api/v1/release/13580.json')).result.release.id).toBe(13580);
});

test('[records.5] release records have comments and record notes, whose links answer', async () => {
  const record = (await dan.get('releases/1267/release_records/1')).result.release_record;
  const [{ comment }] = record.comments;
  const [{ record_note }] = record.record_notes;
  expect(comment.comment_link).toBe('/external_api/v1/releases/1267/records/1/comments/38085');
  expect(record_note.comment_link).toBe('/external_api/v1/releases/1267/records/1/record_notes/38086');
  expect((await dan.get(comment.comment_link)).result.comment.note).toBe(comment.note);
  expect((await dan.get(record_note.comment_link)).result.record_note.note).toBe(record_note.note);
  const at = 'releases/1267/release_records/1';
  expect((await dan.get(`${at}/record_notes`)).result.record_notes).toEqual(record.record_notes);
  expect((await dan.get(`${at}/comments/38086`)).errors).toEqual(['[E400] no comment found']);
  expect((await dan.get(`${at}/comments/38086?note_type=record_notes`)).result.comment.id).toBe(38086);
  expect((await dan.get('releases/1267/release_records/2/comments')).errors).toEqual([
    '[E400] no release record found',
  ]);
  await dan.delete(`${at}/record_notes/38086`);
  expect((await dan.get(at)).result.release_record.record_notes).toEqual([]);
});
