import assert from 'node:assert/strict';
import type { Change, ChangeCreateFields } from '@service-desk/client';
import { assertFaults, type Behaviour, everyOf, type Given, idsOf, type World } from './behaviour.ts';

const closure = {
  closed_at: '2010-03-24T08:45:00Z',
  closure_code: 0,
  closure_comment: 'Live for a week.',
} as const;

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

type Status = 1 | 2 | 3 | 4 | 5 | 6 | 7;

const names = [
  'New',
  'Submitted',
  'Approved',
  'Declined',
  'Permanently Declined',
  'Implementing',
  'Released',
];
const moves: Readonly<Record<Status, readonly Status[]>> = {
  ...{ 1: [2, 3], 2: [3, 4, 5], 3: [4, 6, 7], 4: [2, 5], 5: [], 6: [7], 7: [] },
};

/** What brings a change from new to each status. */
const paths: Readonly<Record<Status, readonly Status[]>> = {
  ...{ 1: [], 2: [2], 3: [3], 4: [2, 4], 5: [2, 5], 6: [3, 6], 7: [3, 7] },
};

const statuses = Object.keys(moves).map((status) => Number(status) as Status);

/** Changes: their life cycle, where they come from, and their lists. */
export const changeBehaviours: readonly Behaviour[] = [
  ...statuses.map(
    (from): Behaviour => ({
      name: `a change in status ${from} goes to ${moves[from].join(', ') || 'no other'}, and can be closed`,
      row: 'changes.3',
      operations: ['changes.create', 'changes.update', 'changes.get'],
      needs: ['a service that takes changes'],
      writes: true,
      async run(world) {
        for (const to of statuses.filter((status) => status !== from)) {
          const { desk, change } = await givenNewChange(world);
          for (const change_status of paths[from]) await desk.changes.update(change.id, { change_status });
          const move = desk.changes.update(change.id, { change_status: to });
          if (moves[from].includes(to)) {
            assert.equal((await move).change_status, to);
          } else {
            const text = `change_status can't go from ${names[from - 1]} to ${names[to - 1]}`;
            await assertFaults(move, [text]);
            assert.equal((await desk.changes.get(change.id)).change_status, from, 'nothing is written');
          }
        }
        const { desk, change } = await givenNewChange(world);
        for (const change_status of paths[from]) await desk.changes.update(change.id, { change_status });
        assert.equal((await desk.changes.update(change.id, closure)).change_status, 8);
      },
    }),
  ),
  {
    name: 'a change goes through its life cycle by its dates, and by no other way',
    row: 'changes.4',
    operations: ['changes.create', 'changes.update'],
    needs: ['a service that takes changes'],
    writes: true,
    async run(world) {
      const { desk, change } = await givenNewChange(world);
      assert.equal(change.change_status, 1);
      const write = (fields: object) => desk.changes.update(change.id, fields);
      await assertFaults(write({ released_live_at: '2010-03-24' }), [
        "change_status can't go from New to Released",
      ]);
      assert.equal((await write({ submitted_for_approval_at: '2010-03-20' })).change_status, 2);
      assert.equal((await write({ approved_at: '2010-03-21' })).change_status, 3);
      assert.equal((await write({ released_live_at: '2010-03-22' })).change_status, 7);
      await assertFaults(write({ declined_at: '2010-03-23' }), [
        "change_status can't go from Released to Declined",
      ]);
    },
  },
  {
    name: 'a status that is written stamps its date, and is bound to the same moves',
    row: 'changes.3',
    operations: ['changes.create', 'changes.update'],
    needs: ['a service that takes changes'],
    writes: true,
    async run(world) {
      const { desk, change } = await givenNewChange(world);
      const write = (change_status: 2 | 4 | 5 | 7) => desk.changes.update(change.id, { change_status });
      await assertFaults(write(4), ["change_status can't go from New to Declined"]);
      const submitted = await write(2);
      assert.notEqual(submitted.submitted_for_approval_at ?? '', '');
      assert.notEqual((await write(4)).declined_at ?? '', '');
      assert.equal((await write(5)).change_status, 5);
      await assertFaults(write(2), ["change_status can't go from Permanently Declined to Submitted"]);
    },
  },
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
    name: 're-opening takes a change back to the status that it had before it was closed',
    row: 'changes.9',
    operations: ['changes.create', 'changes.update', 'changes.list'],
    needs: ['a service that takes changes'],
    writes: true,
    async run(world) {
      const { desk, change } = await givenNewChange(world, { submitted_for_approval_at: '2010-03-20' });
      const { totalEntries } = await desk.changes.list({ limit: 1 });
      assert.equal((await desk.changes.update(change.id, closure)).change_status, 8);
      assert.equal((await desk.changes.list({ limit: 1 })).totalEntries, totalEntries - 1);
      const reopened = await desk.changes.update(change.id, { closed_at: '', closure_code: '' });
      assert.equal(reopened.change_status, 2);
      assert.equal(reopened.closure_comment, '');
      assert.equal(reopened.closed_by_user, null);
      assert.equal((await desk.changes.list({ limit: 1 })).totalEntries, totalEntries);
    },
  },
  ...(['implementation', 'test'] as const).map(
    (part): Behaviour => ({
      name: `${part} is completed in three spellings`,
      row: 'changes.6',
      operations: ['changes.create', 'changes.update'],
      needs: ['a service that takes changes'],
      writes: true,
      async run(world) {
        const { desk, change } = await givenNewChange(world);
        const caller = await desk.users.current();
        const ways = [
          { [`${part}_completed`]: true },
          { [`${part}_closed`]: 1 },
          { [`${part}_completed_at`]: '2010-03-22' },
        ];
        for (const way of ways) {
          const done = await desk.changes.update(change.id, way);
          assert.notEqual(done[`${part}_completed_at`] ?? '', '', JSON.stringify(way));
          assert.equal(done[`${part}_completed_by_user`]?.id, caller.id);
          const undone = await desk.changes.update(change.id, { [`${part}_completed`]: false });
          assert.equal(undone[`${part}_completed_at`], null);
          assert.equal(undone[`${part}_completed_by_user`], null);
        }
      },
    }),
  ),
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
    name: 'a list of changes holds what is open and assigned to the caller, newest number first',
    row: 'changes.12',
    operations: ['changes.list', 'users.current'],
    needs: ['an agent with open changes'],
    writes: false,
    async run(world) {
      const { desk } = await world.given('an agent with open changes');
      const caller = await desk.users.current();
      const { items, totalEntries } = await desk.changes.list({ limit: 100 });
      assert.equal(caller.change_count, totalEntries);
      assert.notEqual(items.length, 0, 'this state promises open changes');
      for (const item of items) {
        assert.equal(item.assigned_to?.id, caller.id, `assignee of change ${item.id}`);
        assert.equal(item.closed_at || '', '', `closed_at of change ${item.id}`);
      }
      const ids = idsOf(items);
      assert.deepEqual(
        ids,
        ids.toSorted((a, b) => Number(b) - Number(a)),
      );
      assert.deepEqual(idsOf(await everyOf(desk.changes.list({ limit: 2 }))), ids);
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
  {
    name: 'a change that was read and is sent back whole stays as it was',
    row: 'writes.8',
    operations: ['changes.get', 'changes.update'],
    needs: ['an open change'],
    writes: true,
    async run(world) {
      const { desk, change_id } = await world.given('an open change');
      const change = await desk.changes.get(change_id);
      assert.deepEqual(await desk.changes.update(change_id, change as object), change);
    },
  },
];
