import type { ReadContext } from '../../calls/context.ts';
import type { Schemas } from '../../generated/types.ts';
import { timestamp } from '../../rules/time.ts';
import type { Id } from '../../store/schema.ts';
import type { Parent } from '../parents.ts';
import { personsById } from '../users/views.ts';
import { noteTypeOf } from './note-types.ts';
import type { NoteRow } from './rows.ts';

/** A note as its record shows it. */
type NoteInRecord = Schemas['NoteInRecord'];

/** An entry of a list of notes inside their record, by what wraps each. */
type NoteItem<Listed extends string> = Extract<
  Schemas[Extract<keyof Schemas, `${string}Item`>],
  Record<Listed, NoteInRecord>
>;

/** What stands in place of the newest note where there is none: clients read its fields without a check. */
export const NO_NOTE: Schemas['NoNote'] = {
  id: null,
  created_at: '',
  note: '',
  user: null,
  external_email: '',
};

/** A note on its own. */
export async function noteView(context: ReadContext, note: NoteRow): Promise<Schemas['Note']> {
  const person = await personsById(context, [note.user_id]);
  return {
    id: note.id,
    created_at: timestamp(note.created_at),
    updated_at: timestamp(note.updated_at),
    note: note.note,
    user: person(note.user_id),
    external_email: note.external_email,
  };
}

/** A note inside its record, where it has its link. */
export function noteInRecord(
  note: NoteRow,
  parent: Parent,
  person: (id: Id | null) => Schemas['Person'] | null,
): NoteInRecord {
  const { path, link } = noteTypeOf(parent.type, note.kind);
  return {
    id: note.id,
    created_at: timestamp(note.created_at),
    note: note.note,
    [link]: `${parent.link}/${path}/${note.id}`,
    user: person(note.user_id),
    external_email: note.external_email,
  };
}

/** Lists the notes of a record by what wraps each: of an incident, `listed('symptom')` gives its symptoms. */
export function listedNotes(
  parent: Parent,
  notes: readonly NoteRow[],
  person: (id: Id | null) => Schemas['Person'] | null,
): <Listed extends string>(listed: Listed) => NoteItem<Listed>[] {
  return <Listed extends string>(listed: Listed) =>
    notes
      .filter(({ kind }) => noteTypeOf(parent.type, kind).listed === listed)
      .map((note) => ({ [listed]: noteInRecord(note, parent, person) }) as NoteItem<Listed>);
}
