import assert from 'node:assert/strict';
import type { Id } from '../generated/states.ts';
import { assertFaults, type Behaviour, everyOf } from './behaviour.ts';

const kinds = ['problems', 'changes', 'releases'] as const;

/** Reports, and the time of others: what v1 cannot bring about itself. */
export const filterBehaviours: readonly Behaviour[] = [
  {
    name: "a colleague's time is listed to whoever may see it, apart from his own",
    row: 'time.5',
    operations: ['timeEntries.list'],
    needs: ['a time administrator'],
    writes: false,
    async run(world) {
      const { desk, user_id, time_entry_id } = await world.given('a time administrator');
      const { performed_at } = await desk.timeEntries.get(time_entry_id);
      const day = String(performed_at).slice(0, 10);
      const listed = async (query: { selected_user_id?: Id }) => {
        const entries = desk.timeEntries.list({ start_date: day, end_date: day, ...query });
        return (await everyOf(entries)).map(({ id }) => String(id));
      };
      assert.ok((await listed({ selected_user_id: user_id })).includes(String(time_entry_id)));
      assert.ok(!(await listed({})).includes(String(time_entry_id)));
    },
  },
  {
    name: 'a report is found by its whole number, also beyond 2^53, and narrowed by what is given beside it',
    row: 'dates.5',
    operations: ['incidents.list', 'problems.list', 'changes.list', 'releases.list'],
    needs: ['a report of incidents'],
    writes: false,
    async run(world) {
      const { desk, report_id } = await world.given('a report of incidents');
      const { totalEntries } = await desk.incidents.list({ report_id, limit: 1 });
      assert.equal((await everyOf(desk.incidents.list({ report_id, limit: 100 }))).length, totalEntries);
      const next = String(BigInt(report_id) + 1n);
      const missing = ['no report found'];
      await assertFaults(Promise.resolve(desk.incidents.list({ report_id: next })), missing);
      for (const kind of kinds) await assertFaults(Promise.resolve(desk[kind].list({ report_id })), missing);
      const caller = await desk.users.current();
      const own = { report_id, selected_user_id: caller.id, limit: 100 };
      for (const { assigned_user } of await everyOf(desk.incidents.list(own)))
        assert.equal(assigned_user?.id, caller.id);
    },
  },
  {
    name: 'whoever keeps the time of everybody enters it for a colleague, and hands it over',
    row: 'time.7',
    operations: ['timeEntries.create', 'timeEntries.update', 'timeEntries.list'],
    needs: ['a time administrator'],
    writes: true,
    async run(world) {
      const { desk, user_id } = await world.given('a time administrator');
      const caller = await desk.users.current();
      const entry = { entry: '// A behaviour of the contract', hours: 1 };
      const made = await desk.timeEntries.create(entry, { query: { selected_user_id: user_id } });
      assert.equal(String(made.user.id), String(user_id));
      const kept = await desk.timeEntries.update(made.id as Id, { hours: 2 });
      assert.equal(String(kept.user.id), String(user_id), 'an update alone leaves it whose it is');
      const query = { selected_user_id: caller.id };
      const handed = await desk.timeEntries.update(made.id as Id, { hours: 2 }, { query });
      assert.equal(handed.user.id, caller.id);
      const own = await everyOf(desk.timeEntries.list({ limit: 100 }));
      assert.ok(own.some(({ id }) => id === made.id));
    },
  },
];
