import type { Handlers } from '../../calls/call.ts';
import type { ReadContext } from '../../calls/context.ts';
import type { OperationId } from '../../generated/operations.ts';
import type { Id } from '../../store/schema.ts';
import { noteHandlers } from '../notes/handlers.ts';
import { noteTypes } from '../notes/note-types.ts';
import type { Parent } from '../parents.ts';
import { watchHandlers } from '../watches/handlers.ts';
import { findConfigItem, parentConfigItem } from './rows.ts';

type PartOperation = Extract<OperationId, `configItems.${'comments' | 'watches'}.${string}`>;

async function parentOf(context: ReadContext, { config_item_id }: Record<string, Id>): Promise<Parent> {
  return parentConfigItem(await findConfigItem(context, config_item_id as Id));
}

/** The notes and watches of config items. */
export const configItemParts: Handlers<PartOperation> = {
  ...noteHandlers<PartOperation>({
    prefix: 'configItems',
    types: noteTypes.config_item,
    parentOf,
    // A config item keeps no moment at which something last happened on it.
    touch: async () => {},
  }),
  ...watchHandlers<PartOperation>({ prefix: 'configItems', parentOf }),
};
