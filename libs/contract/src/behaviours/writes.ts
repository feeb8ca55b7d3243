import assert from 'node:assert/strict';
import { type Behaviour, givenNewIncident } from './behaviour.ts';

const HOUR = 3_600_000;

/** Creating and updating incidents. */
export const writeBehaviours: readonly Behaviour[] = [
  {
    name: 'a new incident has a priority and a type of its service',
    row: 'writes.5',
    operations: ['incidents.create', 'services.get'],
    needs: ['a service with priorities and types'],
    writes: true,
    async run(world) {
      const { desk, incident, service_id } = await givenNewIncident(world);
      const service = await desk.services.get(service_id);
      const priorities = service.service_priorities.map((each) => each.service_priority.id);
      const types = service.incident_types.map((each) => each.incident_type.id);
      assert.ok(incident.priority && priorities.includes(incident.priority.id), 'priority of the service');
      assert.ok(incident.service_activity_type && types.includes(incident.service_activity_type.id), 'type');
    },
  },
  {
    name: 'the due date follows opened_at at the distance that its priority gives',
    row: 'due.1',
    operations: ['incidents.create'],
    needs: ['a service with priorities and types'],
    writes: true,
    async run(world) {
      const distances = [];
      for (const opened_at of ['2010-03-23T00:10:48Z', '2011-02-10T15:37:00Z']) {
        const { incident } = await givenNewIncident(world, { opened_at });
        assert.equal(Date.parse(incident.opened_at ?? ''), Date.parse(opened_at));
        distances.push(Date.parse(incident.due_date ?? '') - Date.parse(opened_at));
      }
      const [first = Number.NaN, second] = distances;
      assert.equal(first, second);
      assert.ok(first > 0 && first % HOUR === 0, `${first / HOUR} hours`);
    },
  },
  {
    name: 'moving opened_at moves the due date, and a chosen due date wins',
    row: 'due.2',
    operations: ['incidents.create', 'incidents.update'],
    needs: ['a service with priorities and types'],
    writes: true,
    async run(world) {
      const { desk, incident } = await givenNewIncident(world, { opened_at: '2010-03-23T00:10:48Z' });
      const later = await desk.incidents.update(incident.id, { opened_at: '2010-03-23T02:10:48Z' });
      assert.equal(Date.parse(later.due_date ?? '') - Date.parse(incident.due_date ?? ''), 2 * HOUR);
      const chosen = await desk.incidents.update(incident.id, { due_date: '2010-06-01T12:00:00Z' });
      assert.equal(Date.parse(chosen.due_date ?? ''), Date.parse('2010-06-01T12:00:00Z'));
      const computed = await desk.incidents.update(incident.id, { due_date: '' });
      assert.equal(computed.due_date, later.due_date);
    },
  },
];
