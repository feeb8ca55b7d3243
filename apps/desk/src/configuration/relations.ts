import type { ConfigItem, ConfigRelationshipType, ConfigRelationshipWrite } from '@service-desk/client';
import type { ResourceInput } from '../resource.ts';

type Related = Pick<ConfigItem, 'config_item_relationships'>;
type Type = ConfigRelationshipType | undefined;

/** A relationship from the side of one item. */
export interface Relation {
  type: Type;
  /** The verb from the side of this item, such as `depends on`. */
  word: string;
  /** The id and name of the other item. */
  id: string;
  name: string;
  written: ConfigRelationshipWrite;
}

/** The role of the other item. */
export type Role = 'dependency' | 'dependent' | 'other';

export function roleOf(type: Type): Role {
  if (!type || type.dependency_type === 'N') return 'other';
  if (type.primary) return 'dependency';
  return String(type.id) === String(type.opposite_config_relationship_type_id) ? 'other' : 'dependent';
}

/** The impact on one item if the other fails. */
export function impactOf(type: Type): string {
  const role = roleOf(type);
  if (role === 'other') return '';
  const [strength, effect] = type?.dependency_type === 'H' ? ['Hard', 'fails'] : ['Soft', 'is impaired'];
  const [affected, failed] = role === 'dependency' ? ['this item', 'it'] : ['it', 'this item'];
  return `${strength}: ${affected} ${effect} without ${failed}`;
}

/** The relationships of an item with the verbs of their types, dependencies first. */
export function relationsOf(item: Related, types: readonly ConfigRelationshipType[]): Relation[] {
  const byId = new Map(types.map((type) => [String(type.id), type]));
  const relations = item.config_item_relationships.map(
    ({ config_relationship_type_id, config_item: { id, name } }) => {
      const type = byId.get(String(config_relationship_type_id));
      const written = { config_relationship_type_id, other_config_item_id: id };
      return { type, word: type?.name ?? 'is related to', id, name, written };
    },
  );
  const order: Role[] = ['dependency', 'dependent', 'other'];
  return relations.sort((a, b) => order.indexOf(roleOf(a.type)) - order.indexOf(roleOf(b.type)));
}

function sameAs(input: ResourceInput | ConfigRelationshipWrite) {
  const keyOf = (one: ResourceInput) => `${one.config_relationship_type_id} ${one.other_config_item_id}`;
  return (one: ConfigRelationshipWrite) => keyOf({ ...one }) === keyOf({ ...input });
}

function writtenOf(item: Related): ConfigRelationshipWrite[] {
  return relationsOf(item, []).map(({ written }) => written);
}

export function isRelated(item: Related, input: ResourceInput | ConfigRelationshipWrite): boolean {
  return writtenOf(item).some(sameAs(input));
}

// v1 replaces the whole list, so a write has to include the existing relationships.
export function withRelation(item: Related, input: ResourceInput): ResourceInput {
  return { config_relationships: [...writtenOf(item), input] };
}

export function withoutRelation(item: Related, written: ConfigRelationshipWrite): ResourceInput {
  const isRemoved = sameAs(written);
  return { config_relationships: writtenOf(item).filter((one) => !isRemoved(one)) };
}
