import type { RecordEvent } from '../../calls/context.ts';
import type { Schemas } from '../../generated/types.ts';
import type { RecordType } from '../../store/schema.ts';
import type { NoteRow } from './rows.ts';
import { noteView } from './views.ts';

/**
 * The event that a note was added to a record.
 *
 * @param view the note as the call returns it, if it does
 */
export function noteAdded(
  { type, id }: { type: RecordType; id: NoteRow['id'] },
  note: NoteRow,
  view?: Schemas['Note'],
): RecordEvent {
  return {
    record: { type, id },
    event: 'note_added',
    data: async (context) => ({ note_type: note.kind, note: view ?? (await noteView(context, note)) }),
  };
}
