import type { Handlers } from '../../calls/call.ts';
import { findRecord, parentRecord } from '../records/rows.ts';
import { personsById } from '../users/views.ts';
import { taskView } from './tasks.ts';
import { createTester, deleteTester, findTester, testerSummary, testersOf, updateTester } from './testers.ts';

export const testers: Handlers<
  | 'changes.testers.list'
  | 'changes.testers.create'
  | 'changes.testers.get'
  | 'changes.testers.update'
  | 'changes.testers.delete'
> = {
  async 'changes.testers.list'(call) {
    const change = parentRecord('change', await findRecord(call, 'change', call.ids.change_id));
    const rows = await testersOf(call, [change.id]);
    const person = await personsById(
      call,
      rows.map(({ user_id }) => user_id),
    );
    return { change_testers: rows.map((tester) => testerSummary(tester, change, person)) };
  },

  'changes.testers.create': (call) =>
    call.write(async (context) => {
      const change = parentRecord('change', await findRecord(context, 'change', call.ids.change_id));
      return { change_tester: await taskView(context, await createTester(context, change, call.body)) };
    }),

  async 'changes.testers.get'(call) {
    const change = parentRecord('change', await findRecord(call, 'change', call.ids.change_id));
    return { change_tester: await taskView(call, await findTester(call, change, call.ids.id)) };
  },

  'changes.testers.update': (call) =>
    call.write(async (context) => {
      const change = parentRecord('change', await findRecord(context, 'change', call.ids.change_id));
      const before = await findTester(context, change, call.ids.id);
      return { change_tester: await taskView(context, await updateTester(context, before, call.body)) };
    }),

  'changes.testers.delete': (call) =>
    call.write(async (context) => {
      const change = parentRecord('change', await findRecord(context, 'change', call.ids.change_id));
      const tester = await findTester(context, change, call.ids.id);
      const view = await taskView(context, tester);
      await deleteTester(context, tester);
      return { change_tester: view };
    }),
};
