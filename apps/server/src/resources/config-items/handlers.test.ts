import { describe, expect, test } from 'vitest';
import { startProvider } from '../../test-support/provider.ts';

const { sandbox, dan } = await startProvider();

const [STRONG, STRONG_BACK, DEPENDS_ON, NEEDED_BY, USES, USED_BY, CONNECTED] = [1, 100, 2, 3, 4, 5, 6];
const LICENCES = 313;

async function item(id: number | string) {
  return (await dan.get(`config_items/${id}`)).result.config_item;
}

async function create(fields: Record<string, unknown> = {}) {
  const { result, errors } = await dan.post('config_items', {
    config_item: { name: 'OmniGraffle licence', config_type_id: LICENCES, owner_id: 18, ...fields },
  });
  expect(errors).toBeUndefined();
  return result.config_item;
}

async function update(id: number, fields: Record<string, unknown>) {
  const { result, errors } = await dan.put(`config_items/${id}`, { config_item: fields });
  expect(errors).toBeUndefined();
  return result.config_item;
}

async function faultsOf(id: number, fields: Record<string, unknown>) {
  return (await dan.put(`config_items/${id}`, { config_item: fields })).errors;
}

function related(type: number | undefined, other: number | string) {
  return { config_relationship_type_id: type, other_config_item_id: other };
}

interface Shown {
  config_item_relationships: { config_relationship_type_id: number; config_item: { id: string } }[];
  dependencies: { dependency: { id: number } }[];
  dependents: { dependent: { id: number } }[];
}

/** Relationships as pairs of type and item. */
function pairs({ config_item_relationships }: Shown) {
  return config_item_relationships.map((each) => [
    each.config_relationship_type_id,
    Number(each.config_item.id),
  ]);
}

const needs = ({ dependencies }: Shown) => dependencies.map(({ dependency }) => dependency.id);
const neededBy = ({ dependents }: Shown) => dependents.map(({ dependent }) => dependent.id);

test('the guide’s Example POST and PUT work as printed', async () => {
  const config_item = {
    name: 'foo bar baz',
    config_relationships: [{ config_relationship_type_id: 1, other_config_item_id: 100 }],
    config_type_fields: [{ user_type: 'developer', Description: 'text editor license' }],
    notify_watchlisted: '0',
    owner_id: '359',
    config_type_id: '313',
    additional_fields: [{ expiration_date: '01-01-2014', purchase_date: '01-01-2010' }],
    description: 'foo bar baz',
  };
  const { result } = await dan.post('/v1/config_items.json', { config_item });
  expect(result.config_item).toMatchObject({
    name: 'foo bar baz',
    description: 'foo bar baz',
    config_type: { id: 313 },
    owner: { id: 359 },
    config_type_fields: config_item.config_type_fields,
    additional_fields: config_item.additional_fields,
    config_item_relationships: [{ config_relationship_type_id: 1, config_item: { id: '100', name: 'VM1' } }],
  });
  const changed = await dan.put('/v1/config_items/16287.json', { config_item });
  expect(changed.errors).toBeUndefined();
  expect(pairs(await item(100))).toEqual([
    [DEPENDS_ON, 10201],
    [NEEDED_BY, 10220],
    [STRONG_BACK, 15312],
    [STRONG_BACK, 16287],
    [STRONG_BACK, result.config_item.id],
  ]);
});

describe('relationships', () => {
  test('[config.1] are one fact seen from two items, each with the type of its side', async () => {
    const one = await create();
    const two = await create({
      config_relationships: [related(DEPENDS_ON, one.id), related(CONNECTED, one.id)],
    });
    expect(pairs(two)).toEqual([
      [DEPENDS_ON, one.id],
      [CONNECTED, one.id],
    ]);
    expect(pairs(await item(one.id))).toEqual([
      [NEEDED_BY, two.id],
      [CONNECTED, two.id],
    ]);
    // Written from the other side, it is the same fact.
    await update(one.id, { config_relationships: [related(NEEDED_BY, two.id)] });
    expect(pairs(await item(two.id))).toEqual([[DEPENDS_ON, one.id]]);
    // Two items may need each other: these are two facts.
    await update(one.id, { config_relationships: [related(NEEDED_BY, two.id), related(DEPENDS_ON, two.id)] });
    expect(pairs(await item(two.id))).toEqual([
      [DEPENDS_ON, one.id],
      [NEEDED_BY, one.id],
    ]);
  });

  test('[config.2] are replaced as a whole, emptied by [] or blank, and left alone when absent', async () => {
    const [one, two, three] = [await create(), await create(), await create()];
    await update(two.id, { config_relationships: [related(USES, three.id)] });
    await update(one.id, { config_relationships: [related(USES, two.id)] });
    await update(one.id, { name: 'Another name' });
    expect(pairs(await item(one.id))).toEqual([[USES, two.id]]);
    const twice = [related(USES, three.id), related(USES, String(three.id))];
    expect(pairs(await update(one.id, { config_relationships: twice }))).toEqual([[USES, three.id]]);
    // What the others have among themselves stays.
    expect(pairs(await item(two.id))).toEqual([[USES, three.id]]);
    expect(pairs(await item(three.id))).toEqual([
      [USED_BY, one.id],
      [USED_BY, two.id],
    ]);
    for (const nothing of [[], '', null]) {
      await update(one.id, { config_relationships: [related(USES, two.id)] });
      expect(pairs(await update(one.id, { config_relationships: nothing })), String(nothing)).toEqual([]);
      expect(pairs(await item(two.id))).toEqual([[USES, three.id]]);
    }
  });

  test('[config.3] name a type and another item, under either of its names', async () => {
    const { id } = await create();
    for (const other of [{ other_config_item: 100 }, { other_config_item: { id: '100' } }]) {
      const [each] = pairs(
        await update(id, { config_relationships: [{ config_relationship_type_id: 1, ...other }] }),
      );
      expect(each).toEqual([STRONG, 100]);
      await update(id, { config_relationships: [] });
    }
    // A single one may come without its list.
    expect(pairs(await update(id, { config_relationships: related(STRONG, 100) }))).toEqual([[STRONG, 100]]);

    const faults = (...config_relationships: unknown[]) => faultsOf(id, { config_relationships });
    const noType = '[E400] no config relationship type found';
    const noItem = '[E400] no config item found';
    const itself = "[E400] a config item can't be related to itself";
    expect(await faults(related(99999999, 100))).toEqual([noType]);
    expect(await faults(related(STRONG, 99999999))).toEqual([noItem]);
    expect(await faults({})).toEqual([noType, noItem]);
    expect(await faults(related(STRONG, ''))).toEqual([noItem]);
    expect(await faults(related(STRONG, id))).toEqual([itself]);
    expect(await faults(related(99999999, id), related(STRONG, 99999999))).toEqual([noType, itself, noItem]);
    expect(await faults(related(99999999, ''))).toEqual([noType, noItem]);
    expect(await faults({ config_relationship_type_id: 99999999 })).toEqual([noType, noItem]);
    expect(await faults({ other_config_item: 99999999 })).toEqual([noType, noItem]);
    expect(await faults({ other_config_item_id: id })).toEqual([noType, itself]);
    for (const nothing of ['', null, ' '])
      expect(
        await faults({ config_relationship_type_id: STRONG, other_config_item: { id: nothing } }),
      ).toEqual([noItem]);
    expect(await faults({ config_relationship_type_id: 'x', other_config_item_id: 99999999 })).toEqual([
      '[E400] config_relationship_type_id is not a number',
      noItem,
    ]);
    expect(await faults(related(STRONG, 'x'))).toEqual(['[E400] other_config_item_id is not a number']);
    expect(await faults('x')).toEqual(['[E400] config_relationships is not a list of names and values']);
    const both = { name: '', config_relationships: [related(STRONG, id)] };
    expect(await faultsOf(id, both)).toEqual(["[E400] name can't be blank", itself]);
    expect(pairs(await item(id)), 'nothing was written').toEqual([[STRONG, 100]]);
  });

  test('[config.4] make dependencies and dependents where they are hard, of the item itself, by name', async () => {
    const gateway = await item(10220);
    expect(needs(gateway)).toEqual([100]);
    expect(neededBy(gateway)).toEqual([10222, 10221]);
    // What the gateway stands on needs the host: that is not the gateway's own.
    expect(needs(await item(100))).toEqual([10201]);
    expect(neededBy(await item(10201))).toEqual([100]);

    const one = await create();
    const two = await create({
      config_relationships: [related(STRONG, one.id), related(USES, one.id), related(CONNECTED, one.id)],
    });
    for (const each of [two, await item(one.id)]) {
      expect([...needs(each), ...neededBy(each)]).toEqual([]);
    }
    const hard = await update(two.id, { config_relationships: [related(NEEDED_BY, one.id)] });
    expect([needs(hard), neededBy(hard)]).toEqual([[], [one.id]]);
    const other = await item(one.id);
    expect([needs(other), neededBy(other)]).toEqual([[two.id], []]);
    expect(other.dependencies[0].dependency).toEqual({
      id: two.id,
      reference_num: two.id,
      name: two.name,
      watches: [],
    });
  });

  test('[config.7] are listed by type, then by item, whose id is a string', async () => {
    const { id } = await create({
      config_relationships: [related(USES, 10220), related(DEPENDS_ON, 10241), related(DEPENDS_ON, 100)],
    });
    expect((await item(id)).config_item_relationships).toEqual([
      { config_relationship_type_id: DEPENDS_ON, config_item: { id: '100', name: 'VM1' } },
      { config_relationship_type_id: DEPENDS_ON, config_item: { id: '10241', name: 'Firewall' } },
      { config_relationship_type_id: USES, config_item: { id: '10220', name: 'Payment gateway' } },
    ]);
  });
});

describe('fields', () => {
  test('[config.5] are merged by name, from an object or a list, and go out as a list of one', async () => {
    for (const name of ['config_type_fields', 'additional_fields']) {
      const created = await create();
      expect(created[name]).toEqual([]);
      const after = async (value: unknown) => (await update(created.id, { [name]: value }))[name];
      expect(await after({ user_type: 'developer' })).toEqual([{ user_type: 'developer' }]);
      expect(await after([{ seats: 5 }, { Description: 'drawings' }])).toEqual([
        { user_type: 'developer', seats: '5', Description: 'drawings' },
      ]);
      expect(await after([{ user_type: 'designer' }])).toEqual([
        { user_type: 'designer', seats: '5', Description: 'drawings' },
      ]);
      expect(await after([{ seats: '', Description: null }])).toEqual([{ user_type: 'designer' }]);
      for (const nothing of [[], {}, '', null])
        expect(await after(nothing)).toEqual([{ user_type: 'designer' }]);
      expect(await after({ user_type: '' })).toEqual([]);
      const unusual = JSON.parse('{"__proto__":"x","constructor":"y","a-b":"z"}');
      if (name === 'additional_fields') expect(await after(unusual)).toEqual([unusual]);
      expect(await faultsOf(created.id, { [name]: 'x' })).toEqual([
        `[E400] ${name} is not a list of names and values`,
      ]);
    }
    const { config_item_fields } = await create({ config_item_fields: [{ a: 1 }] });
    expect(config_item_fields).toEqual([]);
    const misspelt = await create({ additionla_fields: [{ order: 'PO-2231' }] });
    expect(misspelt.additional_fields).toEqual([{ order: 'PO-2231' }]);
  });

  test('[config.6] are those of the config type and its ancestors', async () => {
    const vm = await create({
      config_type_id: 34,
      config_type_fields: { memory: '2 GB', ip_address: '10.0.2.12' },
    });
    expect(vm.config_type_fields).toEqual([{ memory: '2 GB', ip_address: '10.0.2.12' }]);
    expect(await faultsOf(vm.id, { config_type_fields: { serial: '1', ip_address: '', seats: '' } })).toEqual(
      ['[E400] serial is not a field of this config type', '[E400] seats is not a field of this config type'],
    );
    // A server is no virtual machine.
    expect(await faultsOf(10201, { config_type_fields: { memory: '8 GB' } })).toEqual([
      '[E400] memory is not a field of this config type',
    ]);
    const server = await update(vm.id, {
      config_type_id: 27,
      config_type_fields: { operating_system: 'BSD' },
    });
    expect(server.config_type_fields).toEqual([{ ip_address: '10.0.2.12', operating_system: 'BSD' }]);
    expect(await faultsOf(vm.id, { config_type_id: 34, config_type_fields: { seats: '1' } })).toEqual([
      '[E400] seats is not a field of this config type',
    ]);
  });
});

test('[config.8] [envelope.9] name, config type and owner are mandatory, and can’t be blank later', async () => {
  const blank = { name: '', config_type_id: '', owner_id: '' };
  const texts = [
    "[E400] name can't be blank",
    '[E400] no config type found',
    "[E400] owner_id can't be blank",
  ];
  expect((await dan.post('config_items', { config_item: { description: 'x' } })).errors).toEqual(texts);
  expect((await dan.post('config_items', { config_item: blank })).errors).toEqual(texts);
  expect(await faultsOf(16287, blank)).toEqual(texts);
  expect(await faultsOf(16287, { config_type_id: 99999999, owner_id: 99999999 })).toEqual([
    '[E400] no config type found',
    '[E400] no user found',
  ]);
  expect(await faultsOf(16287, { config_type_id: 'x' })).toEqual(['[E400] config_type_id is not a number']);
  expect((await update(16287, { owner_id: 168 })).owner).toMatchObject({
    id: 168,
    group_link: '/external_api/v1/users/168',
  });
  expect((await dan.post('config_items', {})).errors).toEqual([
    '[E400] The config_item parameter must be specified for this call',
  ]);
});

test('[config.10] an item that was read may be sent back whole and changes nothing', async () => {
  for (const id of [16287, 10220, 15312, 6801]) {
    const before = await item(id);
    expect(await update(id, before)).toEqual(before);
    expect(await item(id)).toEqual(before);
  }
  await sandbox.store.write(1, (db) =>
    db.updateTable('config_types').set({ fields: '["seats"]' }).where('id', '=', LICENCES).execute(),
  );
  const before = await item(16287);
  expect(await update(16287, before)).toEqual(before);
  expect(await faultsOf(16287, { config_type_fields: [{ user_type: 'designer' }] })).toEqual([
    '[E400] user_type is not a field of this config type',
  ]);
});

test('a form makes the same item as JSON', async () => {
  const body = new URLSearchParams([
    ['config_item[name]', 'OmniGraffle licence'],
    ['config_item[config_type_id]', '313'],
    ['config_item[owner_id]', '18'],
    ['config_item[config_type_fields][user_type]', 'designer'],
    ['config_item[config_relationships][0][config_relationship_type_id]', '1'],
    ['config_item[config_relationships][0][other_config_item_id]', '100'],
  ]);
  const { result } = await dan.send('config_items', { method: 'POST', body });
  const expected = await create({
    config_type_fields: { user_type: 'designer' },
    config_relationships: [related(STRONG, 100)],
  });
  expect({ ...result.config_item, id: expected.id, reference_num: expected.id }).toEqual(expected);
});
