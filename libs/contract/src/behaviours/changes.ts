import assert from 'node:assert/strict';
import type { Change, ChangeCreateFields } from '@service-desk/client';
import { assertFaults, type Behaviour, type Given, idsOf, type World } from './behaviour.ts';

/** A new change of the caller's. */
async function givenNewChange(
  world: World,
  fields: Omit<ChangeCreateFields, 'title' | 'service_id'> = {},
): Promise<Given<'a service that takes changes'> & { change: Change }> {
  const state = await world.given('a service that takes changes');
  const change = await state.desk.changes.create({
    title: 'A behaviour of the contract',
    service_id: state.service_id,
    ...fields,
  });
  return { ...state, change };
}

/** Changes: their life cycle, where they come from, and their lists. */
export const changeBehaviours: readonly Behaviour[] = [
  {
    name: 'the first progress note on an approved change shows that it is implemented',
    row: 'changes.5',
    operations: ['changes.create', 'changes.get', 'changes.implementationProgressNotes.create'],
    needs: ['a service that takes changes'],
    writes: true,
    async run(world) {
      const { desk, change } = await givenNewChange(world, { approved_at: '2010-03-21' });
      assert.equal(change.change_status, 3);
      await desk.changes.implementationProgressNotes.create(change.id, { note: 'Half of it.' });
      const after = await desk.changes.get(change.id);
      assert.equal(after.change_status, 6);
      assert.equal(after.implementation_progress_notes.length, 1);
    },
  },
  {
    name: 'a change from an incident takes over what it needs, and both show the link',
    row: 'changes.10',
    operations: ['changes.create', 'incidents.get'],
    needs: ['an incident that leads to a change'],
    writes: true,
    async run(world) {
      const { desk, incident_id } = await world.given('an incident that leads to a change');
      const before = await desk.incidents.get(incident_id);
      const change = await desk.changes.create({ incident_id, use_symptoms: true });
      assert.equal(change.title, before.title);
      assert.equal(change.service.id, before.service.id);
      assert.deepEqual(
        change.reasons.map(({ reason: { note, created_at, user } }) => ({ note, created_at, user })),
        before.symptoms.map(({ symptom: { note, created_at, user } }) => ({ note, created_at, user })),
      );
      assert.ok(change.incidents.some((link) => String(link.incident_id) === String(incident_id)));
      const after = await desk.incidents.get(incident_id);
      assert.ok(after.changes.some((link) => String(link.change_id) === String(change.id)));
      assert.deepEqual(after.symptoms, before.symptoms, 'copied, not moved');
    },
  },
  {
    name: 'a change from a problem takes over its comments, whatever the call says of title and service',
    row: 'changes.10',
    operations: ['changes.create', 'problems.get'],
    needs: ['the problem of the printed create'],
    writes: true,
    async run(world) {
      const { desk, problem_id, service_id } = await world.given('the problem of the printed create');
      const before = await desk.problems.get(problem_id);
      const fields = { title: 'A behaviour of the contract', service_id, problem_id };
      const change = await desk.changes.create({ ...fields, use_comments: true });
      assert.equal(change.title, fields.title);
      assert.equal(String(change.service.id), String(service_id));
      assert.notEqual(before.comments.length, 0, 'this state promises a comment');
      assert.deepEqual(
        change.comments.map(({ comment }) => comment.note),
        before.comments.map(({ comment }) => comment.note),
      );
      assert.ok(change.problems.some((link) => String(link.problem_id) === String(problem_id)));
      const after = await desk.problems.get(problem_id);
      assert.ok(after.changes.some((link) => String(link.change_id) === String(change.id)));
    },
  },
  {
    name: 'a tester takes his issues and their notes with him',
    row: 'testers.3',
    operations: [
      'changes.testers.create',
      'changes.testers.delete',
      'changes.testers.issues.create',
      'changes.testers.issues.list',
    ],
    needs: ['a service that takes changes'],
    writes: true,
    async run(world) {
      const { desk, change } = await givenNewChange(world);
      const tester = await desk.changes.testers.create(change.id, { focus: 'Refunds' });
      const issue = await desk.changes.testers.issues.create(change.id, tester.id, { title: 'Paid twice' });
      const own = await desk.changes.issues.create(change.id, { title: 'Named wrongly' });
      const before = await desk.changes.get(change.id);
      assert.deepEqual(
        before.issues.map((item) => item.issue.id),
        [issue.id, own.id],
        'the change shows both',
      );
      assert.deepEqual(idsOf(await desk.changes.issues.list(change.id)), [own.id], 'its list only its own');
      assert.deepEqual(await desk.changes.testers.delete(change.id, tester.id), tester);
      const after = await desk.changes.get(change.id);
      assert.deepEqual(after.testers, []);
      assert.deepEqual(
        after.issues.map((item) => item.issue.id),
        [own.id],
      );
      await assertFaults(Promise.resolve(desk.changes.testers.issues.list(change.id, tester.id)), [
        'no change tester found',
      ]);
    },
  },
];
