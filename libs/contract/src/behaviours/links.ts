import assert from 'node:assert/strict';
import { assertFaults, type Behaviour } from './behaviour.ts';

/** Links between records, and records by their number alone. */
export const linkBehaviours: readonly Behaviour[] = [
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
    name: 'one record that can not be linked links none',
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
      assert.ok(
        response.headers.get('Location')?.endsWith(`/incidents/${incident_id}.json`),
        'the address of the record, with the extension that was called',
      );
      assert.deepEqual(await desk.beetils.get(incident_id), { incident });
      assert.deepEqual(await desk.beetils.get(problem_id), { problem });
      await assertFaults(desk.beetils.get(99999999), ['no record found']);
    },
  },
];
