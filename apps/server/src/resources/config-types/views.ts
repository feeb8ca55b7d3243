import { LINKS } from '../../calls/context.ts';
import type { Schemas } from '../../generated/types.ts';
import type { ConfigTypeRow } from './rows.ts';

/** A config type as items and other types name it. */
export function configTypeRef({ id, name }: ConfigTypeRow): Schemas['ConfigTypeRef'] {
  return { id, name, config_type_link: `${LINKS}/config_types/${id}` };
}
