import assert from 'node:assert/strict';
import type { IncidentWrite } from '@service-desk/client';
import { assertFaults, type Behaviour, givenNewIncident, idsOf } from './behaviour.ts';

const CODE = "closure_code can't be blank";
const COMMENT = "closure_comment can't be blank";
const closure = {
  closed_at: '2010-03-24T08:45:00Z',
  closure_code: 1,
  closure_comment: 'Switched off.',
} as const;

const resolution = { resolved_at: '2010-03-24T08:30:00Z', resolution: 'Purged.' } as const;
const { closed_at, ...reason } = closure;
const { resolved_at } = resolution;

type Status = 'Open' | 'Resolved' | 'Closed';

/** What brings an incident into each status, and where what is written then leads: to a status, or to faults. */
const moves: Readonly<Record<Status, { by?: IncidentWrite; to: [IncidentWrite, Status | string[]][] }>> = {
  Open: {
    to: [
      [resolution, 'Resolved'],
      [{ resolved: true, resolution: 'Purged.' }, 'Resolved'],
      [{ resolved: false, ...resolution }, 'Open'],
      [{ resolved_at }, ["resolution can't be blank"]],
      [closure, 'Closed'],
      [{ closed: true, ...reason }, 'Closed'],
      [{ resolve_and_close: 1, resolution: 'Purged.' }, 'Closed'],
      [{ closed_at }, [CODE, COMMENT]],
      [{ closed_at: '', resolved_at: '' }, 'Open'],
    ],
  },
  Resolved: {
    by: resolution,
    to: [
      [{ resolved_at: '' }, 'Open'],
      [{ title: 'Another title' }, 'Resolved'],
      [closure, 'Closed'],
      [{ closed_at, closure_comment: reason.closure_comment }, [CODE]],
    ],
  },
  Closed: {
    by: closure,
    to: [
      [{ closed_at: '' }, 'Open'],
      [resolution, 'Closed'],
      [{ title: 'Another title', closure_code: 2 }, 'Closed'],
      [{ closure_code: '' }, [CODE]],
    ],
  },
};

/** Resolving, closing and re-opening incidents. */
export const closingBehaviours: readonly Behaviour[] = [
  ...Object.entries(moves).map(
    ([from, { by, to }]): Behaviour => ({
      name: `an incident that is ${from} goes where its dates lead, and nowhere without what they need`,
      row: 'incidents.1',
      operations: ['incidents.create', 'incidents.update', 'incidents.get'],
      needs: ['a service with priorities and types'],
      writes: true,
      async run(world) {
        for (const [fields, end] of to) {
          const { desk, incident } = await givenNewIncident(world);
          if (by) await desk.incidents.update(incident.id, by);
          const before = await desk.incidents.get(incident.id);
          assert.equal(before.status, from);
          const update = desk.incidents.update(incident.id, fields);
          if (typeof end === 'string') {
            assert.equal((await update).status, end, JSON.stringify(fields));
            assert.equal((await desk.incidents.get(incident.id)).status, end);
          } else {
            await assertFaults(update, end);
            assert.deepEqual(await desk.incidents.get(incident.id), before, 'nothing is written');
          }
        }
      },
    }),
  ),
  {
    name: 'resolving needs a resolution, in the call or as a note',
    row: 'incidents.2',
    operations: ['incidents.update', 'incidents.resolutions.create'],
    needs: ['a service with priorities and types'],
    writes: true,
    async run(world) {
      const { desk, incident, callerId } = await givenNewIncident(world);
      const resolved_at = '2010-03-24T08:30:00Z';
      await assertFaults(desk.incidents.update(incident.id, { resolved_at }), ["resolution can't be blank"]);
      const resolved = await desk.incidents.update(incident.id, { resolved_at, resolution: 'Purged.' });
      assert.equal(resolved.status, 'Resolved');
      assert.equal(Date.parse(resolved.resolved_at ?? ''), Date.parse(resolved_at));
      assert.equal(resolved.resolved_by_user?.id, callerId);
      assert.deepEqual(
        resolved.resolutions.map(({ resolution }) => resolution.note),
        ['Purged.'],
      );
      const other = await givenNewIncident(world);
      await other.desk.incidents.resolutions.create(other.incident.id, { note: 'Purged.' });
      assert.equal(
        (await other.desk.incidents.update(other.incident.id, { resolved_at })).status,
        'Resolved',
      );
    },
  },
  {
    name: 'a resolved incident is still listed, and a blank resolved_at opens it again',
    row: 'incidents.5',
    operations: ['incidents.update', 'incidents.list'],
    needs: ['a service with priorities and types'],
    writes: true,
    async run(world) {
      const { desk, incident } = await givenNewIncident(world);
      const resolution = { resolved_at: '2010-03-24T08:30:00Z', resolution: 'Purged.' };
      await desk.incidents.update(incident.id, resolution);
      const { items } = await desk.incidents.list({ order: 'created_at' });
      assert.ok(idsOf(items).includes(incident.id), 'a resolved incident counts as open');
      const opened = await desk.incidents.update(incident.id, { resolved_at: '' });
      assert.equal(opened.status, 'Open');
      assert.equal(opened.resolved_at ?? '', '');
      assert.equal(opened.resolutions.length, 1, 'notes stay');
    },
  },
  {
    name: 'closing names each of code and comment that is missing',
    row: 'incidents.3',
    operations: ['incidents.update'],
    needs: ['a service with priorities and types'],
    writes: true,
    async run(world) {
      const { desk, incident } = await givenNewIncident(world);
      const { closed_at, closure_code, closure_comment } = closure;
      const close = (fields: object) => desk.incidents.update(incident.id, { closed_at, ...fields });
      await assertFaults(close({}), [CODE, COMMENT]);
      await assertFaults(close({ closure_code }), [COMMENT]);
      await assertFaults(close({ closure_comment }), [CODE]);
      assert.equal((await desk.incidents.get(incident.id)).status, 'Open');
      assert.equal((await close({ closure_code, closure_comment })).status, 'Closed');
    },
  },
  {
    name: 'a closed incident is off the list and found by its number',
    row: 'lists.1',
    operations: ['incidents.update', 'incidents.list', 'incidents.get'],
    needs: ['a service with priorities and types'],
    writes: true,
    async run(world) {
      const { desk, incident, callerId } = await givenNewIncident(world);
      const before = await desk.incidents.list({ limit: 1 });
      const closed = await desk.incidents.update(incident.id, closure);
      assert.equal(closed.closed_by_user?.id, callerId);
      assert.equal(closed.resolved_at ?? '', '', 'closing does not resolve');
      assert.equal((await desk.incidents.list({ limit: 1 })).totalEntries, before.totalEntries - 1);
      const { items } = await desk.incidents.list({ order: 'created_at' });
      assert.ok(!idsOf(items).includes(incident.id), 'still on the list');
      assert.deepEqual(await desk.incidents.get(incident.id), closed);
    },
  },
  {
    name: 're-opening clears how an incident was resolved and closed, and keeps its notes',
    row: 'incidents.5',
    operations: ['incidents.update', 'incidents.list'],
    needs: ['a service with priorities and types'],
    writes: true,
    async run(world) {
      const { desk, incident } = await givenNewIncident(world);
      const resolution = { resolved_at: '2010-03-24T08:30:00Z', resolution: 'Purged.' };
      await desk.incidents.update(incident.id, { ...resolution, ...closure });
      const opened = await desk.incidents.update(incident.id, { closed_at: '', closure_code: '' });
      assert.equal(opened.status, 'Open');
      for (const field of ['closed_at', 'closure_code', 'closure_comment', 'resolved_at'] as const) {
        assert.equal(opened[field] ?? '', '', field);
      }
      assert.equal(opened.closed_by_user, null);
      assert.equal(opened.resolved_by_user, null);
      assert.equal(opened.resolutions.length, 1);
      const { items } = await desk.incidents.list({ order: 'created_at' });
      assert.ok(idsOf(items).includes(incident.id), 'back on the list');
    },
  },
  {
    name: 'resolve_and_close does both at once',
    row: 'incidents.4',
    operations: ['incidents.update'],
    needs: ['a service with priorities and types'],
    writes: true,
    async run(world) {
      const { desk, incident } = await givenNewIncident(world);
      const done = await desk.incidents.update(incident.id, { resolve_and_close: 1, resolution: 'Purged.' });
      assert.equal(done.status, 'Closed');
      assert.notEqual(done.resolved_at ?? '', '');
      assert.equal(done.closure_code, 0);
      assert.equal(done.closure_comment, 'Purged.');
    },
  },
];
