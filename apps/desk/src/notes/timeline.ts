import type { Id, NoteInRecord } from '@service-desk/client';
import type { NoteKind, NoteKinds } from './note-kind.ts';

/** A resource with notes, and how to refetch it. */
export interface Noted<Entity> {
  /** The ids of its parents and its own. */
  ids: Id[];
  entity: Entity;
  kinds: NoteKinds<Entity>;
  fetchLatest: () => Promise<Entity>;
  /** Updates the page after a write. */
  refresh: () => Promise<unknown>;
}

export interface TimelineEntry<Entity> {
  kind: NoteKind<Entity>;
  note: NoteInRecord;
}

/** All notes of a resource, oldest first; notes of the same second by id. */
export function timelineOf<Entity>({
  kinds,
  entity,
}: Pick<Noted<Entity>, 'kinds' | 'entity'>): TimelineEntry<Entity>[] {
  const entries = kinds.flatMap((kind) => kind.list(entity).map((note) => ({ kind, note })));
  return entries.sort(
    (a, b) =>
      Date.parse(a.note.created_at) - Date.parse(b.note.created_at) || compareIds(a.note.id, b.note.id),
  );
}

function compareIds(a: Id, b: Id): number {
  const [left, right] = [BigInt(a), BigInt(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The author of a note: a user of the account, or an external address. */
export function authorOf(note: Pick<NoteInRecord, 'user' | 'external_email'>): string {
  return note.user?.full_name || note.external_email || 'Unknown author';
}

/** The id of a note's HTML element. */
export function noteElementId(id: Id): string {
  return `note-${id}`;
}
