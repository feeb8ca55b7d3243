import assert from 'node:assert/strict';
import type { Problem, ProblemWrite } from '@service-desk/client';
import { assertFaults, type Behaviour, everyOf, type Given, idsOf, type World } from './behaviour.ts';

const closure = {
  closed_at: '2010-03-24T08:45:00Z',
  closure_code: 1,
  closure_comment: 'Each payment carries its number.',
} as const;

/** Problems: their lists, how they are closed and re-opened, and when a workaround is found. */
export const problemBehaviours: readonly Behaviour[] = [
  {
    name: 'problems are listed newest number first, without a gap over the pages, and counted',
    row: 'problems.6',
    operations: ['problems.list', 'users.current'],
    needs: ['an agent with open problems'],
    writes: false,
    async run(world) {
      const { desk } = await world.given('an agent with open problems');
      const { totalEntries } = await desk.problems.list({ limit: 2 });
      const ids = idsOf(await everyOf(desk.problems.list({ limit: 2 }))).map(Number);
      assert.notEqual(ids.length, 0, 'this state promises open problems');
      assert.equal(ids.length, totalEntries);
      assert.deepEqual(
        ids,
        [...ids].sort((a, b) => b - a),
      );
      assert.equal((await desk.users.current()).problem_count, totalEntries);
    },
  },
  {
    name: 'a new problem raises the total by one, stands first, and reads as it was answered',
    row: 'problems.1',
    operations: ['problems.create', 'problems.list', 'problems.get'],
    needs: ['a service with priorities and types for problems'],
    writes: true,
    async run(world) {
      const { desk, callerId, create } = await givenProblems(world);
      const before = await desk.problems.list({ limit: 1 });
      const problem = await create();
      const after = await desk.problems.list({ limit: 1 });
      assert.equal(after.totalEntries, before.totalEntries + 1);
      assert.equal(after.items[0]?.id, problem.id);
      assert.equal(problem.owner?.id, callerId);
      assert.equal(problem.closed_at ?? '', '');
      assert.deepEqual(await desk.problems.get(problem.id), problem);
    },
  },
  {
    name: 'telling the watchers of a problem dates it and changes nothing else, and needs somebody who watches',
    row: 'mail.8',
    operations: ['problems.create', 'problems.update', 'problems.watches.create'],
    needs: ['a service with priorities and types for problems'],
    writes: true,
    async run(world) {
      const { desk, create } = await givenProblems(world);
      const problem = await create();
      assert.equal(
        (await desk.problems.update(problem.id, { notify_watchlisted: 1 })).last_notified_at ?? '',
        '',
      );
      await desk.problems.watches.create(problem.id, { external_email: 'jim.barrett@powershop.example' });
      const before = await desk.problems.get(problem.id);
      const after = await desk.problems.update(problem.id, { notify_watchlisted: 1 });
      assert.notEqual(after.last_notified_at ?? '', '');
      assert.deepEqual(after, { ...before, last_notified_at: after.last_notified_at });
      assert.deepEqual(await desk.problems.update(problem.id, { title: before.title }), after);
    },
  },
  {
    name: 'closing a problem names what is missing, and takes it off the list',
    row: 'problems.2',
    operations: ['problems.update', 'problems.list', 'problems.get'],
    needs: ['a service with priorities and types for problems'],
    writes: true,
    async run(world) {
      const { desk, callerId, create } = await givenProblems(world);
      const { id } = await create();
      const { closed_at } = closure;
      await assertFaults(desk.problems.update(id, { closed_at }), [
        "closure_code can't be blank",
        "closure_comment can't be blank",
      ]);
      const closed = await desk.problems.update(id, closure);
      assert.equal(closed.closure_code, 1);
      assert.equal(closed.closed_by?.id, callerId);
      assert.ok(!idsOf(await everyOf(desk.problems.list({ limit: 100 }))).includes(id), 'still on the list');
      assert.deepEqual(await desk.problems.get(id), closed);
    },
  },
  {
    name: 're-opening clears how a problem was closed, and keeps its notes',
    row: 'problems.2',
    operations: ['problems.update', 'problems.list'],
    needs: ['a service with priorities and types for problems'],
    writes: true,
    async run(world) {
      const { desk, create } = await givenProblems(world);
      const { id } = await create({ comment: 'It comes and goes.' });
      await desk.problems.update(id, { ...closure, resolved_at: '2010-03-24T08:30:00Z' });
      const opened = await desk.problems.update(id, { closed_at: '', closure_code: '' });
      for (const field of ['closed_at', 'closure_code', 'closure_comment', 'resolved_at'] as const) {
        assert.equal(opened[field] ?? '', '', field);
      }
      assert.equal(opened.closed_by, null);
      assert.equal(opened.comments.length, 1);
      assert.ok(idsOf(await everyOf(desk.problems.list({ limit: 100 }))).includes(id), 'back on the list');
    },
  },
  {
    name: 'a problem is open or closed, by its dates alone, and nothing is written where something is missing',
    row: 'problems.2',
    operations: ['problems.create', 'problems.update', 'problems.get'],
    needs: ['a service with priorities and types for problems'],
    writes: true,
    async run(world) {
      const { closed_at, ...reason } = closure;
      const moves: [from: ProblemWrite | undefined, write: ProblemWrite, end: boolean | string[]][] = [
        [undefined, { resolved_at: '2010-03-24T08:30:00Z' }, false],
        [undefined, { closed: true, ...reason }, true],
        [undefined, { closed: false, ...closure }, false],
        [undefined, { closed_at, closure_code: 1 }, ["closure_comment can't be blank"]],
        [closure, { title: 'Another title', closure_code: 2 }, true],
        [closure, { closure_code: '' }, ["closure_code can't be blank"]],
        [closure, { closed_at: '' }, false],
      ];
      for (const [from, write, end] of moves) {
        const { desk, create } = await givenProblems(world);
        const { id } = await create();
        if (from) await desk.problems.update(id, from);
        const before = await desk.problems.get(id);
        const update = desk.problems.update(id, write);
        if (typeof end === 'boolean') {
          assert.equal(((await update).closed_at ?? '') !== '', end, JSON.stringify(write));
        } else {
          await assertFaults(update, end);
          assert.deepEqual(await desk.problems.get(id), before, 'nothing is written');
        }
      }
    },
  },
  {
    name: 'the first workaround is when one was found, and with the last that is gone',
    row: 'problems.3',
    operations: ['problems.workarounds.create', 'problems.workarounds.delete', 'problems.get'],
    needs: ['a service with priorities and types for problems'],
    writes: true,
    async run(world) {
      const { desk, callerId, create } = await givenProblems(world);
      const { id } = await create();
      const first = await desk.problems.workarounds.create(id, { note: 'Print it twice.' });
      const second = await desk.problems.workarounds.create(id, { note: 'Do not print it.' });
      await desk.problems.workarounds.delete(id, second.id);
      const found = await desk.problems.get(id);
      assert.equal(Date.parse(found.workaround_found_at ?? ''), Date.parse(first.created_at));
      assert.equal(found.workaround_found_by?.id, callerId);
      await desk.problems.workarounds.delete(id, first.id);
      const lost = await desk.problems.get(id);
      assert.equal(lost.workaround_found_at ?? '', '');
      assert.equal(lost.workaround_found_by, null);
      assert.deepEqual(lost.workaround, []);
    },
  },
  {
    name: 'a problem shows each of its notes in the list of its kind',
    row: 'problems.7',
    operations: ['problems.create', 'problems.rootCauses.list', 'problems.workarounds.list'],
    needs: ['a service with priorities and types for problems'],
    writes: true,
    async run(world) {
      const { desk, create } = await givenProblems(world);
      const problem = await create({ symptom: 'a', root_cause: 'b', workaround: 'c', comment: 'd' });
      assert.deepEqual(
        [
          problem.symptoms.map(({ symptom }) => symptom.note),
          problem.root_cause.map(({ root_cause }) => root_cause.note),
          problem.workaround.map(({ workaround }) => workaround.note),
          problem.comments.map(({ comment }) => comment.note),
        ],
        [['a'], ['b'], ['c'], ['d']],
      );
      assert.deepEqual(await desk.problems.rootCauses.list(problem.id), problem.root_cause);
      assert.deepEqual(await desk.problems.workarounds.list(problem.id), problem.workaround);
    },
  },
  {
    name: 'a problem that is sent back whole changes nothing',
    row: 'writes.8',
    operations: ['problems.update', 'problems.get'],
    needs: ['an open problem'],
    writes: true,
    async run(world) {
      const { desk, problem_id } = await world.given('an open problem');
      const before = await desk.problems.get(problem_id);
      assert.deepEqual(await desk.problems.update(problem_id, before as unknown as ProblemWrite), before);
      assert.deepEqual(await desk.problems.get(problem_id), before);
    },
  },
];

/** A state in which problems can be made that are assigned to the caller. */
async function givenProblems(world: World): Promise<
  Given<'a service with priorities and types for problems'> & {
    callerId: number | string;
    create(fields?: ProblemWrite): Promise<Problem>;
  }
> {
  const state = await world.given('a service with priorities and types for problems');
  const { id: callerId } = await state.desk.users.current();
  const create = (fields: ProblemWrite = {}) =>
    state.desk.problems.create({
      title: 'A behaviour of the contract',
      service_id: state.service_id,
      assigned_user_id: callerId,
      ...fields,
    });
  return { ...state, callerId, create };
}
