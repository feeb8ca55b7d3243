import type { ConfigItem, ConfigRelationshipType, ConfigRelationshipWrite } from '@service-desk/client';
import type { Input } from '../resource.ts';

type Related = Pick<ConfigItem, 'config_item_relationships'>;
type Type = ConfigRelationshipType | undefined;

/** A relationship of an item, seen from its side. */
export interface Relation {
  type: Type;
  /** How this item speaks of the other, such as `depends on`. */
  word: string;
  /** The other item. */
  id: string;
  name: string;
  written: ConfigRelationshipWrite;
}

/** What the other item is to this one: what it needs, what needs it, or neither. */
export type Place = 'needed' | 'needs' | 'beside';

export function placeOf(type: Type): Place {
  if (!type || type.dependency_type === 'N') return 'beside';
  if (type.primary) return 'needed';
  return String(type.id) === String(type.opposite_config_relationship_type_id) ? 'beside' : 'needs';
}

/** What follows for one item when the other fails. */
export function strengthOf(type: Type): string {
  const [needed, hard] = [placeOf(type) === 'needed', type?.dependency_type === 'H'];
  if (placeOf(type) === 'beside') return '';
  if (hard) return needed ? 'Hard: this fails with it' : 'Hard: it fails with this';
  return needed ? 'Soft: this suffers without it' : 'Soft: it suffers without this';
}

/** The relationships in the words of their types, those first that say what the item needs. */
export function relationsOf(item: Related, types: readonly ConfigRelationshipType[]): Relation[] {
  const byId = new Map(types.map((type) => [String(type.id), type]));
  const relations = item.config_item_relationships.map(
    ({ config_relationship_type_id, config_item: { id, name } }) => {
      const type = byId.get(String(config_relationship_type_id));
      const written = { config_relationship_type_id, other_config_item_id: id };
      return { type, word: type?.name ?? 'is related to', id, name, written };
    },
  );
  const order: Place[] = ['needed', 'needs', 'beside'];
  return relations.sort((a, b) => order.indexOf(placeOf(a.type)) - order.indexOf(placeOf(b.type)));
}

function sameAs(input: Input | ConfigRelationshipWrite) {
  const keyOf = (one: Input) => `${one.config_relationship_type_id} ${one.other_config_item_id}`;
  return (one: ConfigRelationshipWrite) => keyOf({ ...one }) === keyOf({ ...input });
}

function writtenOf(item: Related): ConfigRelationshipWrite[] {
  return relationsOf(item, []).map(({ written }) => written);
}

export function isRelated(item: Related, input: Input | ConfigRelationshipWrite): boolean {
  return writtenOf(item).some(sameAs(input));
}

// v1 replaces the whole list, so that what is to stay is sent too.
export function withRelation(item: Related, input: Input): Input {
  return { config_relationships: [...writtenOf(item), input] };
}

export function withoutRelation(item: Related, written: ConfigRelationshipWrite): Input {
  const isRemoved = sameAs(written);
  return { config_relationships: writtenOf(item).filter((one) => !isRemoved(one)) };
}
