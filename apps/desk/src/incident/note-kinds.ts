import type { Id, Note } from '@service-desk/client';
import type { MutationOperation, Queries } from '@service-desk/client/react';
import type { NoteKind } from './timeline.ts';

export const kindLabels: Record<NoteKind, string> = {
  symptom: 'Symptom',
  resolution: 'Resolution',
  comment: 'Comment',
};

interface NoteMutations {
  create: MutationOperation<{ incident_id: Id; input: { note: string } }, Note>;
  update: MutationOperation<{ incident_id: Id; id: Id; input: { note: string } }, Note>;
  delete: MutationOperation<{ incident_id: Id; id: Id }, Note>;
}

/** What writes one kind of notes. */
export function notesOf(queries: Queries, kind: NoteKind): NoteMutations {
  const { symptoms, resolutions, comments } = queries.incidents;
  return { symptom: symptoms, resolution: resolutions, comment: comments }[kind];
}

/** The id of a note's element in the page. */
export function noteElementId(id: Id): string {
  return `note-${id}`;
}
