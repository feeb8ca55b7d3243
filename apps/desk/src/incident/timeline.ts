import type { Id, Incident, NoteInRecord } from '@service-desk/client';

export const noteKinds = ['symptom', 'resolution', 'comment'] as const;
export type NoteKind = (typeof noteKinds)[number];

export interface TimelineEntry {
  kind: NoteKind;
  note: NoteInRecord;
}

/** All notes of an incident, of whatever kind, oldest first. Notes of the same second keep the order of their ids. */
export function timelineOf(
  incident: Pick<Incident, 'symptoms' | 'resolutions' | 'comments'>,
): TimelineEntry[] {
  const entries: TimelineEntry[] = [
    ...incident.symptoms.map(({ symptom }) => ({ kind: 'symptom' as const, note: symptom })),
    ...incident.resolutions.map(({ resolution }) => ({ kind: 'resolution' as const, note: resolution })),
    ...incident.comments.map(({ comment }) => ({ kind: 'comment' as const, note: comment })),
  ];
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
