import assert from 'node:assert/strict';
import { assertFaults, assertNamesInOrder, type Behaviour, everyOf, idsOf } from './behaviour.ts';

/** Users, groups, customers, companies and services. */
export const peopleBehaviours: readonly Behaviour[] = [
  {
    name: 'the caller stands among the users, by name',
    row: 'people.1',
    operations: ['users.list', 'users.current', 'users.get'],
    needs: ['a user'],
    writes: false,
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
    needs: ['a service'],
    writes: false,
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
    name: 'a customer reads back as written, and an update leaves the rest alone',
    row: 'people.2',
    operations: ['customers.create', 'customers.get', 'customers.update'],
    needs: ['a company'],
    writes: true,
    async run(world) {
      const { desk, company_id } = await world.given('a company');
      const texts = {
        first_name: 'Ines',
        last_name: 'Duarte',
        email: 'ines@example.com',
        department: 'Billing',
      };
      const flags = { portal_access: true, see_all_incidents: false, admin: true };
      const { id } = await desk.customers.create({ ...texts, ...flags, Company_id: company_id });
      const written = await desk.customers.get(id);
      assert.partialDeepStrictEqual(written, { ...texts, ...flags, full_name: 'Ines Duarte' });
      assert.equal(String(written.Company?.id), String(company_id));
      const changed = await desk.customers.update(id, { notes: 'Rings before nine.' });
      assert.deepEqual(changed, { ...written, notes: 'Rings before nine.' });
      assert.deepEqual(await desk.customers.get(id), changed);
    },
  },
  {
    name: 'a customer leaves his company by a blank Company_id, and joins one that is there',
    row: 'people.4',
    operations: ['customers.update', 'customers.get', 'companies.get'],
    needs: ['a customer of a company'],
    writes: true,
    async run(world) {
      const { desk, customer_id, company_id } = await world.given('a customer of a company');
      await desk.customers.update(customer_id, { notes: 'Still there.' });
      assert.equal(String((await desk.customers.get(customer_id)).Company?.id), String(company_id));
      await desk.customers.update(customer_id, { Company_id: '' });
      assert.equal((await desk.customers.get(customer_id)).Company, null);
      await assertFaults(desk.customers.update(customer_id, { Company_id: 99_999_999 }), [
        'no company found',
      ]);
      assert.equal((await desk.customers.get(customer_id)).Company, null);
      const { Company } = await desk.customers.update(customer_id, { Company_id: company_id });
      assert.equal(Company?.name, (await desk.companies.get(company_id)).name);
    },
  },
  {
    name: 'a company reads back as written, and its customers name it',
    row: 'people.2',
    operations: [
      'companies.create',
      'companies.update',
      'companies.get',
      'customers.create',
      'customers.get',
    ],
    needs: ['a company'],
    writes: true,
    async run(world) {
      const { desk } = await world.given('a company');
      const fields = { name: 'Harbour Freight', email: 'office@example.com', website: 'https://example.com' };
      const { id } = await desk.companies.create(fields);
      const written = await desk.companies.get(id);
      assert.partialDeepStrictEqual(written, fields);
      const customer = await desk.customers.create({ last_name: 'Duarte', Company_id: id });
      const renamed = await desk.companies.update(id, { name: 'Harbour Freight & Sons' });
      assert.deepEqual(renamed, { ...written, name: 'Harbour Freight & Sons' });
      assert.equal((await desk.customers.get(customer.id)).Company?.name, renamed.name);
    },
  },
  {
    name: 'a new customer and a new company stand in their lists and are counted',
    row: 'lists.8',
    operations: ['customers.list', 'customers.create', 'companies.list', 'companies.create'],
    needs: ['a company'],
    writes: true,
    async run(world) {
      const { desk } = await world.given('a company');
      const before = await Promise.all([
        desk.customers.list({ limit: 1 }),
        desk.companies.list({ limit: 1 }),
      ]);
      const customer = await desk.customers.create({ last_name: 'Duarte' });
      const company = await desk.companies.create({ name: 'Harbour Freight' });
      const customers = await everyOf(desk.customers.list({ limit: 100 }));
      const companies = await everyOf(desk.companies.list({ limit: 100 }));
      assert.deepEqual(
        [customers.length, companies.length],
        before.map(({ totalEntries }) => totalEntries + 1),
      );
      assert.ok(idsOf(customers).includes(customer.id));
      assert.ok(idsOf(companies).includes(company.id));
    },
  },
  {
    name: 'companies stand in one order over all pages, by name',
    row: 'lists.11',
    operations: ['companies.list', 'companies.create'],
    needs: ['a company'],
    writes: true,
    async run(world) {
      const { desk } = await world.given('a company');
      for (const name of ['zebra print', 'Aardvark']) await desk.companies.create({ name });
      const { totalEntries } = await desk.companies.list({ limit: 2 });
      const companies = await everyOf(desk.companies.list({ limit: 2 }));
      assert.equal(companies.length, totalEntries);
      assertNamesInOrder(companies.map(({ name }) => [name]));
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
