import type { Handlers } from '../../calls/call.ts';
import type { ReadContext } from '../../calls/context.ts';
import type { OperationId } from '../../generated/operations.ts';
import type { Id, RecordType } from '../../store/schema.ts';
import { noteHandlers } from '../notes/handlers.ts';
import { noteTypes } from '../notes/note-types.ts';
import type { Parent } from '../parents.ts';
import { watchHandlers } from '../watches/handlers.ts';
import { recordKinds } from './kinds.ts';
import { findRecord, parentRecord, recordTables, touchRecord } from './rows.ts';

/** The segments of the notes of each type of record, as the names of operations have them. */
interface NoteSegments {
  incident: 'symptoms' | 'resolutions' | 'comments';
  problem: 'symptoms' | 'rootCauses' | 'workarounds' | 'comments';
  change:
    | 'descriptions'
    | 'reasons'
    | 'comments'
    | 'changeNeeds'
    | 'implementationChangeInstructions'
    | 'implementationProgressNotes'
    | 'testReviewInstructions';
  release: 'components' | 'instructions' | 'backouts' | 'comments' | 'reviewInstructions';
}

/** The operations on the notes and watches of a type of record. */
type PartOperation<Type extends RecordType> = Extract<
  OperationId,
  `${Type}s.${NoteSegments[Type] | 'watches'}.${'list' | 'create' | 'get' | 'update' | 'delete'}`
>;

/** The handlers of the notes and watches of a type of record. */
function partHandlers<Type extends RecordType>(type: Type): Handlers<PartOperation<Type>> {
  const prefix = recordTables[type];
  async function parentOf(context: ReadContext, ids: Record<string, Id>): Promise<Parent> {
    return parentRecord(type, await findRecord(context, type, ids[`${type}_id`] as Id));
  }
  return {
    ...noteHandlers<PartOperation<Type>>({
      prefix,
      types: noteTypes[type],
      parentOf,
      touch: recordKinds[type].afterNote ?? ((context, { id }) => touchRecord(context, type, id)),
    }),
    ...watchHandlers<PartOperation<Type>>({ prefix, parentOf }),
  };
}

/** The handlers of the notes and watches of all records. */
export const recordParts: Handlers<{ [Type in RecordType]: PartOperation<Type> }[RecordType]> = {
  ...partHandlers('incident'),
  ...partHandlers('problem'),
  ...partHandlers('change'),
  ...partHandlers('release'),
};
