import assert from 'node:assert/strict';
import { type Behaviour, everyOf, idsOf } from './behaviour.ts';

/** Users, groups, customers, companies and services. */
export const peopleBehaviours: readonly Behaviour[] = [
  {
    name: 'a service reads the same alone as in the list, and is found by its name in addresses',
    row: 'dates.3',
    operations: ['services.list', 'services.get'],
    needs: ['a service'],
    writes: false,
    async run(world) {
      const { desk, service_id } = await world.given('a service');
      const service = await desk.services.get(service_id);
      const listed = await desk.services.list();
      assert.ok(idsOf(listed).includes(service.id));
      for (const each of listed) assert.deepEqual(await desk.services.get(each.id), each);
      const link = service.service_priorities[0]?.service_priority.service_priority_link ?? '';
      const [, name] = /\/services\/([^/]+)\//.exec(link) ?? [];
      assert.ok(name, `no service in ${link}`);
      assert.equal((await desk.services.get(decodeURIComponent(name))).id, service.id);
    },
  },
  {
    name: 'names with accents stand among their letters, whatever their case',
    row: 'names.2',
    operations: ['companies.list', 'companies.create'],
    needs: ['a company'],
    writes: true,
    async run(world) {
      const { desk } = await world.given('a company');
      const order = ['Xélan', 'xÉlodie', 'Xo\u0308l', 'xzoe'];
      const made = await Promise.all(order.toReversed().map((name) => desk.companies.create({ name })));
      const ids = idsOf(made).toReversed();
      const listed = idsOf(await everyOf(desk.companies.list({ limit: 100 })));
      assert.deepEqual(
        listed.filter((id) => ids.includes(id)),
        ids,
      );
    },
  },
];
