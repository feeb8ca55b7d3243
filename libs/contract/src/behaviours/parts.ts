import assert from 'node:assert/strict';
import type { Note, OperationId, ServiceDesk } from '@service-desk/client';
import type { Id, ProviderState } from '../generated/states.ts';
import { assertFaults, type Behaviour, idsOf } from './behaviour.ts';
import { assertWatched } from './watches.ts';

/** The calls for a kind of note. */
interface Notes {
  list(parent: Id): PromiseLike<readonly object[]>;
  create(parent: Id, input: { note: string; external_email?: string }): Promise<Note>;
  get(parent: Id, id: Id): Promise<Note>;
  delete(parent: Id, id: Id): Promise<Note>;
}

type Parent = 'problem' | 'change' | 'release' | 'config_item';

/** Kinds of notes of other records than incidents: where they are, in which state, and what one is called. */
const notes: readonly [
  resource: string,
  state: ProviderState,
  parent: Parent,
  noun: string,
  of: (desk: ServiceDesk) => Notes,
][] = [
  ['problems.comments', 'an open problem', 'problem', 'comment', ({ problems }) => problems.comments],
  ['problems.rootCauses', 'an open problem', 'problem', 'root cause', ({ problems }) => problems.rootCauses],
  ['changes.comments', 'an open change', 'change', 'comment', ({ changes }) => changes.comments],
  ['changes.reasons', 'an open change', 'change', 'reason', ({ changes }) => changes.reasons],
  ['releases.comments', 'an open release', 'release', 'comment', ({ releases }) => releases.comments],
  [
    'releases.instructions',
    'an open release',
    'release',
    'instruction',
    ({ releases }) => releases.instructions,
  ],
  [
    'configItems.comments',
    'a config item',
    'config_item',
    'comment',
    ({ configItems }) => configItems.comments,
  ],
];

/** Who else watches, and in which state. */
const watches: readonly [
  resource: string,
  state: ProviderState,
  parent: Parent,
  of: (desk: ServiceDesk) => ServiceDesk['messages']['watches'],
][] = [
  ['problems', 'an open problem and a colleague', 'problem', ({ problems }) => problems.watches],
  ['changes', 'an open change and a colleague', 'change', ({ changes }) => changes.watches],
  ['releases', 'an open release and a colleague', 'release', ({ releases }) => releases.watches],
  ['configItems', 'a config item and a colleague', 'config_item', ({ configItems }) => configItems.watches],
];

/** Notes, watches and issues of whatever is no incident. */
export const partBehaviours: readonly Behaviour[] = [
  ...notes.map(
    ([resource, state, parent, noun, of]): Behaviour => ({
      name: `${resource} are listed oldest first, may come from outside, and are gone when they are deleted`,
      row: 'notes.6',
      operations: operationsOf(resource, 'list', 'create', 'get', 'delete'),
      needs: [state],
      writes: true,
      async run(world) {
        const { desk, ...values } = await world.given(state);
        const id = idIn(values, `${parent}_id`);
        const kind = of(desk);
        const first = await kind.create(id, { note: 'One.' });
        const external_email = 'jim.barrett@powershop.example';
        const second = await kind.create(id, { note: 'Two.', external_email });
        assert.equal(first.user?.id, (await desk.users.current()).id, 'the caller is the author');
        assert.equal(second.user, null);
        assert.equal(second.external_email, external_email);
        const listed = async () =>
          (await kind.list(id)).map((entry) => Object.values<Note>(entry as never)[0]?.id);
        assert.deepEqual((await listed()).slice(-2), [first.id, second.id]);
        assert.deepEqual(await kind.delete(id, first.id), first);
        await assertFaults(kind.get(id, first.id), [`no ${noun} found`]);
        assert.equal((await listed()).includes(first.id), false);
      },
    }),
  ),
  ...watches.map(
    ([resource, state, parent, of]): Behaviour => ({
      name: `who watches ${resource} is in their list until the watch is deleted`,
      row: 'watches.1',
      operations: operationsOf(`${resource}.watches`, 'list', 'create', 'delete'),
      needs: [state],
      writes: true,
      async run(world) {
        const { desk, ...values } = await world.given(state);
        await assertWatched(of(desk), idIn(values, `${parent}_id`), idIn(values, 'user_id'));
      },
    }),
  ),
  {
    name: 'an issue is open until it is resolved, and reads so in the list of its change',
    row: 'issues.5',
    operations: [
      'changes.issues.create',
      'changes.issues.update',
      'changes.issues.get',
      'changes.issues.list',
    ],
    needs: ['an open change'],
    writes: true,
    async run(world) {
      const { desk, change_id } = await world.given('an open change');
      const issue = await desk.changes.issues.create(change_id, { title: 'Paid twice' });
      assert.deepEqual([issue.resolved, issue.ok_by_tester, issue.priority], [false, false, 2]);
      const resolved = await desk.changes.issues.update(change_id, issue.id, { resolved: true });
      assert.equal(resolved.resolved, true);
      assert.equal(resolved.ok_by_tester, false);
      assert.equal((await desk.changes.issues.get(change_id, issue.id)).resolved, true);
      assert.ok(idsOf(await desk.changes.issues.list(change_id)).includes(issue.id));
    },
  },
  {
    name: "the picture of a service is at its avatar's address",
    row: 'pictures.1',
    operations: ['services.list', 'avatars.get'],
    needs: ['a service with a picture'],
    writes: false,
    async run(world) {
      const { desk, avatar_id } = await world.given('a service with a picture');
      const avatars = (await desk.services.list()).map(({ avatar }) => JSON.stringify(avatar));
      assert.ok(avatars.some((avatar) => avatar.includes(`/avatars/${avatar_id}"`)));
      assert.notEqual((await desk.avatars.get(avatar_id)).public_filename, '');
    },
  },
];

function operationsOf(resource: string, ...verbs: string[]): OperationId[] {
  return verbs.map((verb) => `${resource}.${verb}` as OperationId);
}

function idIn(values: object, name: string): Id {
  return (values as Record<string, Id>)[name] as Id;
}
