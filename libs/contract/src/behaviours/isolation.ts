import assert from 'node:assert/strict';
import type { Id } from '../generated/states.ts';
import { assertFaults, type Behaviour, everyOf } from './behaviour.ts';

const records = ['incident', 'problem', 'change'] as const;

/** That records of services that the caller has no part in do not exist for them. */
export const isolationBehaviours: readonly Behaviour[] = [
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
