import assert from 'node:assert/strict';
import type { IncidentWrite } from '@service-desk/client';
import { assertFaults, type Behaviour, givenNewIncident } from './behaviour.ts';

const moment = Date.parse('2010-03-24T08:45:00Z');

/** The forms in which values may be sent. */
export const formBehaviours: readonly Behaviour[] = [
  {
    name: 'a flag is set and taken back in each of its forms',
    row: 'formats.5',
    operations: ['incidents.create', 'incidents.update', 'problems.update'],
    needs: ['a service with priorities and types', 'an open problem'],
    writes: true,
    async run(world) {
      const { desk, incident } = await givenNewIncident(world);
      for (const yes of [true, 1, '1', 'true'] as const) {
        assert.equal(
          (await desk.incidents.update(incident.id, { interesting: yes })).interesting,
          1,
          `${yes}`,
        );
        const no = yes === true ? false : yes === 1 ? 0 : yes === '1' ? '0' : 'false';
        assert.equal((await desk.incidents.update(incident.id, { interesting: no })).interesting, 0, `${no}`);
      }
      const problem = await world.given('an open problem');
      for (const [flag, number] of [
        ['1', 1],
        ['0', 0],
      ] as const) {
        const { interesting } = await problem.desk.problems.update(problem.problem_id, { interesting: flag });
        assert.equal(interesting, number);
      }
    },
  },
  {
    name: 'the offset of a date counts, and the date goes out as that moment',
    row: 'dates.1',
    operations: ['incidents.create', 'incidents.update'],
    needs: ['a service with priorities and types'],
    writes: true,
    async run(world) {
      const forms = ['2010-03-24T08:45:00Z', '2010-03-24T10:45:00+02:00', '2010-03-24T03:15:00-05:30'];
      const { desk, incident } = await givenNewIncident(world, { opened_at: forms[1] as string });
      assert.equal(Date.parse(incident.opened_at ?? ''), moment);
      for (const opened_at of forms) {
        const updated = await desk.incidents.update(incident.id, { opened_at });
        assert.equal(Date.parse(updated.opened_at ?? ''), moment, opened_at);
      }
    },
  },
  {
    name: 'a date without an offset is one moment, in each of its forms',
    row: 'dates.1',
    operations: ['incidents.create'],
    needs: ['a service with priorities and types'],
    writes: true,
    async run(world) {
      const moments = new Set<number>();
      for (const opened_at of ['2011-02-10 15:37', '10 Feb 2011, 15:37', '2011-02-10T15:37:00']) {
        const { incident } = await givenNewIncident(world, { opened_at });
        moments.add(Date.parse(incident.opened_at ?? ''));
      }
      assert.equal(moments.size, 1);
      const { incident } = await givenNewIncident(world, { opened_at: '2011-02-10' });
      const [of1537 = Number.NaN] = moments;
      assert.equal(of1537 - Date.parse(incident.opened_at ?? ''), (15 * 60 + 37) * 60_000);
    },
  },
  {
    name: 'ids are taken as text too',
    row: 'formats.5',
    operations: ['incidents.create'],
    needs: ['a service with priorities and types'],
    writes: true,
    async run(world) {
      const { desk, service_id, priority_id } = await world.given('a service with priorities and types');
      const fields = { title: 'A behaviour of the contract', priority_id: String(priority_id) };
      const incident = await desk.incidents.create({ ...fields, service_id: String(service_id) });
      assert.equal(String(incident.service.id), String(service_id));
      assert.equal(String(incident.priority?.id), String(priority_id));
    },
  },
  {
    name: 'of an update that fails, what is right is not written either',
    row: 'envelope.5',
    operations: ['incidents.update', 'incidents.get', 'configItems.update', 'configItems.get'],
    needs: ['a service with priorities and types', 'a config item'],
    writes: true,
    async run(world) {
      const { desk, incident } = await givenNewIncident(world);
      const half: IncidentWrite = { title: 'Half of it', customer_id: 99999999 };
      await assertFaults(desk.incidents.update(incident.id, half), ['no customer found']);
      assert.deepEqual(await desk.incidents.get(incident.id), incident);
      const state = await world.given('a config item');
      const before = await state.desk.configItems.get(state.config_item_id);
      const item = { name: 'Half of it', owner_id: 99999999 };
      await assertFaults(state.desk.configItems.update(state.config_item_id, item), ['no user found']);
      assert.deepEqual(await state.desk.configItems.get(state.config_item_id), before);
    },
  },
  {
    name: 'an update of a config item leaves its other fields alone',
    row: 'blank.5',
    operations: ['configItems.create', 'configItems.update', 'configItems.get'],
    needs: ['what a new config item refers to'],
    writes: true,
    async run(world) {
      const { desk, config_type_id, owner_id } = await world.given('what a new config item refers to');
      const item = await desk.configItems.create({
        name: 'A behaviour of the contract',
        description: 'It hums.',
        config_type_id,
        owner_id,
      });
      const renamed = await desk.configItems.update(item.id, { name: 'Another name' });
      assert.deepEqual(renamed, { ...item, name: 'Another name' });
      assert.deepEqual(await desk.configItems.get(item.id), renamed);
    },
  },
];
