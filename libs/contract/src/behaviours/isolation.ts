import assert from 'node:assert/strict';
import { isApiError, type OperationId, operationTable, type ServiceDesk } from '@service-desk/client';
import { type Scenario, scenarios } from '../generated/scenarios.ts';
import type { Id } from '../generated/states.ts';
import { callByName, entriesOf } from '../v1/calls.ts';
import { isSuccess, valueHere } from '../v1/scenarios.ts';
import { assertFaults, type Behaviour, everyOf } from './behaviour.ts';

const records = ['incident', 'problem', 'change'] as const;

/** The first success of each operation that reads what has an id, or is in something that has one. */
const readings = [
  ...new Map(
    scenarios
      .filter((scenario) => operationTable[scenario.operation].method === 'GET' && isSuccess(scenario))
      .filter(({ request }) => request.ids.length > 0)
      .toReversed()
      .map((scenario) => [scenario.operation, scenario] as const),
  ).values(),
].toReversed();

/** That nobody is told what is not his: neither of other accounts, nor of services that he has no part in. */
export const isolationBehaviours: readonly Behaviour[] = [
  ...readings.map(
    (scenario): Behaviour => ({
      name: `${scenario.operation} finds nothing of another account`,
      row: 'envelope.11',
      operations: [scenario.operation],
      needs: [scenario.state.name],
      writes: false,
      elsewhere: true,
      async run(world) {
        const { desk, ...values } = await world.given(scenario.state.name);
        const other = world.elsewhere();
        const own = await read(desk, scenario, values);
        // Another account may have something of that number. It is another thing then.
        const seen = await read(other, scenario, values).catch((error: unknown) => {
          if (!isApiError(error)) throw error;
          assert.match(error.faults.map(({ message }) => message).join(), /^no .+ found$/);
        });
        if (seen === undefined) return;
        const mine = entriesOf(own).map((entry) => JSON.stringify(entry));
        const shared = entriesOf(seen).filter((entry) => mine.includes(JSON.stringify(entry)));
        assert.deepEqual(shared, []);
        if (mine.length === 0) assert.notDeepEqual(seen, own);
      },
    }),
  ),
  ...records.map((type): Behaviour => {
    const resource = `${type}s` as const;
    const state = `${type === 'incident' ? 'an' : 'a'} ${type} out of sight` as `a problem out of sight`;
    return {
      name: `${type === 'incident' ? 'an' : 'a'} ${type} of a service that the caller has no part in is found by no call`,
      row: 'callers.1',
      operations: [
        `${resource}.get`,
        `${resource}.update`,
        `${resource}.list`,
        'links.list',
        'beetils.get',
        'timeEntries.create',
      ],
      needs: [state],
      writes: true,
      async run(world) {
        const { desk, ...values } = await world.given(state);
        const id = (values as unknown as Record<string, Id>)[`${type}_id`] as Id;
        const gone = [`no ${type} found`];
        await assertFaults(desk[resource].get(id), gone);
        await assertFaults(desk[resource].update(id, { title: 'Another title' }), gone);
        await assertFaults(Promise.resolve(desk[resource].comments.list(id)), gone);
        await assertFaults(desk[resource].comments.create(id, { note: 'One.' }), gone);
        await assertFaults(Promise.resolve(desk[resource].watches.list(id)), gone);
        await assertFaults(desk[resource].watches.create(id, { external_email: 'a@example.com' }), gone);
        await assertFaults(desk.links.list(resource, id), gone);
        await assertFaults(desk.beetils.get(id), ['no record found']);
        await assertFaults(desk.timeEntries.create({ entry: `B#${id} A look`, hours: 1 }), [
          'no record found',
        ]);
        const listed = await everyOf(desk[resource].list({ limit: 100 }) as AsyncIterable<{ id: Id }>);
        assert.ok(
          listed.every((each) => String(each.id) !== String(id)),
          'it is listed',
        );
      },
    };
  }),
];

function read(desk: ServiceDesk, { operation, state, request }: Scenario, values: object): Promise<unknown> {
  const ids = operationTable[operation].ids.map((name, index) =>
    valueHere(request.ids[index], name, state.values, values),
  );
  return callByName(desk, operation as OperationId, ...ids);
}
