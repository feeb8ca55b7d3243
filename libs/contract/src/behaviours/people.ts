import assert from 'node:assert/strict';
import { type Behaviour, idsOf } from './behaviour.ts';

/** Users, groups, customers and services. */
export const peopleBehaviours: readonly Behaviour[] = [
  {
    name: 'the caller stands among the users, by name',
    row: 'people.1',
    operations: ['users.list', 'users.current', 'users.get'],
    async run(world) {
      const { desk, user_id } = await world.given('a user');
      const users = await desk.users.list();
      const caller = await desk.users.current();
      assert.ok(idsOf(users).includes(caller.id));
      assert.ok(idsOf(users).map(String).includes(String(user_id)));
      assert.equal((await desk.users.get(caller.id)).full_name, caller.full_name);
    },
  },
  {
    name: 'service_id keeps the users who have access to that service',
    row: 'people.1',
    operations: ['users.list', 'services.list'],
    async run(world) {
      const { desk, service_id } = await world.given('a service');
      const all = idsOf(await desk.users.list());
      const some = idsOf(await desk.users.list({ service_id }));
      assert.ok(some.every((id) => all.includes(id)));
      assert.ok(some.includes((await desk.users.current()).id), 'the caller has access to it');
    },
  },
  {
    name: 'a service reads the same alone as in the list, and is found by its name in addresses',
    row: 'dates.3',
    operations: ['services.list', 'services.get'],
    async run(world) {
      const { desk, service_id } = await world.given('a service');
      const service = await desk.services.get(service_id);
      const listed = (await desk.services.list()).find(({ id }) => id === service.id);
      assert.deepEqual(listed, service);
      const link = service.service_priorities[0]?.service_priority.service_priority_link ?? '';
      const [, name] = /\/services\/([^/]+)\//.exec(link) ?? [];
      assert.ok(name, `no service in ${link}`);
      assert.equal((await desk.services.get(decodeURIComponent(name))).id, service.id);
    },
  },
];
