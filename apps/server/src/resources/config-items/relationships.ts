import type { ReadContext, WriteContext } from '../../calls/context.ts';
import type { Schemas } from '../../generated/types.ts';
import { isGiven } from '../../rules/values.ts';
import type { ConfigRelationshipTypesTable, Id, NamedRow } from '../../store/schema.ts';
import type { ConfigItemRow } from './rows.ts';

export type ConfigRelationshipTypeRow = NamedRow<ConfigRelationshipTypesTable>;

/** What a call says about a relationship, as seen from the item that it writes. */
export interface RelationshipInput {
  config_relationship_type_id?: Id | null;
  other_config_item_id?: Id | null;
}

/** A relationship, as seen from one of its items. */
export interface Relationship {
  type: ConfigRelationshipTypeRow;
  other: Id;
}

/** What other items of a hard relationship are called, as their lists name them. */
type Needed = Pick<ConfigItemRow, 'id' | 'name'>;

/**
 * The relationships that a call lists. What leads nowhere, or back to the item itself, is said in the context's faults.
 *
 * @param item the item that is written; undefined for one that is not there yet
 */
export async function checkedRelationships(
  context: ReadContext,
  item: Id | undefined,
  input: readonly RelationshipInput[],
): Promise<Relationship[]> {
  const { faults } = context;
  const [types, others] = await Promise.all([typesById(context, input), knownItems(context, input)]);
  return input.flatMap(({ config_relationship_type_id, other_config_item_id }, index) => {
    // What is blank or no number has been said where it was read.
    if (!isGiven(config_relationship_type_id) || !isGiven(other_config_item_id)) return [];
    const type = types.get(config_relationship_type_id);
    const known = others.has(other_config_item_id);
    if (!type) faults.notFound('config_relationship_type_id', 'config relationship type', index);
    if (!known) faults.notFound('other_config_item_id', 'config item', index);
    if (other_config_item_id === item) {
      faults.say('other_config_item_id', "a config item can't be related to itself", index);
    }
    return type && known ? [{ type, other: other_config_item_id }] : [];
  });
}

/** Stores these relationships of an item in place of those that it has. Each is seen from both of its ends. */
export async function replaceRelationships(
  { db }: WriteContext,
  item: Id,
  relationships: readonly Relationship[],
): Promise<void> {
  await db
    .remove('config_relationships')
    .where((eb) => eb.or([eb('from_id', '=', item), eb('to_id', '=', item)]))
    .execute();
  const rows = relationships.flatMap(({ type, other }) => [
    { from_id: item, type_id: type.id, to_id: other },
    { from_id: other, type_id: type.opposite_id, to_id: item },
  ]);
  if (rows.length === 0) return;
  await db
    .insert('config_relationships', rows)
    // The same one twice is one.
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** How an item relates to others, as it shows it. */
export async function relationshipsOf(
  { db }: ReadContext,
  item: Id,
): Promise<Schemas['ConfigItemRelationship'][]> {
  const rows = await db
    .from('config_relationships as relationship')
    .innerJoin('config_items as other', (join) =>
      join
        .onRef('other.account_id', '=', 'relationship.account_id')
        .onRef('other.id', '=', 'relationship.to_id'),
    )
    .select(['relationship.type_id', 'other.id', 'other.name'])
    .where('relationship.from_id', '=', item)
    .orderBy('relationship.type_id')
    .orderBy('other.id')
    .execute();
  return rows.map(({ type_id, id, name }) => ({
    config_relationship_type_id: type_id,
    config_item: { id: String(id), name },
  }));
}

/** The items that an item needs: it fails with any of them. */
export async function dependenciesOf(context: ReadContext, item: Id): Promise<Needed[]> {
  return acrossHard(context, item, 'from_id', 'to_id');
}

/** The items that need an item: any of them fails with it. */
export async function dependentsOf(context: ReadContext, item: Id): Promise<Needed[]> {
  return acrossHard(context, item, 'to_id', 'from_id');
}

/** The items at the other end of hard relationships. Their primary side is the one that depends. */
async function acrossHard(
  { db }: ReadContext,
  item: Id,
  own: 'from_id' | 'to_id',
  other: 'from_id' | 'to_id',
): Promise<Needed[]> {
  return db
    .from('config_items as item')
    .select(['item.id', 'item.name'])
    .where(
      'item.id',
      'in',
      db
        .from('config_relationships as relationship')
        .innerJoin('config_relationship_types as type', (join) =>
          join
            .onRef('type.account_id', '=', 'relationship.account_id')
            .onRef('type.id', '=', 'relationship.type_id'),
        )
        .select(`relationship.${other}`)
        .where(`relationship.${own}`, '=', item)
        .where('type.dependency_type', '=', 'H')
        .where('type.primary', '=', 1),
    )
    .orderBy('item.name_key')
    .orderBy('item.id')
    .execute();
}

async function typesById(
  { db }: ReadContext,
  input: readonly RelationshipInput[],
): Promise<Map<Id, ConfigRelationshipTypeRow>> {
  const ids = input.flatMap((each) => each.config_relationship_type_id ?? []);
  if (ids.length === 0) return new Map();
  const rows = await db
    .from('config_relationship_types')
    .selectAll()
    .where('id', 'in', [...new Set(ids)])
    .execute();
  return new Map(rows.map((row) => [row.id, row]));
}

async function knownItems({ db }: ReadContext, input: readonly RelationshipInput[]): Promise<Set<Id>> {
  const ids = input.flatMap((each) => each.other_config_item_id ?? []);
  if (ids.length === 0) return new Set();
  const rows = await db
    .from('config_items')
    .select('id')
    .where('id', 'in', [...new Set(ids)])
    .execute();
  return new Set(rows.map(({ id }) => id));
}
