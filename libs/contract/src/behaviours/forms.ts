import assert from 'node:assert/strict';
import type { IncidentWrite, OperationId } from '@service-desk/client';
import type { Id, ProviderState } from '../generated/states.ts';
import { callByName } from '../v1/calls.ts';
import { assertFaults, type Behaviour, givenNewIncident } from './behaviour.ts';

const moment = Date.parse('2010-03-24T08:45:00Z');

/** The forms of one moment, of one without an offset, and of its day: every field for a date takes them. */
const MOMENTS = ['2011-02-10T15:37:00Z', '2011-02-10T17:37:00+02:00', '2011-02-10T15:37:00.250Z'] as const;
const OPEN_MOMENTS = ['2011-02-10T15:37:00', '2011-02-10 15:37', '10 Feb 2011, 15:37'] as const;
const DAYS = ['2011-02-10', '10 Feb 2011'] as const;

/** Fields for dates that an update writes: of what, in which state, which values of it are its ids; those that a blank clears, and others. */
const dated: readonly [
  resource: string,
  state: ProviderState,
  ids: string[],
  blank: string[],
  set?: string[],
][] = [
  ['incidents', 'an open incident', ['incident_id'], [], ['opened_at', 'due_date']],
  ['problems', 'an open problem', ['problem_id'], ['occurred_at']],
  [
    'changes',
    'an open change',
    ['change_id'],
    ['due_date', 'due_live_at', 'implementation_due_date', 'test_due_date', 'ready_for_release_at'],
  ],
  ['releases', 'an open release', ['release_id'], ['due_date', 'due_live_at', 'review_due_date']],
  ['changes.testers', 'a change with a tester', ['change_id', 'tester_id'], ['completed_at']],
  [
    'releases.reviewUsers',
    'a release with a review user',
    ['release_id', 'review_user_id'],
    ['completed_at'],
  ],
  [
    'releases.releaseRecords',
    'a release with a release record',
    ['release_id', 'release_record_id'],
    [],
    ['released_at'],
  ],
  ['timeEntries', 'a time sheet', ['time_entry_id'], [], ['performed_at']],
];

/** The forms in which values may be sent. */
export const formBehaviours: readonly Behaviour[] = [
  {
    name: 'a flag is set and taken back in each of its forms',
    row: 'formats.5',
    operations: ['incidents.create', 'incidents.update', 'problems.update'],
    needs: ['a service with priorities and types', 'an open problem'],
    writes: true,
    async run(world) {
      const { desk, incident } = await givenNewIncident(world);
      for (const yes of [true, 1, '1', 'true'] as const) {
        assert.equal(
          (await desk.incidents.update(incident.id, { interesting: yes })).interesting,
          1,
          `${yes}`,
        );
        const no = yes === true ? false : yes === 1 ? 0 : yes === '1' ? '0' : 'false';
        assert.equal((await desk.incidents.update(incident.id, { interesting: no })).interesting, 0, `${no}`);
      }
      const problem = await world.given('an open problem');
      for (const [flag, number] of [
        ['1', 1],
        ['0', 0],
      ] as const) {
        const { interesting } = await problem.desk.problems.update(problem.problem_id, { interesting: flag });
        assert.equal(interesting, number);
      }
    },
  },
  ...dated.map(
    ([resource, state, ids, blank, set = []]): Behaviour => ({
      name: `the dates of ${resource} are taken in each of their forms, and no others`,
      row: 'dates.1',
      operations: [`${resource}.update` as OperationId],
      needs: [state],
      writes: true,
      async run(world) {
        const { desk, ...values } = await world.given(state);
        const where = ids.map((name) => (values as unknown as Record<string, Id>)[name]);
        for (const field of [...blank, ...set]) {
          const written = async (text: string) => {
            const fields = { [field]: text };
            const read = await callByName(desk, `${resource}.update` as OperationId, ...where, fields);
            return String((read as Record<string, unknown>)[field] ?? '');
          };
          for (const text of MOMENTS)
            assert.equal(Date.parse(await written(text)), Date.parse(MOMENTS[0]), `${field} ${text}`);
          // Which moments these are, the account's time zone says. They are one, and of one day.
          const first = await written(OPEN_MOMENTS[0]);
          for (const text of OPEN_MOMENTS) assert.equal(await written(text), first, `${field} ${text}`);
          for (const text of DAYS)
            assert.equal(Date.parse(first) - Date.parse(await written(text)), (15 * 60 + 37) * 60_000, text);
          await assertFaults(written('soon'), [`${field} is not a date`]);
          if (blank.includes(field)) assert.equal(await written(''), '', `${field} is cleared`);
        }
      },
    }),
  ),
  {
    name: 'the offset of a date counts, and the date goes out as that moment',
    row: 'dates.1',
    operations: ['incidents.create', 'incidents.update'],
    needs: ['a service with priorities and types'],
    writes: true,
    async run(world) {
      const forms = ['2010-03-24T08:45:00Z', '2010-03-24T10:45:00+02:00', '2010-03-24T03:15:00-05:30'];
      const { desk, incident } = await givenNewIncident(world, { opened_at: forms[1] as string });
      assert.equal(Date.parse(incident.opened_at ?? ''), moment);
      for (const opened_at of forms) {
        const updated = await desk.incidents.update(incident.id, { opened_at });
        assert.equal(Date.parse(updated.opened_at ?? ''), moment, opened_at);
      }
    },
  },
  {
    name: 'a date without an offset is one moment, in each of its forms',
    row: 'dates.1',
    operations: ['incidents.create'],
    needs: ['a service with priorities and types'],
    writes: true,
    async run(world) {
      const moments = new Set<number>();
      for (const opened_at of ['2011-02-10 15:37', '10 Feb 2011, 15:37', '2011-02-10T15:37:00']) {
        const { incident } = await givenNewIncident(world, { opened_at });
        moments.add(Date.parse(incident.opened_at ?? ''));
      }
      assert.equal(moments.size, 1);
      const { incident } = await givenNewIncident(world, { opened_at: '2011-02-10' });
      const [of1537 = Number.NaN] = moments;
      assert.equal(of1537 - Date.parse(incident.opened_at ?? ''), (15 * 60 + 37) * 60_000);
    },
  },
  {
    name: 'ids are taken as text too',
    row: 'formats.5',
    operations: ['incidents.create'],
    needs: ['a service with priorities and types'],
    writes: true,
    async run(world) {
      const { desk, service_id, priority_id } = await world.given('a service with priorities and types');
      const fields = { title: 'A behaviour of the contract', priority_id: String(priority_id) };
      const incident = await desk.incidents.create({ ...fields, service_id: String(service_id) });
      assert.equal(String(incident.service.id), String(service_id));
      assert.equal(String(incident.priority?.id), String(priority_id));
    },
  },
  {
    name: 'of an update that fails, what is right is not written either',
    row: 'envelope.5',
    operations: ['incidents.update', 'incidents.get', 'configItems.update', 'configItems.get'],
    needs: ['a service with priorities and types', 'a config item'],
    writes: true,
    async run(world) {
      const { desk, incident } = await givenNewIncident(world);
      const half: IncidentWrite = { title: 'Half of it', customer_id: 99999999 };
      await assertFaults(desk.incidents.update(incident.id, half), ['no customer found']);
      assert.deepEqual(await desk.incidents.get(incident.id), incident);
      const state = await world.given('a config item');
      const before = await state.desk.configItems.get(state.config_item_id);
      const item = { name: 'Half of it', owner_id: 99999999 };
      await assertFaults(state.desk.configItems.update(state.config_item_id, item), ['no user found']);
      assert.deepEqual(await state.desk.configItems.get(state.config_item_id), before);
    },
  },
  {
    name: 'an update of a config item leaves its other fields alone',
    row: 'blank.5',
    operations: ['configItems.create', 'configItems.update', 'configItems.get'],
    needs: ['what a new config item refers to'],
    writes: true,
    async run(world) {
      const { desk, config_type_id, owner_id } = await world.given('what a new config item refers to');
      const item = await desk.configItems.create({
        name: 'A behaviour of the contract',
        description: 'It hums.',
        config_type_id,
        owner_id,
      });
      const renamed = await desk.configItems.update(item.id, { name: 'Another name' });
      assert.deepEqual(renamed, { ...item, name: 'Another name' });
      assert.deepEqual(await desk.configItems.get(item.id), renamed);
    },
  },
];
