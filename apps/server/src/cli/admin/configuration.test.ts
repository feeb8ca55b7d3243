import { expect, test } from 'vitest';
import { startOperator } from '../../test-support/operator.ts';

const { run, refused, call } = await startOperator();

const { token } = await run('account', 'create', 'Kowhai', '--first-name', 'Aroha');

/** Creates a config item of a type. */
async function item(name: string, config_type_id: number, more: object = {}) {
  return call(token, 'config_items', 'POST', { config_item: { name, config_type_id, owner_id: 1, ...more } });
}

test('config types form a tree below the root of the account', async () => {
  const computers = await run('config-type', 'create', 'Computers', '--field', 'serial', 'model');
  const laptops = await run('config-type', 'create', 'Laptops', '--parent', 'Computers', '--field', 'bag');
  expect(laptops).toMatchObject({ parent: 'Computers', fields: ['bag'] });
  const subtypes = async (path: string) => (await call(token, path)).result.config_types;
  expect(await subtypes('config_types')).toMatchObject([{ name: 'Computers' }]);
  expect(await subtypes(`config_types/${computers.id}`)).toMatchObject([{ name: 'Laptops' }]);

  const made = await item('L-1', laptops.id, { config_type_fields: { serial: '42', bag: 'blue' } });
  expect(made.result.config_item.config_type_fields).toEqual([{ serial: '42', bag: 'blue' }]);
  expect((await item('L-2', laptops.id, { config_type_fields: { wheels: '4' } })).errors).toEqual([
    '[E400] wheels is not a field of this config type',
  ]);

  expect(await refused('config-type', 'set', 'Computers', '--parent', 'Laptops')).toBe(
    'Laptops is Computers or one of its subtypes',
  );
  expect(await refused('config-type', 'set', 'Config Item', '--parent', 'Laptops')).toBe(
    'Config Item is the root of the configuration database',
  );
  expect(await refused('config-type', 'remove', 'Computers', '--yes')).toBe(
    `config type ${computers.id} (Computers) is still used by config_types`,
  );
  expect(await refused('config-type', 'remove', 'Laptops', '--yes')).toBe(
    `config type ${laptops.id} (Laptops) is still used by config_items`,
  );
  expect(await refused('config-type', 'remove', '1', '--yes')).toBe(
    'Config Item is the root of the configuration database',
  );
  await run('config-type', 'create', 'Spare');
  await run('config-type', 'remove', 'Spare', '--yes');
  expect(await run('config-type', 'set', 'Laptops', '--name', 'Notebooks')).toMatchObject({
    name: 'Notebooks',
  });
  expect((await run('config-type', 'list')).map(({ name }: { name: string }) => name)).toEqual([
    'Computers',
    'Config Item',
    'Notebooks',
  ]);
  expect(await run('config-type', 'show', 'notebooks')).toMatchObject({ id: laptops.id });
});

test('[callers.8] renaming or removing a field also changes its values', async () => {
  const valuesOf = async () => (await call(token, 'config_items/1')).result.config_item.config_type_fields;
  expect(await run('field', 'create', 'colour', '--config-type', 'Notebooks')).toMatchObject({
    fields: ['bag', 'colour'],
  });
  expect(await run('field', 'list', '--config-type', 'Notebooks')).toMatchObject([
    { field: 'serial', config_type: 'Computers' },
    { field: 'model', config_type: 'Computers' },
    { field: 'bag', config_type: 'Notebooks' },
    { field: 'colour', config_type: 'Notebooks' },
  ]);
  await run('field', 'set', 'serial', '--config-type', 'Computers', '--name', 'serial_number');
  expect(await valuesOf()).toEqual([{ serial_number: '42', bag: 'blue' }]);
  await run('field', 'remove', 'bag', '--config-type', 'Notebooks', '--yes');
  expect(await valuesOf()).toEqual([{ serial_number: '42' }]);
  expect(await refused('field', 'create', 'model', '--config-type', 'Notebooks')).toBe(
    'model is already a field of Computers',
  );
  expect(await refused('field', 'create', 'colour', '--config-type', 'Config Item')).toBe(
    'colour is already a field of Notebooks',
  );
  expect(await refused('field', 'remove', 'bag', '--config-type', 'Notebooks', '--yes')).toBe(
    'bag is not a field of Notebooks',
  );
});

test('a relationship type has an opposite, which the other item shows', async () => {
  const needs = await run(
    'relationship-type',
    'create',
    'needs',
    '--opposite',
    'is needed by',
    '--dependency',
    'H',
  );
  expect(needs).toMatchObject({ opposite: 'is needed by', dependency_type: 'H', primary: true });
  const beside = await run('relationship-type', 'create', 'stands beside');
  expect(beside).toMatchObject({
    opposite: 'stands beside',
    opposite_id: beside.id,
    dependency_type: 'N',
    primary: false,
  });
  const { result } = await item('L-3', 1, {
    config_relationships: [{ config_relationship_type_id: needs.id, other_config_item_id: 1 }],
  });
  expect(result.config_item.dependencies).toMatchObject([{ dependency: { id: 1 } }]);
  const other = (await call(token, 'config_items/1')).result.config_item;
  expect(other.config_item_relationships).toMatchObject([{ config_relationship_type_id: needs.opposite_id }]);

  await run('relationship-type', 'set', 'needs', '--dependency', 'S', '--opposite', 'serves');
  expect(await run('relationship-type', 'show', 'serves')).toMatchObject({
    opposite: 'needs',
    dependency_type: 'S',
    primary: false,
  });
  expect((await call(token, 'config_items/1')).result.config_item.dependents).toEqual([]);
  expect(await refused('relationship-type', 'set', 'stands beside', '--opposite', 'x')).toBe(
    'stands beside is its own opposite',
  );
  expect(await refused('relationship-type', 'create', 'eats', '--dependency', 'H')).toBe(
    'a hard dependency needs an opposite with another name: set --opposite',
  );
  expect(await refused('relationship-type', 'remove', 'serves', '--yes')).toBe(
    `config relationship type ${needs.opposite_id} (serves) is still used by config_relationships`,
  );
  await run('relationship-type', 'remove', 'stands beside', '--yes');
  expect(await run('relationship-type', 'list')).toMatchObject([{ name: 'needs' }, { name: 'serves' }]);
  const listed = (await call(token, 'config_relationship_type')).result.config_relationship_types;
  expect(listed).toHaveLength(2);
});
