import type { Id, Note, ServiceDesk } from '@service-desk/client';
import type { NoteKind } from './timeline.ts';

export const kindLabels: Record<NoteKind, string> = {
  symptom: 'Symptom',
  resolution: 'Resolution',
  comment: 'Comment',
};

interface NoteCalls {
  create(incidentId: Id, input: { note: string }): Promise<Note>;
  update(incidentId: Id, id: Id, input: { note: string }): Promise<Note>;
  delete(incidentId: Id, id: Id): Promise<Note>;
}

/** The calls for one kind of notes. */
export function notesOf(desk: ServiceDesk, kind: NoteKind): NoteCalls {
  const { symptoms, resolutions, comments } = desk.incidents;
  return { symptom: symptoms, resolution: resolutions, comment: comments }[kind];
}
