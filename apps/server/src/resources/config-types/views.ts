import { LINKS } from '../../calls/context.ts';
import type { Schemas } from '../../generated/types.ts';
import type { ConfigRelationshipTypeRow, ConfigTypeRow } from './rows.ts';

/** A config type as items and other types name it. */
export function configTypeRef({ id, name }: ConfigTypeRow): Schemas['ConfigTypeRef'] {
  return { id, name, config_type_link: `${LINKS}/config_types/${id}` };
}

/** A config relationship type in their list. */
export function configRelationshipTypeView(
  type: ConfigRelationshipTypeRow,
): Schemas['ConfigRelationshipType'] {
  return {
    id: type.id,
    name: type.name,
    primary: type.primary === 1,
    dependency_type: type.dependency_type,
    opposite_config_relationship_type_id: type.opposite_id,
  };
}
