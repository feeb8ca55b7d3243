import type { Selectable } from 'kysely';
import type { ReadContext, WriteContext } from '../../calls/context.ts';
import { found } from '../../calls/faults.ts';
import { trimmedAddress } from '../../mail-addresses.ts';
import { isGiven } from '../../rules/values.ts';
import { prepared, preparedRows } from '../../store/prepared.ts';
import type { Id, NotesTable, ParentType } from '../../store/schema.ts';
import { nextNumber } from '../../store/sequences.ts';
import type { Db } from '../../store/store.ts';
import type { Parent } from '../parents.ts';
import { findActiveUser } from '../users/rows.ts';

export type NoteRow = Selectable<NotesTable>;

/** What a call says about a note. */
export interface NoteInput {
  note?: string;
  user_id?: Id | null;
  external_email?: string;
}

const BLANK_NOTE = 'The note parameter must be specified for this call';

/** Seconds in which the same text, posted again, is taken for the note that a create made of it. */
const REPOSTED_WITHIN = 60;

/** The notes of a record of one kind, or of all, oldest first. */
export async function notesOf({ db }: ReadContext, parent: Parent, kind?: string): Promise<NoteRow[]> {
  return notesOfParent(db, { type: parent.type, id: parent.id, kind });
}

const notesOfParent = preparedRows(
  (db, { type, id, kind }: { type: ParentType; id: Id; kind: string | undefined }) => {
    let query = db.from('notes').selectAll().where('parent_type', '=', type).where('parent_id', '=', id);
    if (kind) query = query.where('kind', '=', kind);
    return query.orderBy('created_at').orderBy('id');
  },
);

/** The notes of these parents of all kinds, oldest first. */
export async function notesOfEach(
  { db }: ReadContext,
  type: ParentType,
  ids: readonly Id[],
): Promise<NoteRow[]> {
  if (ids.length === 0) return [];
  return db
    .from('notes')
    .selectAll()
    .where('parent_type', '=', type)
    .where('parent_id', 'in', ids)
    .orderBy('created_at')
    .orderBy('id')
    .execute();
}

/** The newest note of each of these records. */
export async function newestNotes(
  { db }: ReadContext,
  type: ParentType,
  ids: readonly Id[],
): Promise<Map<Id, NoteRow>> {
  if (ids.length === 0) return new Map();
  const rows = await newestOfParents(db, { type, ids });
  return new Map(rows.map((row) => [row.parent_id, row]));
}

const newestOfParents = preparedRows((db, { type, ids }: { type: ParentType; ids: readonly Id[] }) =>
  db
    .from('notes')
    .selectAll()
    .where('parent_type', '=', type)
    .where('parent_id', 'in', ids)
    .where('id', '=', (eb) =>
      eb
        .selectFrom('notes as other')
        .select('other.id')
        .whereRef('other.account_id', '=', 'notes.account_id')
        .whereRef('other.parent_type', '=', 'notes.parent_type')
        .whereRef('other.parent_id', '=', 'notes.parent_id')
        .orderBy('other.created_at', 'desc')
        .orderBy('other.id', 'desc')
        .limit(1),
    ),
);

/**
 * A note by its id.
 *
 * @throws CallError when the parent has no note of this kind with that id
 */
export async function findNote(context: ReadContext, parent: Parent, kind: string, id: Id): Promise<NoteRow> {
  const { db } = context;
  const note = await db
    .from('notes')
    .selectAll()
    .where('id', '=', id)
    .where('parent_type', '=', parent.type)
    .where('parent_id', '=', parent.id)
    .where('kind', '=', kind)
    .executeTakeFirst();
  return found(note, kind.replaceAll('_', ' '));
}

/**
 * Writes a note, and answers it with whether it is new: who just created the record with this very text gets the note
 * that is there.
 */
export async function createNote(
  context: WriteContext,
  parent: Parent,
  kind: string,
  input: NoteInput,
): Promise<{ note: NoteRow; changed: boolean }> {
  const { note = '' } = input;
  if (note === '') context.faults.say('note', BLANK_NOTE);
  const author = await authorOf(context, input);
  context.faults.throwIfAny();
  const known = await justCreated(context, parent, kind, note);
  if (known) return { note: known, changed: false };
  const fields = { note, ...author, created_with: null };
  return { note: await insertNote(context, parent, kind, fields), changed: true };
}

/** Writes the note that a plain text on a create or an update becomes. */
async function noteFromText(
  context: WriteContext,
  parent: Parent,
  kind: string,
  text: string,
  { creating }: { creating: boolean },
): Promise<NoteRow> {
  const { person, token } = context.caller;
  const created_with = creating ? token : null;
  return insertNote(context, parent, kind, { note: text, user_id: person, external_email: '', created_with });
}

/** The plain texts of a call, by kind of note, become notes; answers those that were written. */
export async function notesFromTexts(
  context: WriteContext,
  parent: Parent,
  texts: Readonly<Record<string, string | undefined>>,
  when: { creating: boolean },
): Promise<NoteRow[]> {
  const written: NoteRow[] = [];
  for (const [kind, text] of Object.entries(texts)) {
    if (text) written.push(await noteFromText(context, parent, kind, text, when));
  }
  return written;
}

/**
 * Copies notes of some records to another one, oldest first, with their authors and times.
 *
 * @param kinds which kinds are copied, and what they become
 */
export async function copyNotes(
  context: WriteContext,
  from: readonly Pick<Parent, 'type' | 'id'>[],
  to: Parent,
  kinds: Readonly<Record<string, string>>,
): Promise<void> {
  const notes: NoteRow[] = [];
  for (const { type, id } of from) notes.push(...(await notesOfEach(context, type, [id])));
  notes.sort((a, b) => a.created_at - b.created_at || (a.id < b.id ? -1 : 1));
  for (const { kind, note, user_id, external_email, created_at } of notes) {
    const copy = kinds[kind];
    const fields = { note, user_id, external_email, created_with: null };
    if (copy) await insertNote({ ...context, now: created_at }, to, copy, fields);
  }
}

async function insertNote(
  { db, caller, now }: WriteContext,
  parent: Parent,
  kind: string,
  fields: Pick<NoteRow, 'note' | 'user_id' | 'external_email' | 'created_with'>,
): Promise<NoteRow> {
  const row: NoteRow = {
    account_id: caller.account,
    id: await nextNumber(db, 'note'),
    parent_type: parent.type,
    parent_id: parent.id,
    kind,
    ...fields,
    created_at: now,
    updated_at: now,
  };
  await storeNote(db.source, { ...row });
  return row;
}

const storeNote = prepared((db: Db, row: { [Name in keyof NoteRow]: NoteRow[Name] }) =>
  db.insertInto('notes').values(row),
);

/** Changes a note, and answers it with whether anything changed. */
export async function updateNote(
  context: WriteContext,
  note: NoteRow,
  input: NoteInput,
): Promise<{ note: NoteRow; changed: boolean }> {
  const { db, now, faults } = context;
  const isEmpty = Object.keys(input).length === 0 && !faults.has('user_id', 'external_email');
  if (isEmpty || input.note === '') faults.say('note', BLANK_NOTE);
  const next: NoteRow = { ...note, note: input.note ?? note.note };
  if (isGiven(input.user_id) || input.external_email || clearsAuthor(note, input)) {
    Object.assign(next, await authorOf(context, input, note.user_id));
  }
  faults.throwIfAny();
  const changed =
    next.note !== note.note || next.user_id !== note.user_id || next.external_email !== note.external_email;
  if (!changed) return { note, changed };
  next.updated_at = now;
  await db.update('notes').set(next).where('id', '=', note.id).execute();
  return { note: next, changed };
}

/** A blank author's address takes the note back to the caller; a note that has none is left alone. */
function clearsAuthor(note: NoteRow, { external_email }: NoteInput): boolean {
  return external_email === '' && note.external_email !== '';
}

/** Removes a note. */
export async function deleteNote({ db }: WriteContext, note: NoteRow): Promise<void> {
  await db.remove('notes').where('id', '=', note.id).execute();
}

/**
 * The author: a user of the account, otherwise an address outside of it, otherwise the caller.
 *
 * @param before who wrote it so far
 */
async function authorOf(
  context: ReadContext,
  { user_id, external_email: sent }: NoteInput,
  before?: Id | null,
): Promise<Pick<NoteRow, 'user_id' | 'external_email'>> {
  if (isGiven(user_id)) {
    if (user_id !== before && (await findActiveUser(context, user_id))?.kind !== 'user') {
      context.faults.notFound('user_id', 'user');
    }
    return { user_id, external_email: '' };
  }
  const external_email = trimmedAddress(sent);
  if (external_email) return { user_id: null, external_email };
  return { user_id: context.caller.person, external_email: '' };
}

async function justCreated(
  { db, caller, now }: WriteContext,
  parent: Parent,
  kind: string,
  text: string,
): Promise<NoteRow | undefined> {
  return db
    .from('notes')
    .selectAll()
    .where('parent_type', '=', parent.type)
    .where('parent_id', '=', parent.id)
    .where('kind', '=', kind)
    .where('created_with', '=', caller.token)
    .where('created_at', '>=', now - REPOSTED_WITHIN)
    .where('note', '=', text)
    .orderBy('id')
    .executeTakeFirst();
}
