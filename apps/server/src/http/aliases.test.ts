import { describe, expect, test } from 'vitest';
import { startProvider } from '../test-support/provider.ts';

const { dan } = await startProvider();

/** Each kind of the vendor's gem: an id of the demo world, and what it takes to create one. */
const kinds = {
  incident: { id: 13534, fields: { title: 'By the gem', service_id: '20' } },
  problem: { id: 13561, fields: { title: 'By the gem', service_id: '20' } },
  change: { id: 234, fields: { title: 'By the gem', service_id: '20' } },
  release: { id: 1267, fields: { title: 'By the gem', service_id: '20' } },
  customer: { id: 33, fields: { last_name: 'Ngata' } },
  time_entry: { id: undefined, fields: { entry: '// By the gem', hours: '1.5' } },
} as const;

const pluralOf = (kind: string) => kind.replace(/y$/, 'ie').concat('s');
const capitalOf = (name: string) => name[0]?.toUpperCase() + name.slice(1);

/** The fields as the gem sends them: in the query, with no body at all. */
function queryOf(wrapper: string, fields: Readonly<Record<string, string>>): string {
  return new URLSearchParams(
    Object.entries(fields).map(([name, value]): [string, string] => [`${wrapper}[${name}]`, value]),
  ).toString();
}

describe.each(Object.entries(kinds))('[addresses.1] the gem and its %s', (kind, { id, fields }) => {
  const plural = pluralOf(kind);

  test('create, update and show, in the plural, the singular and with a capital letter', async () => {
    for (const name of [plural, kind, capitalOf(plural)]) {
      const created = await dan.send(`${name}/create?${queryOf(kind, fields)}`, { method: 'POST' });
      expect(created.errors, name).toBeUndefined();
      const own = created.result[kind].id;
      const [[field = ''] = []] = Object.entries(fields);
      const value = kind === 'time_entry' ? '// Changed' : 'Changed';
      const change = queryOf(kind, { [field]: value });
      const updated = await dan.send(`${name}/update?id=${own}&${change}`, { method: 'PUT' });
      expect(updated.errors, name).toBeUndefined();
      const shown = await dan.get(`${name}/show?id=${own}`);
      expect(shown.result[kind]).toEqual(updated.result[kind]);
      expect(shown.result[kind].id).toBe(own);
    }
  });

  test('its successors, without /create and /show', async () => {
    const created = await dan.send(`${kind}?${queryOf(kind, fields)}`, { method: 'POST' });
    const own = id ?? created.result[kind].id;
    for (const address of [
      `${plural}/${own}`,
      `${kind}/${own}`,
      `${plural}?id=${own}`,
      `${kind}?id=${own}`,
    ]) {
      expect((await dan.get(address)).result[kind].id, address).toBe(own);
    }
    const [[field = '', value = ''] = []] = Object.entries(fields);
    const same = await dan.send(`${plural}?id=${own}&${queryOf(kind, { [field]: value })}`, {
      method: 'PUT',
    });
    expect(same.result[kind].id).toBe(own);
  });
});

describe('[addresses.1] the gem', () => {
  test('shows services, and lists what it shows', async () => {
    expect((await dan.get('services/show?id=20')).result.service.id).toBe(20);
    expect((await dan.get('Services')).result.services).toEqual((await dan.get('services')).result.services);
  });

  test('fails with v1’s text for an unknown id and for an id that names nothing', async () => {
    expect((await dan.get('incidents/show?id=99')).errors).toEqual(['[E400] no incident found']);
    expect((await dan.get('incidents/show')).errors).toEqual(['[E400] no incident found']);
    expect((await dan.send('incidents/update?id=', { method: 'PUT' })).errors).toEqual([
      '[E400] The incident parameter must be specified for this call',
    ]);
    expect((await dan.get('incidents?id=')).result.incidents).toHaveLength(8);
  });
});

describe('[addresses.2] addresses that the guide only prints in examples', () => {
  test('a tester below a test', async () => {
    const known = (await dan.get('changes/981/testers/5')).result;
    expect((await dan.get('changes/981/tests/5/testers/5')).result).toEqual(known);
    const completed = { tester: { completed_at: '2010-03-24' } };
    const { result } = await dan.put('changes/981/tests/5/testers/5.json', completed);
    expect(result.change_tester).toMatchObject({ id: 5, completed_at: '2010-03-24T00:00:00Z' });
  });

  test('an issue below a review, or a test', async () => {
    const created = await dan.post('releases/1267/reviews/4/issues', { issue: { title: 'Found in review' } });
    const { id } = created.result.issue;
    expect((await dan.get(`releases/1267/reviews/4/issues/${id}`)).result).toEqual(
      (await dan.get(`releases/1267/issues/${id}`)).result,
    );
  });
});
