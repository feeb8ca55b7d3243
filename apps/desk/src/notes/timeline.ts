import type { Id, NoteInRecord } from '@service-desk/client';
import type { NoteKind, NoteKinds } from './note-kind.ts';

/** A thing with notes, and how to read it again. */
export interface Noted<Thing> {
  /** What it is called in a sentence, such as `incident`. */
  noun: string;
  /** The ids under which its notes are written: its own, and before it those of what it is part of. */
  ids: Id[];
  thing: Thing;
  kinds: NoteKinds<Thing>;
  /** Reads it as it is now. */
  reread: () => Promise<Thing>;
  /** Has it shown as it is after a write. */
  refresh: () => Promise<unknown>;
}

export interface TimelineEntry<Thing> {
  kind: NoteKind<Thing>;
  note: NoteInRecord;
}

/** All notes of a thing, of whatever kind, oldest first. Notes of the same second keep the order of their ids. */
export function timelineOf<Thing>({
  kinds,
  thing,
}: Pick<Noted<Thing>, 'kinds' | 'thing'>): TimelineEntry<Thing>[] {
  const entries = kinds.flatMap((kind) => kind.list(thing).map((note) => ({ kind, note })));
  return entries.sort(
    (a, b) =>
      Date.parse(a.note.created_at) - Date.parse(b.note.created_at) || compareIds(a.note.id, b.note.id),
  );
}

function compareIds(a: Id, b: Id): number {
  const [left, right] = [BigInt(a), BigInt(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Who wrote a note: a user of the account, else an address outside it. */
export function authorOf(note: Pick<NoteInRecord, 'user' | 'external_email'>): string {
  return note.user?.full_name || note.external_email || 'Unknown author';
}

/** The id of a note's element in the page. */
export function noteElementId(id: Id): string {
  return `note-${id}`;
}
