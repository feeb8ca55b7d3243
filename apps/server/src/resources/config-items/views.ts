import type { ReadContext } from '../../calls/context.ts';
import type { Schemas } from '../../generated/types.ts';
import { type ConfigTypeRow, findConfigType } from '../config-types/rows.ts';
import { configTypeRef } from '../config-types/views.ts';
import { personsById } from '../users/views.ts';
import { watchesOf } from '../watches/rows.ts';
import { watchSummary } from '../watches/views.ts';
import { dependenciesOf, dependentsOf, type RelatedItem, relationshipsOf } from './relationship-rows.ts';
import { type ConfigItemRow, parentConfigItem } from './rows.ts';

/** A config item with all that belongs to it. */
export async function configItemView(
  context: ReadContext,
  item: ConfigItemRow,
): Promise<Schemas['ConfigItem']> {
  const [type, relationships, dependencies, dependents] = await Promise.all([
    findConfigType(context, item.config_type_id),
    relationshipsOf(context, item.id),
    dependenciesOf(context, item.id),
    dependentsOf(context, item.id),
  ]);
  const [own, ...others] = await configItemSummaries(context, [item, ...dependencies, ...dependents]);
  const person = await personsById(context, [item.owner_id]);
  return {
    ...(own as Schemas['ConfigItemSummary']),
    description: item.description,
    config_type: configTypeRef(type as ConfigTypeRow),
    owner: person(item.owner_id),
    config_type_fields: listed(item.config_type_fields),
    additional_fields: listed(item.additional_fields),
    // The guide has no call that writes them.
    config_item_fields: [],
    config_item_relationships: relationships.map(relationshipView),
    dependencies: others.slice(0, dependencies.length).map((dependency) => ({ dependency })),
    dependents: others.slice(dependencies.length).map((dependent) => ({ dependent })),
  };
}

/** A relationship as its item shows it. */
function relationshipView({ type_id, id, name }: RelatedItem): Schemas['ConfigItemRelationship'] {
  return { config_relationship_type_id: type_id, config_item: { id: String(id), name } };
}

/** Values by name as v1 writes them: a list of one object, or of none. */
function listed(values: string): Schemas['FieldValues'][] {
  const read = JSON.parse(values) as Record<string, string>;
  return Object.keys(read).length > 0 ? [read] : [];
}

/** Config items as lists and other items show them. */
export async function configItemSummaries(
  context: ReadContext,
  items: readonly Pick<ConfigItemRow, 'id' | 'name'>[],
): Promise<Schemas['ConfigItemSummary'][]> {
  const watches = await watchesOf(
    context,
    'config_item',
    items.map(({ id }) => id),
  );
  const person = await personsById(
    context,
    watches.map(({ user_id }) => user_id),
  );
  const watchesById = Map.groupBy(watches, ({ parent_id }) => parent_id);
  return items.map((item) => ({
    id: item.id,
    reference_num: item.id,
    name: item.name,
    watches: (watchesById.get(item.id) ?? []).map((watch) => ({
      watch: watchSummary(watch, parentConfigItem(item), person),
    })),
  }));
}
