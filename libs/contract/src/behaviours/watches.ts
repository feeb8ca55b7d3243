import assert from 'node:assert/strict';
import type { ServiceDesk } from '@service-desk/client';
import { assertFaults, type Behaviour, givenNewIncident, idsOf } from './behaviour.ts';

/** Watches of incidents, and of what else can be watched. */
export const watchBehaviours: readonly Behaviour[] = [
  {
    name: 'watching twice answers with the watch that is there',
    row: 'watches.1',
    operations: ['incidents.watches.create', 'incidents.watches.list'],
    needs: ['a service with priorities and types'],
    writes: true,
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
    needs: ['an open incident and a colleague'],
    writes: true,
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
    needs: ['a service with priorities and types'],
    writes: true,
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
    needs: ['a service with priorities and types'],
    writes: true,
    async run(world) {
      const { desk, incident, callerId } = await givenNewIncident(world);
      const watch = await desk.incidents.watches.create(incident.id, { watched_by: callerId });
      assert.deepEqual(await desk.incidents.watches.delete(incident.id, watch.id), watch);
      await assertFaults(desk.incidents.watches.delete(incident.id, watch.id), ['no watch found']);
      assert.deepEqual(await desk.incidents.watches.list(incident.id), []);
    },
  },
  {
    name: 'a message and a knowledge article have watchers of their own',
    row: 'publications.1',
    operations: [
      'messages.watches.list',
      'messages.watches.create',
      'messages.watches.delete',
      'knowledgeArticles.watches.list',
      'knowledgeArticles.watches.create',
      'knowledgeArticles.watches.delete',
    ],
    needs: ['a message and a colleague', 'a knowledge article and a colleague'],
    writes: true,
    async run(world) {
      const message = await world.given('a message and a colleague');
      await assertWatched(message.desk.messages.watches, message.message_id, message.user_id);
      const article = await world.given('a knowledge article and a colleague');
      await assertWatched(
        article.desk.knowledgeArticles.watches,
        article.knowledge_article_id,
        article.user_id,
      );
    },
  },
];

/** Asserts that a watch stands in the list of its parent from its creation until it is deleted. */
export async function assertWatched(
  watches: ServiceDesk['messages']['watches'],
  parent: number | string,
  user: number | string,
): Promise<void> {
  const before = idsOf(await watches.list(parent));
  const watch = await watches.create(parent, { watched_by: user });
  assert.ok(!before.includes(watch.id), 'this state promises that the colleague does not watch');
  assert.deepEqual(idsOf(await watches.list(parent)), [...before, watch.id]);
  assert.deepEqual(await watches.delete(parent, watch.id), watch);
  assert.deepEqual(idsOf(await watches.list(parent)), before);
}
