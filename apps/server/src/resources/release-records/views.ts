import { LINKS, type ReadContext } from '../../calls/context.ts';
import type { Schemas } from '../../generated/types.ts';
import { timestamp } from '../../rules/time.ts';
import { notesOf } from '../notes/rows.ts';
import { listedNotes } from '../notes/views.ts';
import { personsById } from '../users/views.ts';
import { parentReleaseRecord, type ReleaseRecordRow } from './rows.ts';

/** A release record in a list and inside its release. */
export function releaseRecordSummary(record: ReleaseRecordRow): Schemas['ReleaseRecordSummary'] {
  return {
    id: record.id,
    // In this link alone, the guide writes the release in the singular.
    release_record_link: `${LINKS}/release/${record.release_id}/records/${record.id}`,
    reference: record.reference,
    released_at: timestamp(record.released_at),
    released_to: record.released_to,
    release_status: record.release_status,
  };
}

/** A release record with its notes. */
export async function releaseRecordView(
  context: ReadContext,
  record: ReleaseRecordRow,
): Promise<Schemas['ReleaseRecord']> {
  const parent = parentReleaseRecord(record);
  const notes = await notesOf(context, parent);
  const person = await personsById(
    context,
    notes.map(({ user_id }) => user_id),
  );
  const listed = listedNotes(parent, notes, person);
  return {
    ...releaseRecordSummary(record),
    comments: listed('comment'),
    record_notes: listed('record_note'),
  };
}
