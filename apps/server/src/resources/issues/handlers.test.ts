import { describe, expect, test } from 'vitest';
import { startProvider } from '../../test-support/provider.ts';

const { dan, luke } = await startProvider();

type Fields = Record<string, unknown>;

/** What issues belong to, with one that is there. */
const places = [
  { record: 'changes/13570', parent: 'changes/13570', link: 'changes/13570', known: 21 },
  { record: 'changes/981', parent: 'changes/981/testers/5', link: 'changes/981/tests/5', known: 18 },
  { record: 'releases/13580', parent: 'releases/13580', link: 'releases/13580', known: 23 },
];

describe.each(places)('issues of $parent', ({ record, parent, link, known }) => {
  async function create(fields: Fields = {}) {
    const { result, errors } = await dan.post(`${parent}/issues`, {
      issue: { title: 'It is blank', ...fields },
    });
    expect(errors).toBeUndefined();
    return result.issue;
  }

  test('[issues.1] need a title, and are of medium priority and open by default', async () => {
    expect(await create()).toMatchObject({
      title: 'It is blank',
      priority: 2,
      resolved: false,
      ok_by_tester: false,
      comments: [],
      issue_comments: [],
    });
    expect(await create({ priority: '1', resolved: 1, ok_by_tester: true })).toMatchObject({
      priority: 1,
      resolved: true,
      ok_by_tester: true,
    });
    const errorsOf = async (issue: Fields) => (await dan.post(`${parent}/issues`, { issue })).errors;
    expect(await errorsOf({ priority: 4 })).toEqual([
      '[E400] priority is not included in the list',
      "[E400] title can't be blank",
    ]);
    for (const priority of [0, '0', -1]) {
      expect(await errorsOf({ title: 'x', priority }), String(priority)).toEqual([
        '[E400] priority is not included in the list',
      ]);
    }
    expect((await dan.put(`${parent}/issues/${known}`, { issue: { title: '' } })).errors).toEqual([
      "[E400] title can't be blank",
    ]);
    expect(
      (await dan.put(`${parent}/issues/${known}`, { issue: { priority: '' } })).result.issue.priority,
    ).toBe(2);
  });

  test('[issues.2] are the caller’s unless another is named', async () => {
    expect((await create()).owned_by.id).toBe(18);
    for (const field of ['owned_by', 'user_id', 'owner_id']) {
      expect((await create({ [field]: 54 })).owned_by.id, field).toBe(54);
    }
    expect((await dan.put(`${parent}/issues/${known}`, { issue: { owned_by: 999 } })).errors).toEqual([
      '[E400] no user found',
    ]);
  });

  test('[issues.3] [blank.3] were never reviewed, nor raised as an incident', async () => {
    const { issue } = (await dan.get(`${parent}/issues/${known}`)).result;
    expect(issue).toMatchObject({ id: known, review: null, incident_raised_at: '' });
  });

  test('[issues.4] [lists.14] are listed whole, oldest first, and wrapped inside their record', async () => {
    const { id } = await create();
    const { issues } = (await dan.get(`${parent}/issues?limit=1`)).result;
    expect(issues).toEqual([
      { id: known, title: expect.any(String), issue_link: `/external_api/v1/${link}/issues/${known}` },
      { id, title: 'It is blank', issue_link: `/external_api/v1/${link}/issues/${id}` },
    ]);
    const whole = Object.values((await dan.get(record)).result)[0] as { issues: { issue: Fields }[] };
    expect(whole.issues).toEqual(expect.arrayContaining(issues.map((issue: Fields) => ({ issue }))));
    expect((await dan.get(issues[1].issue_link)).result.issue.id).toBe(id);
  });

  test('[issues.5] cannot be deleted', async () => {
    const { status, headers } = await dan.delete(`${parent}/issues/${known}`);
    expect([status, headers.get('Allow')]).toEqual([405, 'GET, PUT']);
  });

  test('[issues.6] show when something happened on them, which moves nothing else', async () => {
    const before = (await dan.get(record)).result;
    const issue = await create();
    const path = `${parent}/issues/${issue.id}`;
    expect(issue.last_active_at).toBe('');
    expect((await luke.put(path, { issue })).result.issue).toEqual(issue);
    const { comment } = (await luke.post(`${path}/comments`, { comment: { note: 'So it is.' } })).result;
    const noted = (await dan.get(path)).result.issue;
    expect(noted).toMatchObject({ last_active_at: comment.created_at, updated_at: issue.updated_at });
    const done = (await dan.put(path, { issue: { resolved: true } })).result.issue;
    expect(done.last_active_at).toBe(done.updated_at);
    expect(done.updated_at > noted.updated_at).toBe(true);
    const [was, is] = [before, (await dan.get(record)).result].map(
      (answer) => Object.values(answer)[0] as Fields,
    );
    expect(is?.last_active_at).toBe(was?.last_active_at);
  });

  test('[issues.7] have two kinds of notes, whatever the address is misprinted', async () => {
    for (const kind of ['comment', 'issue_comment']) {
      const misprinted = `${parent}/isuses/${known}/${kind}s`;
      const { [kind]: note } = (await dan.post(misprinted, { [kind]: { note: `A ${kind}.` } })).result;
      const path = `${parent}/issues/${known}/${kind}s/${note.id}`;
      expect((await luke.get(path)).result).toEqual({ [kind]: note });
      const { issue } = (await dan.get(`${parent}/issues/${known}`)).result;
      const listed = issue[`${kind}s`].at(-1)[kind];
      expect(listed).toMatchObject({
        id: note.id,
        [`${kind}_link`]: `/external_api/v1/${link}/issues/${known}/${kind}s/${note.id}`,
      });
      expect((await dan.get(`${parent}/issues/${known}/${kind}s`)).result[`${kind}s`]).toEqual(
        issue[`${kind}s`],
      );
      expect((await dan.delete(path)).result).toEqual({ [kind]: note });
      expect((await dan.get(path)).errors).toEqual([`[E400] no ${kind.replace('_', ' ')} found`]);
    }
    expect((await dan.get(`${parent}/issues/999/comments`)).errors).toEqual(['[E400] no issue found']);
  });
});

test('[issues.4] a change lists its testers’ issues too, its own list only its own', async () => {
  const { change } = (await dan.get('changes/13570')).result;
  expect(change.issues.map(({ issue }: { issue: { id: number } }) => issue.id)).toEqual([21, 22]);
  const { issues } = (await dan.get('changes/13570/issues')).result;
  expect(issues.map(({ id }: { id: number }) => id)).toEqual([21]);
  // The tester's is no issue of the change itself, nor of a colleague.
  expect((await dan.get('changes/13570/issues/22')).errors).toEqual(['[E400] no issue found']);
  expect((await dan.get('changes/981/testers/5/issues/22')).errors).toEqual(['[E400] no issue found']);
});
