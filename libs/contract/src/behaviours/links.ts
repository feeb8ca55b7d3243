import assert from 'node:assert/strict';
import type { LinkBody, ServiceDesk } from '@service-desk/client';
import type { Id } from '../generated/states.ts';
import { assertFaults, type Behaviour } from './behaviour.ts';

const types = ['incident', 'problem', 'change', 'release'] as const;
type Type = (typeof types)[number];

/** All pairs, in one direction. */
const pairs = types.flatMap((one, index) => types.slice(index).map((other): [Type, Type] => [one, other]));

function isRefused(one: Type, other: Type): boolean {
  return one === 'problem' && other === 'release';
}

/** A new record of that type, in a state where each can be made. */
function create(desk: ServiceDesk, type: Type, service_id: Id): Promise<{ id: Id }> {
  const fields = { title: `A ${type} of the contract`, service_id };
  return desk[`${type}s`].create(fields);
}

/** Links between records, and records by their number alone. */
export const linkBehaviours: readonly Behaviour[] = [
  ...pairs
    .filter(([one, other]) => !isRefused(one, other))
    .map(
      ([one, other]): Behaviour => ({
        name: `a link between ${one} and ${other} shows from both sides, made from either, and goes from either`,
        row: 'links.1',
        operations: [
          'links.create',
          'links.list',
          'links.get',
          'links.delete',
          `${one}s.get`,
          `${other}s.get`,
        ],
        needs: ['a service with releases'],
        writes: true,
        async run(world) {
          const { desk, service_id } = await world.given('a service with releases');
          const first = { type: one, id: (await create(desk, one, service_id)).id };
          const second = { type: other, id: (await create(desk, other, service_id)).id };
          /** Whether a record shows the other: in its links, by the address of the link, and in itself. */
          const shows = async (from: typeof first, to: typeof first) => {
            const isIt = (entry: object) => String(entry[`${to.type}_id` as never]) === String(to.id);
            const listed = (await desk.links.list(`${from.type}s`, from.id))[`${to.type}s`].some(isIt);
            const record = await desk[`${from.type}s`].get(from.id);
            const own = (record as unknown as Record<string, object[]>)[`${to.type}s`] ?? [];
            assert.equal(own.some(isIt), listed, `the ${from.type} itself shows what its links say`);
            const link = desk.links.get(`${from.type}s`, from.id, `${to.type}s`, to.id);
            if (listed) assert.ok((await link)[`${to.type}s`].some(isIt));
            else await assertFaults(link, ['no link found']);
            return listed;
          };
          const sides = async () => [await shows(first, second), await shows(second, first)];
          for (const [from, to] of [[first, second] as const, [second, first] as const]) {
            assert.deepEqual(await sides(), [false, false]);
            await desk.links.create(`${from.type}s`, from.id, { [`${to.type}_id`]: to.id } as LinkBody);
            assert.deepEqual(await sides(), [true, true]);
            await desk.links.delete(`${from.type}s`, from.id, `${to.type}s`, to.id);
          }
          assert.deepEqual(await sides(), [false, false]);
        },
      }),
    ),
  {
    name: 'a problem and a release are not linked, from neither side, and no record is linked to itself',
    row: 'links.1',
    operations: ['links.create', 'links.list'],
    needs: ['a service with releases'],
    writes: true,
    async run(world) {
      const { desk, service_id } = await world.given('a service with releases');
      const problem = await create(desk, 'problem', service_id);
      const release = await create(desk, 'release', service_id);
      const before = await desk.links.list('problems', problem.id);
      const why = ["problems can't be linked to releases"];
      await assertFaults(desk.links.create('problems', problem.id, { release_id: release.id }), why);
      await assertFaults(desk.links.create('releases', release.id, { problem_id: problem.id }), why);
      await assertFaults(desk.links.create('problems', problem.id, { problem_id: problem.id }), [
        "a record can't be linked to itself",
      ]);
      assert.deepEqual(await desk.links.list('problems', problem.id), before);
      assert.deepEqual((await desk.links.list('releases', release.id)).problems, []);
    },
  },
  {
    name: 'a link shows from both sides, in the records as well, and goes from both',
    row: 'links.1',
    operations: ['links.create', 'links.list', 'links.delete', 'incidents.get', 'problems.get'],
    needs: ['an incident and a problem that are not linked'],
    writes: true,
    async run(world) {
      const state = await world.given('an incident and a problem that are not linked');
      const { desk, incident_id, problem_id } = state;
      const sides = async () => {
        const [fromIncident, fromProblem] = [
          await desk.links.list('incidents', incident_id),
          await desk.links.list('problems', problem_id),
        ];
        const [incident, problem] = [
          await desk.incidents.get(incident_id),
          await desk.problems.get(problem_id),
        ];
        assert.deepEqual(incident.problems, fromIncident.problems, 'the incident shows the same');
        assert.deepEqual(problem.incidents, fromProblem.incidents, 'the problem shows the same');
        return [
          fromIncident.problems.some((entry) => String(entry.problem_id) === String(problem_id)),
          fromProblem.incidents.some((entry) => String(entry.incident_id) === String(incident_id)),
        ];
      };
      assert.deepEqual(await sides(), [false, false]);
      const linked = await desk.links.create('incidents', incident_id, { problem_id });
      assert.deepEqual(linked, await desk.links.list('incidents', incident_id), 'all links are answered');
      assert.deepEqual(await sides(), [true, true]);
      const left = await desk.links.delete('problems', problem_id, 'incidents', incident_id);
      assert.deepEqual(left, await desk.links.list('problems', problem_id), 'what is left is answered');
      assert.deepEqual(await sides(), [false, false]);
    },
  },
  {
    name: 'linking twice changes nothing, and taking away twice finds nothing',
    row: 'links.2',
    operations: ['links.create', 'links.delete'],
    needs: ['an incident and a problem that are not linked'],
    writes: true,
    async run(world) {
      const { desk, incident_id, problem_id } = await world.given(
        'an incident and a problem that are not linked',
      );
      const once = await desk.links.create('problems', problem_id, { incident_id });
      assert.deepEqual(await desk.links.create('problems', problem_id, { incident_id }), once);
      await desk.links.delete('incidents', incident_id, 'problems', problem_id);
      await assertFaults(desk.links.delete('incidents', incident_id, 'problems', problem_id), [
        'no link found',
      ]);
    },
  },
  {
    name: 'one record that cannot be linked links none',
    row: 'links.2',
    operations: ['links.create', 'links.list'],
    needs: ['an incident and a problem that are not linked'],
    writes: true,
    async run(world) {
      const { desk, incident_id, problem_id } = await world.given(
        'an incident and a problem that are not linked',
      );
      const before = await desk.links.list('incidents', incident_id);
      const some = { problem_id, incident_id: 99999999 };
      await assertFaults(desk.links.create('incidents', incident_id, some), ['no incident found']);
      assert.deepEqual(await desk.links.list('incidents', incident_id), before);
    },
  },
  {
    name: 'a reference number alone leads to the record',
    row: 'beetils.1',
    operations: ['beetils.get', 'incidents.get', 'problems.get'],
    needs: ['an incident and a problem that are not linked'],
    writes: false,
    async run(world) {
      const { desk, incident_id, problem_id } = await world.given(
        'an incident and a problem that are not linked',
      );
      const [incident, problem] = [
        await desk.incidents.get(incident_id),
        await desk.problems.get(problem_id),
      ];
      const { response } = await desk.raw.GET('/beetils/{id}.{format}', {
        params: { path: { id: incident_id, format: 'json' } },
        redirect: 'manual',
      });
      assert.equal(response.status, 302);
      const location = response.headers.get('Location') ?? '';
      assert.ok(URL.canParse(location), `a whole address, as old clients need it, not "${location}"`);
      assert.ok(
        location.endsWith(`/incidents/${incident_id}.json`),
        'the address of the record, with the extension that was called',
      );
      assert.deepEqual(await desk.beetils.get(incident_id), { incident });
      assert.deepEqual(await desk.beetils.get(problem_id), { problem });
      await assertFaults(desk.beetils.get(99999999), ['no record found']);
    },
  },
];
