import type { Schemas } from '../generated/types.ts';
import type { Context } from '../records/context.ts';
import { findIncident, touchIncident } from '../records/incidents.ts';
import {
  createNote,
  deleteNote,
  findNote,
  noteInRecord,
  notesOf,
  noteView,
  updateNote,
} from '../records/notes.ts';
import { personsById } from '../records/people.ts';
import type { NoteKind } from '../store/schema.ts';
import type { Call, Handlers } from './call.ts';

type Verb = 'list' | 'create' | 'get' | 'update' | 'delete';

/** The operations of one kind of note, so named in the path. */
type NoteOperation<Kind extends NoteKind> = `incidents.${Kind}s.${Verb}`;

/** `note_type` wins over the kind in the path, in the singular or plural. */
function kindOf(query: { note_type?: string }, inPath: NoteKind): NoteKind {
  return (query.note_type?.replace(/s$/, '') as NoteKind | undefined) ?? inPath;
}

async function parentOf(context: Context, id: Call<'incidents.get'>['ids']['id']) {
  const incident = await findIncident(context, id);
  return { type: 'incident', id: incident.id } as const;
}

/** The handlers of one kind of note. A note stands under the path's kind, whatever kind it is. */
function handlersOf<Kind extends NoteKind>(inPath: Kind) {
  const wrapped = (note: Schemas['Note']) => ({ [inPath]: note });
  const handlers = {
    async list(call: Call<'incidents.symptoms.list'>) {
      const notes = await notesOf(call, await parentOf(call, call.ids.incident_id), inPath);
      const person = await personsById(
        call,
        notes.map(({ user_id }) => user_id),
      );
      return { [`${inPath}s`]: notes.map((note) => ({ [inPath]: noteInRecord(note, person) })) };
    },
    create: (call: Call<'incidents.symptoms.create'>) =>
      call.write(async (context) => {
        const parent = await parentOf(context, call.ids.incident_id);
        const { note, changed } = await createNote(context, parent, kindOf(call.query, inPath), call.body);
        if (changed) await touchIncident(context, parent.id);
        return wrapped(await noteView(context, note));
      }),
    async get(call: Call<'incidents.symptoms.get'>) {
      const parent = await parentOf(call, call.ids.incident_id);
      call.faults.throwIfAny();
      const note = await findNote(call, parent, kindOf(call.query, inPath), call.ids.id);
      return wrapped(await noteView(call, note));
    },
    update: (call: Call<'incidents.symptoms.update'>) =>
      call.write(async (context) => {
        const parent = await parentOf(context, call.ids.incident_id);
        const before = await findNote(context, parent, kindOf(call.query, inPath), call.ids.id);
        const { note, changed } = await updateNote(context, before, call.body);
        if (changed) await touchIncident(context, parent.id);
        return wrapped(await noteView(context, note));
      }),
    delete: (call: Call<'incidents.symptoms.delete'>) =>
      call.write(async (context) => {
        const parent = await parentOf(context, call.ids.incident_id);
        const note = await findNote(context, parent, kindOf(call.query, inPath), call.ids.id);
        const view = await noteView(context, note);
        await deleteNote(context, note);
        await touchIncident(context, parent.id);
        return wrapped(view);
      }),
  };
  const named = Object.entries(handlers).map(([verb, handler]) => [`incidents.${inPath}s.${verb}`, handler]);
  return Object.fromEntries(named) as unknown as Handlers<NoteOperation<Kind>>;
}

export const incidentNotes: Handlers<NoteOperation<NoteKind>> = {
  ...handlersOf('symptom'),
  ...handlersOf('resolution'),
  ...handlersOf('comment'),
};
