import assert from 'node:assert/strict';
import type { IncidentSummary } from '@service-desk/client';
import { assertNamesInOrder, type Behaviour, everyOf, givenNewIncident, idsOf } from './behaviour.ts';

const operations = ['incidents.list'] as const;

/** Lists of incidents: totals, pages, orders and whose records they hold. */
export const listBehaviours: readonly Behaviour[] = [
  {
    name: 'the totals of a list are those of all its pages together',
    row: 'lists.8',
    operations,
    needs: ['an agent with open incidents'],
    writes: false,
    async run(world) {
      const { desk } = await world.given('an agent with open incidents');
      const page = await desk.incidents.list({ limit: 2 });
      const all = await everyOf(desk.incidents.list({ limit: 2 }));
      assert.equal(page.totalEntries, all.length);
      assert.equal(page.totalPages, Math.max(1, Math.ceil(all.length / 2)));
    },
  },
  {
    name: 'pages follow one another without a gap or a repetition',
    row: 'lists.7',
    operations,
    needs: ['an agent with open incidents'],
    writes: false,
    async run(world) {
      const { desk } = await world.given('an agent with open incidents');
      const whole = await desk.incidents.list({ limit: 100, order: 'created_at' });
      const { totalPages } = await desk.incidents.list({ limit: 2, order: 'created_at' });
      const paged = [];
      for (let page = 1; page <= Math.min(totalPages, 50); page += 1) {
        paged.push(...(await desk.incidents.list({ limit: 2, order: 'created_at', page })).items);
      }
      assert.deepEqual(idsOf(paged), idsOf(whole.items));
    },
  },
  {
    name: 'a limit above 100 gives 100 a page',
    row: 'lists.7',
    operations,
    needs: ['an agent with open incidents'],
    writes: false,
    async run(world) {
      const { desk } = await world.given('an agent with open incidents');
      const page = await desk.incidents.list({ limit: 1000 });
      assert.ok(page.items.length <= 100, `${page.items.length} on one page`);
      assert.equal(page.totalPages, Math.max(1, Math.ceil(page.totalEntries / 100)));
    },
  },
  {
    name: 'a page past the end is empty and has the true totals',
    row: 'lists.7',
    operations,
    needs: ['an agent with open incidents'],
    writes: false,
    async run(world) {
      const { desk } = await world.given('an agent with open incidents');
      const { totalEntries, totalPages } = await desk.incidents.list({ limit: 2 });
      const past = await desk.incidents.list({ limit: 2, page: totalPages + 1 });
      assert.deepEqual(past, { items: [], totalEntries, totalPages, page: totalPages + 1 });
    },
  },
  orderBehaviour('due_date', 'soonest first, blanks last', byDueDate),
  orderBehaviour(
    'priority',
    'level 1 first, then by due date',
    (a, b) => levelOf(a) - levelOf(b) || byDueDate(a, b),
  ),
  orderBehaviour('created_at', 'newest first', (a, b) => timeOf(b.created_at) - timeOf(a.created_at)),
  orderBehaviour(
    'last_active_at',
    'newest first',
    (a, b) => timeOf(b.last_active_at) - timeOf(a.last_active_at),
  ),
  {
    name: 'a list holds what is assigned to the caller and open',
    row: 'lists.2',
    operations: ['incidents.list', 'users.current'],
    needs: ['an agent with open incidents'],
    writes: false,
    async run(world) {
      const { desk } = await world.given('an agent with open incidents');
      const caller = await desk.users.current();
      const { items } = await desk.incidents.list({ limit: 100 });
      assert.notEqual(items.length, 0, 'this state promises open incidents');
      for (const item of items) {
        assert.equal(item.assigned_user?.id, caller.id, `assignee of incident ${item.id}`);
        assert.equal(item.closed_at || '', '', `closed_at of incident ${item.id}`);
      }
    },
  },
  {
    name: 'a list of somebody else holds what is assigned to him',
    row: 'lists.2',
    operations,
    needs: ['an open incident and a colleague'],
    writes: false,
    async run(world) {
      const { desk, user_id, incident_id } = await world.given('an open incident and a colleague');
      const { items } = await desk.incidents.list({ selected_user_id: user_id, limit: 100 });
      for (const item of items) assert.equal(String(item.assigned_user?.id), String(user_id));
      const { assigned_user } = await desk.incidents.get(incident_id);
      const his = String(assigned_user?.id) === String(user_id);
      assert.equal(
        items.some(({ id }) => id === incident_id),
        his,
      );
    },
  },
  {
    name: 'include_watchlisted adds the open incidents that the caller watches, each once',
    row: 'lists.3',
    operations: ['incidents.list', 'incidents.update', 'incidents.watches.create'],
    needs: ['a service with priorities and types'],
    writes: true,
    async run(world) {
      const { desk, incident, callerId, assigned_user_id } = await givenNewIncident(world);
      await desk.incidents.update(incident.id, { assigned_user_id });
      const has = async (include_watchlisted: boolean) => {
        const list = await everyOf(desk.incidents.list({ include_watchlisted, limit: 100 }));
        return list.filter(({ id }) => id === incident.id).length;
      };
      assert.equal(await has(false), 0, 'it is assigned to somebody else');
      await desk.incidents.watches.create(incident.id, { watched_by: callerId });
      assert.equal(await has(false), 0, 'watched, but not asked for');
      assert.equal(await has(true), 1);
      await desk.incidents.update(incident.id, { assigned_user_id: callerId });
      assert.equal(await has(true), 1, 'assigned and watched');
    },
  },
  {
    name: 'service_ids narrows a list to those services',
    row: 'lists.4',
    operations: ['incidents.list', 'incidents.create'],
    needs: ['a service with priorities and types'],
    writes: true,
    async run(world) {
      const { desk, service_id, incident } = await givenNewIncident(world);
      const all = await everyOf(desk.incidents.list({ limit: 100 }));
      const some = await everyOf(desk.incidents.list({ service_ids: [service_id], limit: 100 }));
      assert.ok(idsOf(some).includes(incident.id));
      const expected = all.filter(({ service }) => String(service.id) === String(service_id));
      assert.deepEqual(idsOf(some), idsOf(expected));
    },
  },
  {
    name: 'the counts of current_user are the totals of the lists',
    row: 'lists.13',
    operations: ['users.current', 'incidents.list', 'problems.list', 'changes.list', 'releases.list'],
    needs: ['an agent with open incidents'],
    writes: false,
    async run(world) {
      const { desk } = await world.given('an agent with open incidents');
      const [service] = await desk.services.list();
      for (const query of [{}, { service_ids: service ? [service.id] : [] }]) {
        const counted = await desk.users.current(query);
        const listed = { ...query, limit: 1 };
        assert.deepEqual(
          [counted.incident_count, counted.problem_count, counted.change_count, counted.release_count],
          [
            (await desk.incidents.list(listed)).totalEntries,
            (await desk.problems.list(listed)).totalEntries,
            (await desk.changes.list(listed)).totalEntries,
            (await desk.releases.list(listed)).totalEntries,
          ],
        );
      }
    },
  },
  {
    name: 'customers stand in one order over all pages, by first and last name',
    row: 'lists.11',
    operations: ['customers.list'],
    needs: ['a customer'],
    writes: false,
    async run(world) {
      const { desk } = await world.given('a customer');
      const { totalEntries } = await desk.customers.list({ limit: 3 });
      const all = await everyOf(desk.customers.list({ limit: 3 }));
      assert.equal(all.length, totalEntries);
      assertNamesInOrder(all.map(({ first_name, last_name }) => [first_name, last_name]));
    },
  },
];

type Order = 'due_date' | 'priority' | 'created_at' | 'last_active_at';

function orderBehaviour(
  order: Order,
  meaning: string,
  compare: (a: IncidentSummary, b: IncidentSummary) => number,
): Behaviour {
  return {
    name: `the order ${order} is ${meaning}`,
    row: 'lists.6',
    operations,
    needs: ['an agent with open incidents'],
    writes: false,
    async run(world) {
      const { desk } = await world.given('an agent with open incidents');
      const { items } = await desk.incidents.list({ order, limit: 100 });
      for (const [index, item] of items.entries()) {
        const next = items[index + 1];
        if (!next) return;
        const difference = compare(item, next);
        assert.ok(difference <= 0, `incident ${item.id} stands before ${next.id}`);
        // Ties: the newest number first.
        if (difference === 0) assert.ok(Number(item.id) > Number(next.id), `${item.id} before ${next.id}`);
      }
    },
  };
}

function byDueDate(a: IncidentSummary, b: IncidentSummary): number {
  return timeOf(a.due_date) - timeOf(b.due_date);
}

/** A moment as a number; a blank one is far away, though not so far that two of them differ by NaN. */
function timeOf(moment: string | null): number {
  return moment ? Date.parse(moment) : Number.MAX_SAFE_INTEGER;
}

function levelOf({ priority }: IncidentSummary): number {
  return priority?.level ?? Number.MAX_SAFE_INTEGER;
}
