import type { ReadContext } from '../../calls/context.ts';
import { isGiven } from '../../rules/values.ts';
import type { Id } from '../../store/schema.ts';
import { relationshipTypesById } from '../config-types/rows.ts';
import type { Relationship } from './relationship-rows.ts';
import { knownConfigItems } from './rows.ts';

/** What a call says about a relationship, as seen from the item that it writes. */
export interface RelationshipInput {
  config_relationship_type_id?: Id | null;
  other_config_item_id?: Id | null;
}

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
  const [types, others] = await Promise.all([
    relationshipTypesById(
      context,
      input.flatMap((each) => each.config_relationship_type_id ?? []),
    ),
    knownConfigItems(
      context,
      input.flatMap((each) => each.other_config_item_id ?? []),
    ),
  ]);
  return input.flatMap(({ config_relationship_type_id: typeId, other_config_item_id: otherId }, index) => {
    // Each field has one fault at most: a blank one and one that is no number were reported by the parser.
    const type = isGiven(typeId) ? types.get(typeId) : undefined;
    const other = isGiven(otherId) && others.has(otherId) ? otherId : undefined;
    if (!type) faults.notFound('config_relationship_type_id', 'config relationship type', index);
    if (!isGiven(other)) faults.notFound('other_config_item_id', 'config item', index);
    else if (other === item) {
      faults.say('other_config_item_id', "a config item can't be related to itself", index);
    }
    return type && isGiven(other) ? [{ type, other }] : [];
  });
}
