import assert from 'node:assert/strict';
import type { IncidentWrite } from '@service-desk/client';
import { assertFaults, type Behaviour, givenNewIncident } from './behaviour.ts';

const HOUR = 3_600_000;

/** Creating and updating incidents. */
export const writeBehaviours: readonly Behaviour[] = [
  {
    name: 'a new incident raises the total by one and stands first by created_at',
    row: 'writes.1',
    operations: ['incidents.create', 'incidents.list', 'users.current'],
    needs: ['a service with priorities and types'],
    writes: true,
    async run(world) {
      const { desk, service_id } = await world.given('a service with priorities and types');
      const caller = await desk.users.current();
      const before = await desk.incidents.list({ limit: 1 });
      const created = await desk.incidents.create({ title: 'New', service_id, assigned_user_id: caller.id });
      const after = await desk.incidents.list({ limit: 1, order: 'created_at' });
      assert.equal(after.totalEntries, before.totalEntries + 1);
      assert.equal(after.items[0]?.id, created.id);
      assert.equal((await desk.users.current()).incident_count, after.totalEntries);
    },
  },
  {
    name: 'a new incident is open, and reads as it was answered',
    row: 'incidents.1',
    operations: ['incidents.create', 'incidents.get'],
    needs: ['a service with priorities and types'],
    writes: true,
    async run(world) {
      const { desk, incident } = await givenNewIncident(world);
      assert.equal(incident.status, 'Open');
      assert.equal(incident.reference_num, incident.id);
      assert.equal(incident.resolved_at ?? '', '');
      assert.equal(incident.closed_at ?? '', '');
      assert.equal(incident.closure_code, '');
      assert.equal(incident.closure_comment, '');
      assert.deepEqual(await desk.incidents.get(incident.id), incident);
    },
  },
  {
    name: 'the caller owns a new incident and took it in',
    row: 'writes.4',
    operations: ['incidents.create', 'users.current'],
    needs: ['a service with priorities and types'],
    writes: true,
    async run(world) {
      const { incident, callerId } = await givenNewIncident(world);
      assert.equal(incident.owner?.id, callerId);
      assert.equal(incident.received_by?.id, callerId);
    },
  },
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
  {
    name: 'an update leaves the other fields alone',
    row: 'blank.5',
    operations: ['incidents.update', 'incidents.get'],
    needs: ['a service with priorities and types'],
    writes: true,
    async run(world) {
      const { desk, incident } = await givenNewIncident(world);
      const answered = await desk.incidents.update(incident.id, { title: 'Another title' });
      const { last_active_at, updated_by_user, ...updated } = await desk.incidents.get(incident.id);
      assert.deepEqual({ ...updated, last_active_at, updated_by_user }, answered);
      const expected = { ...incident, title: 'Another title', last_active_at, updated_by_user };
      assert.deepEqual(answered, expected);
      assert.ok(
        Date.parse(last_active_at) >= Date.parse(incident.last_active_at),
        'last_active_at went back',
      );
    },
  },
  {
    name: 'a record that is sent back whole changes nothing',
    row: 'writes.8',
    operations: ['incidents.update', 'incidents.get'],
    needs: ['an open incident'],
    writes: true,
    async run(world) {
      const { desk, incident_id } = await world.given('an open incident');
      const before = await desk.incidents.get(incident_id);
      assert.deepEqual(await desk.incidents.update(incident_id, before as unknown as IncidentWrite), before);
      assert.deepEqual(await desk.incidents.get(incident_id), before);
    },
  },
  {
    name: 'a plain symptom becomes a note',
    row: 'writes.10',
    operations: ['incidents.create', 'incidents.symptoms.list'],
    needs: ['a service with priorities and types'],
    writes: true,
    async run(world) {
      const { desk, incident } = await givenNewIncident(world, { symptom: 'It hums.' });
      const [symptom, ...others] = await desk.incidents.symptoms.list(incident.id);
      assert.deepEqual(others, []);
      assert.equal(symptom?.symptom.note, 'It hums.');
      assert.equal(incident.latest_note.id, symptom?.symptom.id);
    },
  },
  {
    name: 'a failed update writes nothing and names all that is wrong',
    row: 'envelope.5',
    operations: ['incidents.update', 'incidents.get'],
    needs: ['a service with priorities and types'],
    writes: true,
    async run(world) {
      const { desk, incident } = await givenNewIncident(world);
      const bad = { title: '', due_date: '2010-06-01T12:00:00Z', customer_id: 99999999 };
      await assertFaults(desk.incidents.update(incident.id, bad), [
        "title can't be blank",
        'no customer found',
      ]);
      assert.deepEqual(await desk.incidents.get(incident.id), incident);
    },
  },
  {
    name: 'a failed create writes nothing',
    row: 'envelope.5',
    operations: ['incidents.create', 'incidents.list'],
    needs: ['a service with priorities and types'],
    writes: true,
    async run(world) {
      const { desk, service_id } = await world.given('a service with priorities and types');
      const caller = await desk.users.current();
      const before = await desk.incidents.list({ limit: 1 });
      const bad = { title: 'New', service_id, assigned_user_id: caller.id, customer_id: 99999999 };
      await assertFaults(desk.incidents.create(bad), ['no customer found']);
      assert.equal((await desk.incidents.list({ limit: 1 })).totalEntries, before.totalEntries);
    },
  },
];
