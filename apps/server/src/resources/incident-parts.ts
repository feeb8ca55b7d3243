import type { OperationId } from '../generated/operations.ts';
import type { Context } from '../records/context.ts';
import { noteTypes } from '../records/note-types.ts';
import type { Parent } from '../records/parents.ts';
import { findRecord, parentRecord, touchRecord } from '../records/records.ts';
import type { Id } from '../store/schema.ts';
import type { Handlers } from './call.ts';
import { noteHandlers } from './notes.ts';
import { watchHandlers } from './watches.ts';

type PartOperation = Extract<OperationId, `incidents.${string}.${string}`>;

async function parentOf(context: Context, { incident_id }: Record<string, Id>): Promise<Parent> {
  return parentRecord('incident', await findRecord(context, 'incident', incident_id as Id));
}

/** The notes and watches of incidents. */
export const incidentParts: Handlers<PartOperation> = {
  ...noteHandlers<PartOperation>({
    prefix: 'incidents',
    types: noteTypes.incident,
    parentOf,
    touch: (context, { id }) => touchRecord(context, 'incident', id),
  }),
  ...watchHandlers<PartOperation>({ prefix: 'incidents', parentOf }),
};
