import { expect, test } from 'vitest';
import { startProvider } from '../../test-support/provider.ts';

const { dan, luke, account } = await startProvider();

interface Named {
  id: number;
  name: string;
}

const idsOf = (list: Named[]) => list.map(({ id }) => id);
const namesOf = (list: Named[]) => list.map(({ name }) => name.toLowerCase());

test('[config.11] the top level is the root config type with what stands directly below it', async () => {
  const { result } = await dan.get('config_types');
  expect(result.config_type).toEqual({
    id: 1,
    name: 'Config Item',
    config_type_link: '/external_api/v1/config_types/1',
  });
  expect(idsOf(result.config_items)).toEqual([10189, 6801]);
  expect(result.config_items[0].watches[0].watch).toMatchObject({
    id: 13365,
    watch_link: '/external_api/v1/config_items/10189/watches/13365',
    watched_by: { id: 18 },
  });
  expect((await dan.get('config_types/1')).result).toEqual(result);
  // A virtual machine is a server, but not in the list of servers.
  const servers = (await dan.get('config_types/27')).result;
  expect(idsOf(servers.config_items)).toEqual([10201, 10202, 10203]);
  expect(idsOf(servers.config_types)).toEqual([34]);
  for (const { config_type_link } of [...result.config_types, ...servers.config_types]) {
    expect((await dan.get(config_type_link)).errors, config_type_link).toBeUndefined();
  }
});

test('[lists.10] pages hold config items, and all child types stand on each', async () => {
  const all = (await dan.get('config_types/1')).result;
  expect(all.config_types.length).toBeGreaterThan(10);
  expect(namesOf(all.config_types)).toEqual(namesOf(all.config_types).toSorted());
  const pages = [];
  for (const page of [1, 2, 3]) pages.push((await dan.get(`config_types/27?limit=2&page=${page}`)).result);
  expect(pages.map(({ config_items }) => idsOf(config_items))).toEqual([[10201, 10202], [10203], []]);
  for (const { config_types, total_entries, total_pages } of pages) {
    expect({ total_entries, total_pages }).toEqual({ total_entries: 3, total_pages: 2 });
    expect(idsOf(config_types)).toEqual([34]);
  }
  expect((await dan.get('config_types?per_page=1')).result.config_items).toHaveLength(1);
  await dan.post('config_items', {
    config_item: { name: 'APP-00', config_type_id: 27, owner_id: 18 },
  });
  const { config_items } = (await dan.get('config_types/27')).result;
  expect(namesOf(config_items)).toEqual(['app-00', 'app-01', 'app-02', 'db-01']);
});

test('relationship types are listed by name, under the singular that the guide prints and the plural', async () => {
  const { result } = await dan.get('config_relationship_type');
  expect(namesOf(result.config_relationship_types)).toEqual(
    namesOf(result.config_relationship_types).toSorted(),
  );
  expect(result).toMatchObject({ total_entries: 7, total_pages: 1 });
  expect(result.config_relationship_types.find(({ id }: Named) => id === 1)).toEqual({
    id: 1,
    name: 'strong',
    primary: true,
    dependency_type: 'S',
    opposite_config_relationship_type_id: 100,
  });
  for (const path of [
    'config_relationship_types',
    'config_relationship_types.json',
    '/external_api/v1/config_relationship_types.js',
  ]) {
    expect((await dan.get(path)).result, path).toEqual(result);
  }
  const page = (await dan.get('config_relationship_types?limit=3&page=3')).result;
  expect(page).toMatchObject({ total_entries: 7, total_pages: 3 });
  expect(page.config_relationship_types).toHaveLength(1);
});

test('[config.9] the whole account sees the configuration database and may change its items', async () => {
  for (const agent of [luke, account]) {
    const before = (await dan.get('config_items/10240')).result;
    expect((await agent.get('config_items/10240')).result).toEqual(before);
    const description = `${before.config_item.description} Moved.`;
    const { result } = await agent.put('config_items/10240', { config_item: { description } });
    expect(result.config_item.description).toBe(description);
  }
  const create = () =>
    luke.post('config_items', { config_item: { name: 'Spare', config_type_id: 29, owner_id: 17 } });
  const first = (await create()).result.config_item;
  expect(first.reference_num).toBe(first.id);
  await dan.post('incidents', { incident: { title: 'In between', service_id: 20 } });
  expect((await create()).result.config_item.id).toBe(first.id + 1);
  for (const path of ['config_types', 'config_relationship_type']) {
    const { status, headers } = await dan.post(path, { config_type: { name: 'Clocks' } });
    expect([status, headers.get('Allow')]).toEqual([405, 'GET']);
  }
});
