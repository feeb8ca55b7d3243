import type { OperationId } from '../generated/operations.ts';
import { findConfigItem, parentConfigItem } from '../records/config-items.ts';
import type { ReadContext } from '../records/context.ts';
import { noteTypes } from '../records/note-types.ts';
import type { Parent } from '../records/parents.ts';
import type { Id } from '../store/schema.ts';
import type { Handlers } from './call.ts';
import { noteHandlers } from './notes.ts';
import { watchHandlers } from './watches.ts';

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
