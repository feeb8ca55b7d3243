import { expect, test } from 'vitest';
import { startProvider } from '../../test-support/provider.ts';

const { sandbox, dan, luke } = await startProvider();

type Fields = Record<string, unknown>;

async function create(fields: Fields = {}) {
  const { result, errors } = await dan.post('changes/13570/testers', {
    tester: { focus: 'Refunds', ...fields },
  });
  expect(errors).toBeUndefined();
  return result.change_tester;
}

test('[testers.1] the named user tests, else the caller', async () => {
  expect(await create()).toMatchObject({ focus: 'Refunds', owned_by: { id: 18 }, completed_at: '' });
  for (const field of ['owned_by', 'user_id', 'owner_id']) {
    const tester = await create({ [field]: 54 });
    expect(tester.owned_by.id, field).toBe(54);
    const { result } = await luke.put(`changes/13570/testers/${tester.id}`, { tester: { [field]: 168 } });
    expect(result.change_tester.owned_by, field).toMatchObject({ id: 168, full_name: 'Support Group' });
  }
  const { errors } = await dan.post('changes/13570/testers', { tester: { owned_by: 999 } });
  expect(errors).toEqual(['[E400] no user found']);
});

test('[testers.2] a blank date re-opens a tester, and what was read changes nothing', async () => {
  const { id } = await create({ completed_at: '2010-03-24T08:00:00Z' });
  const path = `changes/13570/testers/${id}`;
  const done = (await dan.get(path)).result.change_tester;
  expect(done.completed_at).toBe('2010-03-24T08:00:00Z');
  expect((await dan.put(path, { tester: done })).result.change_tester).toEqual(done);
  const again = (await dan.put(path, { tester: { completed_at: '' } })).result.change_tester;
  expect(again).toMatchObject({ completed_at: '', focus: 'Refunds' });
  expect(again.updated_at > done.updated_at).toBe(true);
});

test('[testers.3] issues and their notes are deleted with the tester', async () => {
  const before = (await dan.get('changes/981')).result.change;
  expect(before).toMatchObject({ testers: [{ change_tester: { id: 5 } }], issues: [{ issue: { id: 18 } }] });
  const found = (await dan.get('changes/981/testers/5')).result.change_tester;
  expect((await dan.delete('changes/981/testers/5')).result).toEqual({ change_tester: found });
  expect((await dan.get('changes/981')).result.change).toMatchObject({ testers: [], issues: [] });
  for (const path of ['', '/issues', '/issues/18', '/issues/18/issue_comments/741']) {
    expect((await dan.get(`changes/981/testers/5${path}`)).errors, path).toEqual([
      '[E400] no change tester found',
    ]);
  }
  expect((await dan.delete('changes/981/testers/5')).errors).toEqual(['[E400] no change tester found']);
  const left = sandbox.store.reading.selectFrom('notes').select('id').where('id', '=', 741);
  expect(await left.execute()).toEqual([]);
  // Others keep theirs.
  expect((await dan.get('changes/13570/testers/6/issues')).result.issues).toHaveLength(1);
  expect((await dan.get('changes/13570/issues/21')).result.issue.comments).toHaveLength(1);
});

test('[testers.4] the wrapper and the address have second names, and every link leads somewhere', async () => {
  for (const wrapper of ['tester', 'change_tester', 'test']) {
    const { result } = await dan.post('changes/13570/tests', { [wrapper]: { focus: wrapper } });
    expect(result.change_tester.focus).toBe(wrapper);
  }
  const { change } = (await dan.get('changes/981')).result;
  const link = change.testers[0].change_tester.change_tester_link;
  expect(link).toBe('/external_api/v1/changes/981/testers/5');
  expect((await dan.get(link)).result.change_tester.id).toBe(5);
  const { issue_link } = change.issues[0].issue;
  expect(issue_link).toBe('/external_api/v1/changes/981/tests/5/issues/18');
  const { issue } = (await dan.get(issue_link)).result;
  const note = issue.issue_comments[0].issue_comment;
  expect(note.issue_comment_link).toBe(`${issue_link}/issue_comments/741`);
  expect((await dan.get(note.issue_comment_link)).result.issue_comment.note).toBe(note.note);
});

test('[testers.5] [lists.14] are listed whole, oldest first, as in the change', async () => {
  const { id } = await create();
  const { change_testers } = (await dan.get('changes/13570/testers?limit=1')).result;
  expect(change_testers.map((tester: { id: number }) => tester.id)).toEqual([6, id]);
  const { change } = (await dan.get('changes/13570')).result;
  expect(change.testers).toEqual(change_testers.map((change_tester: object) => ({ change_tester })));
});

test('a tester of another change, or of one that the caller does not see, is not found', async () => {
  expect((await dan.get('changes/13570/testers/5')).errors).toEqual(['[E400] no change tester found']);
  expect((await dan.get('changes/13576/testers')).result).toEqual({ change_testers: [] });
  expect((await luke.get('changes/13576/testers')).errors).toEqual(['[E400] no change found']);
});
