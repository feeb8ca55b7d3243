import assert from 'node:assert/strict';
import type {
  AdditionalFieldsInput,
  ConfigItem,
  ConfigRelationshipType,
  ServiceDesk,
} from '@service-desk/client';
import { assertFaults, type Behaviour, everyOf, type Given, type World } from './behaviour.ts';

type State = Given<'what a new config item refers to'>;

/** The configuration database: config types, items and how they relate. */
export const configurationBehaviours: readonly Behaviour[] = [
  {
    name: 'a relationship is seen from both items, each with the type of its side',
    row: 'config.1',
    operations: ['configItems.create', 'configItems.get', 'configRelationshipTypes.list'],
    needs: ['what a new config item refers to'],
    writes: true,
    async run(world) {
      const { desk, state, one, two } = await givenTwoItems(world);
      const types = await everyOf(desk.configRelationshipTypes.list());
      const type = types.find(({ id }) => id === state.config_relationship_type_id);
      assert.ok(type, 'the type is listed');
      const related = await relate(desk, one, type, two);
      // A provider may add fields, and no more relationships than this one.
      assert.equal(related.config_item_relationships.length, 1);
      assert.partialDeepStrictEqual(related.config_item_relationships, [
        { config_relationship_type_id: type.id, config_item: { id: String(two.id), name: two.name } },
      ]);
      const other = await desk.configItems.get(two.id);
      assert.equal(other.config_item_relationships.length, 1);
      assert.partialDeepStrictEqual(other.config_item_relationships, [
        {
          config_relationship_type_id: type.opposite_config_relationship_type_id,
          config_item: { id: String(one.id), name: one.name },
        },
      ]);
    },
  },
  {
    name: 'the relationships of an update replace the list; absent they stay, and [] empties it from both sides',
    row: 'config.2',
    operations: ['configItems.update', 'configItems.get'],
    needs: ['what a new config item refers to'],
    writes: true,
    async run(world) {
      const { desk, state, one, two } = await givenTwoItems(world);
      const { config_relationship_type_id, config_item_id } = state;
      const related = async (id: ConfigItem['id']) =>
        (await desk.configItems.get(id)).config_item_relationships.map(({ config_item }) => config_item.id);
      const relationship = (other: ConfigItem['id']) => ({
        config_relationship_type_id,
        other_config_item_id: other,
      });
      const before = await related(config_item_id);
      await desk.configItems.update(one.id, { config_relationships: [relationship(two.id)] });
      await desk.configItems.update(one.id, { description: 'Still related.' });
      assert.deepEqual(await related(one.id), [String(two.id)]);
      await desk.configItems.update(one.id, { config_relationships: [relationship(config_item_id)] });
      assert.deepEqual(await related(one.id), [String(config_item_id)]);
      assert.deepEqual(await related(two.id), []);
      assert.ok((await related(config_item_id)).includes(String(one.id)));
      await desk.configItems.update(one.id, { config_relationships: [] });
      assert.deepEqual(await related(one.id), []);
      assert.deepEqual(await related(config_item_id), before);
    },
  },
  {
    name: 'a relationship that leads nowhere or back to its item is refused, and nothing is written',
    row: 'config.3',
    operations: ['configItems.update', 'configItems.get'],
    needs: ['what a new config item refers to'],
    writes: true,
    async run(world) {
      const { desk, state, one } = await givenTwoItems(world);
      const { config_relationship_type_id } = state;
      const update = (other_config_item_id: ConfigItem['id']) =>
        desk.configItems.update(one.id, {
          name: 'Another name',
          config_relationships: [{ config_relationship_type_id, other_config_item_id }],
        });
      await assertFaults(update(one.id), ["a config item can't be related to itself"]);
      await assertFaults(update(99999999), ['no config item found']);
      assert.deepEqual(await desk.configItems.get(one.id), one);
    },
  },
  {
    name: 'hard relationships alone make dependencies and dependents, by their primary side',
    row: 'config.4',
    operations: ['configItems.update', 'configItems.get', 'configRelationshipTypes.list'],
    needs: ['what a new config item refers to'],
    writes: true,
    async run(world) {
      const { desk, one, two } = await givenTwoItems(world);
      for (const type of await everyOf(desk.configRelationshipTypes.list())) {
        const related = await relate(desk, one, type, two);
        const other = await desk.configItems.get(two.id);
        const hard = type.dependency_type === 'H';
        const opposite = !type.primary && type.id !== type.opposite_config_relationship_type_id;
        const [needing, needed] = opposite ? [other, related] : [related, other];
        const dependencies = needing.dependencies.map(({ dependency }) => dependency.id);
        const dependents = needed.dependents.map(({ dependent }) => dependent.id);
        assert.deepEqual(dependencies, hard ? [needed.id] : [], type.name);
        assert.deepEqual(dependents, hard ? [needing.id] : [], type.name);
      }
    },
  },
  {
    name: 'fields are merged by name, and a blank one goes',
    row: 'config.5',
    operations: ['configItems.update', 'configItems.get'],
    needs: ['what a new config item refers to'],
    writes: true,
    async run(world) {
      const { desk, one } = await givenTwoItems(world);
      const update = (additional_fields: AdditionalFieldsInput) =>
        desk.configItems.update(one.id, { additional_fields });
      assert.deepEqual(one.additional_fields, []);
      await update({ order: 'PO-2231', shelf: 'A3' });
      const merged = await update([{ shelf: '', renewal: 'yearly' }]);
      assert.deepEqual(merged.additional_fields, [{ order: 'PO-2231', renewal: 'yearly' }]);
      await update({ order: '', renewal: '' });
      assert.deepEqual((await desk.configItems.get(one.id)).additional_fields, []);
    },
  },
  {
    name: 'a field that no config type above the item has is refused',
    row: 'config.6',
    operations: ['configItems.create'],
    needs: ['what a new config item refers to'],
    writes: true,
    async run(world) {
      const { desk, config_type_id, owner_id } = await world.given('what a new config item refers to');
      const config_type_fields = { 'no such field': '1' };
      await assertFaults(
        desk.configItems.create({ name: 'New', config_type_id, owner_id, config_type_fields }),
        ['no such field is not a field of this config type'],
      );
    },
  },
  ...(['configTypes.list', 'configTypes.get'] as const).map(
    (operation): Behaviour => ({
      name: `the items that ${operation} shows stand on pages, each once, beside every child type`,
      row: 'lists.10',
      operations: [operation],
      needs: ['config types with config items'],
      writes: false,
      async run(world) {
        const { desk, config_type_id } = await world.given('config types with config items');
        const read = (query: { limit?: number; per_page?: number; page?: number }) =>
          operation === 'configTypes.list'
            ? desk.configTypes.list(query)
            : desk.configTypes.get(config_type_id, query);
        const whole = await read({ limit: 100 });
        const ids: unknown[] = [];
        for (let page = 1; page <= Number(whole.total_entries); page += 1) {
          const one = await read({ limit: 1, page });
          assert.deepEqual(one.config_types, whole.config_types);
          assert.equal(one.total_pages, whole.total_entries);
          ids.push(...one.config_items.map(({ id }) => id));
        }
        assert.deepEqual(
          ids,
          whole.config_items.map(({ id }) => id),
        );
        const past = await read({ limit: 1, page: Number(whole.total_entries) + 1 });
        assert.deepEqual([past.config_items, past.total_entries], [[], whole.total_entries]);
        assert.deepEqual(await read({ per_page: 1 }), await read({ limit: 1, per_page: 3 }));
      },
    }),
  ),
  {
    name: 'a new config item stands under its type, whose pages all show every child type',
    row: 'lists.10',
    operations: ['configItems.create', 'configTypes.get'],
    needs: ['config types with config items'],
    writes: true,
    async run(world) {
      const { desk, config_type_id } = await world.given('config types with config items');
      const { id: owner_id } = await desk.users.current();
      const before = await desk.configTypes.get(config_type_id);
      const entries = Number(before.total_entries);
      const { id } = await desk.configItems.create({ name: 'New', config_type_id, owner_id });
      // Two pages or more, and one past the end.
      const limit = Math.ceil((entries + 1) / 2);
      const pages = [await desk.configTypes.get(config_type_id, { limit })];
      for (let page = 2; page <= Number(pages[0]?.total_pages) + 1; page += 1) {
        pages.push(await desk.configTypes.get(config_type_id, { limit, page }));
      }
      const ids = pages.flatMap(({ config_items }) => config_items.map((item) => item.id));
      assert.ok(ids.includes(id));
      assert.equal(new Set(ids).size, entries + 1, 'each item once');
      for (const { total_entries, config_types } of pages) {
        assert.equal(total_entries, entries + 1);
        assert.deepEqual(config_types, before.config_types);
      }
      assert.deepEqual(pages.at(-1)?.config_items, []);
    },
  },
];

/** Two new config items that are related to nothing. */
async function givenTwoItems(
  world: World,
): Promise<{ desk: ServiceDesk; state: State; one: ConfigItem; two: ConfigItem }> {
  const state = await world.given('what a new config item refers to');
  const { desk, config_type_id, owner_id } = state;
  const one = await desk.configItems.create({ name: 'One', config_type_id, owner_id });
  const two = await desk.configItems.create({ name: 'Two', config_type_id, owner_id });
  return { desk, state, one, two };
}

/** Relates two items in this way and no other. */
function relate(
  desk: ServiceDesk,
  from: ConfigItem,
  type: ConfigRelationshipType,
  to: ConfigItem,
): Promise<ConfigItem> {
  return desk.configItems.update(from.id, {
    config_relationships: [{ config_relationship_type_id: type.id, other_config_item_id: to.id }],
  });
}
