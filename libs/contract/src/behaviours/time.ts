import assert from 'node:assert/strict';
import { assertFaults, type Behaviour, everyOf, idsOf } from './behaviour.ts';

/** What time entries promise. */
export const timeBehaviours: readonly Behaviour[] = [
  {
    name: 'time that is entered is in the list of its day, once, and gone when it is deleted',
    row: 'time.4',
    operations: ['timeEntries.create', 'timeEntries.list', 'timeEntries.delete'],
    needs: ['a time sheet'],
    writes: true,
    async run(world) {
      const { desk } = await world.given('a time sheet');
      const entry = await desk.timeEntries.create({
        entry: '// A behaviour of the contract',
        hours: 1.25,
        performed_at: '2009-02-11T10:00:00Z',
      });
      const ofTheDay = () =>
        everyOf(desk.timeEntries.list({ start_date: '2009-02-11', end_date: '2009-02-11' }));
      assert.deepEqual(
        (await ofTheDay()).filter(({ id }) => id === entry.id).map(({ hours, custom }) => [hours, custom]),
        [[1.25, 'A behaviour of the contract']],
      );
      await desk.timeEntries.delete(entry.id as number);
      assert.ok(!idsOf(await ofTheDay()).includes(entry.id as number));
    },
  },
  {
    name: 'time against a record names it and its service, and adds to what an incident took',
    row: 'time.2',
    operations: ['timeEntries.create', 'incidents.get'],
    needs: ['a time sheet'],
    writes: true,
    async run(world) {
      const { desk, record_id } = await world.given('a time sheet');
      const before = await desk.incidents.get(record_id);
      const entry = await desk.timeEntries.create({ entry: `B#${record_id} Another look`, hours: '0.5' });
      assert.equal(String(entry.incident_id), String(record_id));
      assert.equal(entry.custom, 'Another look');
      assert.deepEqual(entry.service?.id, before.service.id);
      const after = await desk.incidents.get(record_id);
      assert.equal(after.total_time_spent, (before.total_time_spent ?? 0) + 0.5);
    },
  },
  {
    name: 'a locked entry stays as it is',
    row: 'time.6',
    operations: ['timeEntries.update', 'timeEntries.delete', 'timeEntries.get'],
    needs: ['a time administrator'],
    writes: true,
    async run(world) {
      const { desk, locked_id } = await world.given('a time administrator');
      const before = await desk.timeEntries.get(locked_id);
      await assertFaults(desk.timeEntries.update(locked_id, { hours: 2 }), ['time entry is locked']);
      await assertFaults(desk.timeEntries.delete(locked_id), ['time entry is locked']);
      assert.deepEqual(await desk.timeEntries.get(locked_id), before);
    },
  },
];
