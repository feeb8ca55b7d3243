import assert from 'node:assert/strict';
import { assertFaults, type Behaviour, givenNewIncident, idsOf } from './behaviour.ts';

/** Watches of incidents. */
export const watchBehaviours: readonly Behaviour[] = [
  {
    name: 'watching twice answers with the watch that is there',
    row: 'watches.1',
    operations: ['incidents.watches.create', 'incidents.watches.list'],
    async run(world) {
      const { desk, incident, callerId } = await givenNewIncident(world);
      assert.deepEqual(await desk.incidents.watches.list(incident.id), [], 'nobody watches unasked');
      const first = await desk.incidents.watches.create(incident.id, { watched_by: callerId });
      const second = await desk.incidents.watches.create(incident.id, { watched_by: callerId });
      assert.equal(second.id, first.id);
      assert.deepEqual(idsOf(await desk.incidents.watches.list(incident.id)), [first.id]);
    },
  },
  {
    name: 'a watch stands in its incident and does not move last_active_at',
    row: 'writes.9',
    operations: ['incidents.watches.create', 'incidents.get'],
    async run(world) {
      const { desk, incident_id, user_id } = await world.given('an open incident and a colleague');
      const before = await desk.incidents.get(incident_id);
      const watch = await desk.incidents.watches.create(incident_id, { watched_by: user_id });
      const after = await desk.incidents.get(incident_id);
      assert.deepEqual({ ...after, watches: [] }, { ...before, watches: [] }, 'nothing else changes');
      const watches = after.watches.map((each) => each.watch);
      assert.ok(idsOf(watches).includes(watch.id));
      assert.deepEqual(watches, await desk.incidents.watches.list(incident_id));
    },
  },
  {
    name: 'an address outside the account can watch',
    row: 'watches.1',
    operations: ['incidents.watches.create', 'incidents.watches.get'],
    async run(world) {
      const { desk, incident } = await givenNewIncident(world);
      const external_email = 'jim.barrett@powershop.example';
      const watch = await desk.incidents.watches.create(incident.id, { external_email });
      assert.equal(watch.watched_by, null);
      assert.equal((await desk.incidents.watches.get(incident.id, watch.id)).external_email, external_email);
    },
  },
  {
    name: 'deleting a watch answers with it as it was, and deleting again finds nothing',
    row: 'envelope.13',
    operations: ['incidents.watches.delete', 'incidents.watches.get', 'incidents.watches.list'],
    async run(world) {
      const { desk, incident, callerId } = await givenNewIncident(world);
      const watch = await desk.incidents.watches.create(incident.id, { watched_by: callerId });
      assert.deepEqual(await desk.incidents.watches.delete(incident.id, watch.id), watch);
      await assertFaults(desk.incidents.watches.delete(incident.id, watch.id), ['no watch found']);
      assert.deepEqual(await desk.incidents.watches.list(incident.id), []);
    },
  },
];
