import assert from 'node:assert/strict';
import type { Problem, ProblemWrite } from '@service-desk/client';
import type { Behaviour, Given, World } from './behaviour.ts';

/** Problems: their lists, how they are closed and re-opened, and when a workaround is found. */
export const problemBehaviours: readonly Behaviour[] = [
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
