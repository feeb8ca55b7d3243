import assert from 'node:assert/strict';
import type { OperationId, PagePromise, ServiceDesk } from '@service-desk/client';
import type { Id, ProviderState } from '../generated/states.ts';
import {
  assertFaults,
  assertNamesInOrder,
  type Behaviour,
  everyOf,
  givenNewIncident,
  idsOf,
} from './behaviour.ts';

interface Listed {
  id: Id;
  service?: { id: Id };
}

type List = (
  desk: ServiceDesk,
  query: { page?: number; limit?: number; service_ids?: Id[]; selected_user_id?: Id },
) => PagePromise<Listed>;

/** The lists of records that narrow to services. */
const records: Record<'problems' | 'changes' | 'releases', { state: ProviderState; list: List }> = {
  problems: { state: 'an agent with open problems', list: (desk, query) => desk.problems.list(query) },
  changes: { state: 'an agent with open changes', list: (desk, query) => desk.changes.list(query) },
  releases: { state: 'an agent with open releases', list: (desk, query) => desk.releases.list(query) },
};

/** A state in which each can be made, for the caller and for a colleague. */
const makers = {
  problems: 'a service with priorities and types for problems',
  changes: 'a service that takes changes',
  releases: 'a service with releases',
} as const;

const kinds = Object.keys(records) as (keyof typeof records)[];

/** What lists hold when less is asked for than all, and that nothing is lost between pages. */
export const filterBehaviours: readonly Behaviour[] = [
  ...kinds.flatMap((kind): Behaviour[] => {
    const { state, list } = records[kind];
    const selecting = makers[kind];
    return [
      {
        name: `service_ids narrows a list of ${kind} to those services`,
        row: 'lists.4',
        operations: [`${kind}.list`],
        needs: [state],
        writes: false,
        async run(world) {
          const { desk } = await world.given(state);
          const all = await everyOf(list(desk, { limit: 100 }));
          for (const service of new Set(all.map((record) => record.service?.id))) {
            assert.ok(service, 'a summary names its service');
            const some = await everyOf(list(desk, { limit: 100, service_ids: [service] }));
            const expected = all.filter((record) => record.service?.id === service);
            assert.deepEqual(idsOf(some), idsOf(expected), `service ${service}`);
          }
        },
      },
      {
        name: `selected_user_id lists the open ${kind} of that person, and of nobody else`,
        row: 'lists.2',
        operations: [`${kind}.list`, `${kind}.create`, 'users.current'],
        needs: [selecting],
        writes: true,
        async run(world) {
          const { desk, service_id, assigned_user_id } = await world.given(selecting);
          const caller = await desk.users.current();
          const create = (user: Id) =>
            desk[kind].create({ title: 'A behaviour of the contract', service_id, assigned_user_id: user });
          const [mine, his] = [await create(caller.id), await create(assigned_user_id)];
          const listed = async (selected_user_id?: Id) =>
            idsOf(await everyOf(list(desk, { limit: 100, ...(selected_user_id && { selected_user_id }) })));
          const [own, chosen] = [await listed(), await listed(assigned_user_id)];
          assert.deepEqual(await listed(caller.id), own, 'the caller is who is selected by default');
          assert.deepEqual([own.includes(mine.id), own.includes(his.id)], [true, false]);
          assert.deepEqual([chosen.includes(mine.id), chosen.includes(his.id)], [false, true]);
          await assertFaults(Promise.resolve(list(desk, { selected_user_id: 99999999 })), ['no user found']);
        },
      },
      ...pagesBehaviours(`${kind}.list`, state, (desk, query) => list(desk, query)),
    ];
  }),
  ...pagesBehaviours('customers.list', 'a customer', (desk, query) => desk.customers.list(query)),
  ...pagesBehaviours('companies.list', 'a company', (desk, query) => desk.companies.list(query)),
  ...pagesBehaviours('timeEntries.list', 'a time sheet', (desk, query) => desk.timeEntries.list(query)),
  ...pagesBehaviours(
    'configRelationshipTypes.list',
    'config relationship types',
    (desk, query) => desk.configRelationshipTypes.list(query) as PagePromise<{ id: Id }>,
  ),
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
    name: 'per_page of incidents is another name of limit, which wins',
    row: 'lists.7',
    operations: ['incidents.list'],
    needs: ['an agent with open incidents'],
    writes: false,
    async run(world) {
      const { desk } = await world.given('an agent with open incidents');
      const one = await desk.incidents.list({ limit: 1 });
      assert.deepEqual(await desk.incidents.list({ per_page: 1 }), one);
      assert.deepEqual(await desk.incidents.list({ limit: 1, per_page: 3 }), one);
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
  {
    name: 'time entries stand newest first',
    row: 'time.4',
    operations: ['timeEntries.list'],
    needs: ['a time sheet'],
    writes: false,
    async run(world) {
      const { desk } = await world.given('a time sheet');
      const times = (await everyOf(desk.timeEntries.list({ limit: 100 }))).map(({ performed_at }) =>
        Date.parse(performed_at ?? ''),
      );
      assert.deepEqual(
        times,
        times.toSorted((a, b) => b - a),
      );
    },
  },
  {
    name: 'users and groups stand by name, ignoring case',
    row: 'lists.11',
    operations: ['users.list'],
    needs: ['a user'],
    writes: false,
    async run(world) {
      const { desk } = await world.given('a user');
      const users = await desk.users.list();
      assertNamesInOrder(users.map(({ first_name, last_name }) => [first_name, last_name ?? '']));
    },
  },
  {
    name: 'include_watchlisted adds the open problems that the caller watches',
    row: 'lists.3',
    operations: ['problems.list', 'problems.create', 'problems.watches.create'],
    needs: ['a service with priorities and types for problems'],
    writes: true,
    async run(world) {
      const { desk, service_id, assigned_user_id } = await world.given(
        'a service with priorities and types for problems',
      );
      const caller = await desk.users.current();
      const fields = { title: 'A behaviour of the contract', service_id, assigned_user_id };
      const problem = await desk.problems.create(fields);
      await desk.problems.watches.create(problem.id, { watched_by: caller.id });
      const has = async (include_watchlisted: boolean) =>
        idsOf(await everyOf(desk.problems.list({ include_watchlisted, limit: 100 }))).includes(problem.id);
      assert.equal(await has(false), false, 'it is assigned to somebody else');
      assert.equal(await has(true), true);
    },
  },
  {
    name: 'note_type in the query wins over the kind in the address',
    row: 'notes.1',
    operations: ['incidents.symptoms.get', 'incidents.comments.create', 'incidents.comments.get'],
    needs: ['a service with priorities and types'],
    writes: true,
    async run(world) {
      const { desk, incident } = await givenNewIncident(world);
      const comment = await desk.incidents.comments.create(incident.id, { note: 'One.' });
      for (const note_type of ['comment', 'comments'] as const) {
        const { data } = await desk.raw.GET('/incidents/{incident_id}/symptoms/{id}.{format}', {
          params: {
            path: { incident_id: Number(incident.id), id: Number(comment.id), format: 'json' },
            query: { note_type },
          },
        });
        assert.ok(data && 'result' in data, `a comment is found as ${note_type}`);
        assert.partialDeepStrictEqual(Object.values<object>(data.result)[0], {
          id: comment.id,
          note: 'One.',
        });
      }
    },
  },
];

type Paged = (desk: ServiceDesk, query: { page?: number; limit?: number }) => PagePromise<{ id: Id }>;

/** What pages promise, without the client's help. */
function pagesBehaviours(operation: OperationId, state: ProviderState, list: Paged): Behaviour[] {
  const [resource] = operation.split('.');
  const promise = { row: 'lists.7', operations: [operation], needs: [state], writes: false } as const;
  return [
    {
      ...promise,
      name: `the pages of ${resource} hold every entry once, and are as many as is said`,
      async run(world) {
        const { desk } = await world.given(state);
        const { totalEntries, totalPages } = await list(desk, { page: 1, limit: 2 });
        const ids: Id[] = [];
        for (let page = 1; page <= totalPages; page += 1) {
          ids.push(...idsOf((await list(desk, { page, limit: 2 })).items));
        }
        assert.equal(ids.length, totalEntries);
        assert.equal(new Set(ids).size, totalEntries, 'no entry stands on two pages');
        assert.equal(totalPages, Math.max(1, Math.ceil(totalEntries / 2)));
      },
    },
    {
      ...promise,
      name: `a page of ${resource} past the end is empty and has the true totals`,
      async run(world) {
        const { desk } = await world.given(state);
        const { totalEntries, totalPages } = await list(desk, { limit: 2 });
        const past = await list(desk, { limit: 2, page: totalPages + 1 });
        assert.deepEqual(past, { items: [], totalEntries, totalPages, page: totalPages + 1 });
      },
    },
    {
      ...promise,
      name: `a limit of ${resource} above 100 is one of 100, and one below 1 is refused`,
      async run(world) {
        const { desk } = await world.given(state);
        const hundred = await list(desk, { limit: 100 });
        assert.deepEqual(await list(desk, { limit: 1000 }), hundred);
        assert.equal(hundred.totalPages, Math.max(1, Math.ceil(hundred.totalEntries / 100)));
        await assertFaults(Promise.resolve(list(desk, { limit: 0 })), ['limit must be greater than 0']);
        await assertFaults(Promise.resolve(list(desk, { page: 0 })), ['page must be greater than 0']);
      },
    },
    {
      ...promise,
      name: `per_page of ${resource} is another name of limit, which wins`,
      async run(world) {
        const { desk } = await world.given(state);
        const one = await list(desk, { limit: 1 });
        assert.deepEqual(await list(desk, { per_page: 1 } as object), one);
        assert.deepEqual(await list(desk, { limit: 1, per_page: 3 } as object), one);
      },
    },
  ];
}
