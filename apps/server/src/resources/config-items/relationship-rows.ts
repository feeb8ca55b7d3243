import type { ReadContext, WriteContext } from '../../calls/context.ts';
import type { Id } from '../../store/schema.ts';
import type { ConfigRelationshipTypeRow } from '../config-types/rows.ts';
import type { ConfigItemRow } from './rows.ts';

/** A relationship, as seen from one of its items. */
export interface Relationship {
  type: ConfigRelationshipTypeRow;
  other: Id;
}

/** A relationship of an item, with what it shows of the other one. */
export interface RelatedItem {
  type_id: Id;
  id: Id;
  name: string;
}

/** What other items of a hard relationship are called, as their lists name them. */
type Needed = Pick<ConfigItemRow, 'id' | 'name'>;

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

/** How an item relates to others. */
export async function relationshipsOf({ db }: ReadContext, item: Id): Promise<RelatedItem[]> {
  return db
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
