import type { Handlers, ReadCall, WriteCall } from '../../calls/call.ts';
import type { ReadContext, WriteContext } from '../../calls/context.ts';
import type { OperationId } from '../../generated/operations.ts';
import type { Schemas } from '../../generated/types.ts';
import type { Id } from '../../store/schema.ts';
import { isRecord, type Parent } from '../parents.ts';
import { personsById } from '../users/views.ts';
import { noteAdded } from './note-events.ts';
import type { NoteEvent, NoteType } from './note-types.ts';
import {
  createNote,
  deleteNote,
  findNote,
  type NoteInput,
  type NoteRow,
  notesOf,
  updateNote,
} from './rows.ts';
import { noteInRecord, noteView } from './views.ts';

type Ids = Record<string, Id>;

/** Where notes hang: how their parent is found, and what happens to it when one is written. */
export interface NotesOf {
  /** What the names of the operations begin with: `incidents`. */
  prefix: string;
  /** The kinds of notes that it has. */
  types: readonly NoteType[];
  /** Finds the parent by the ids of the path, or throws that it is not there. */
  parentOf(context: ReadContext, ids: Ids): Promise<Parent>;
  /** Says that something happened on the parent. */
  touch(context: WriteContext, parent: Parent, event: NoteEvent): Promise<void>;
}

/** Calls about notes, of whichever parent and kind. */
type ReadNote = ReadCall & { ids: Ids; query: { note_type?: string } };
type WriteNote = WriteCall & { ids: Ids; query: { note_type?: string }; body: NoteInput };

/** The handlers of all kinds of notes under one parent. A note stands under the path's kind, whatever kind it is. */
export function noteHandlers<Operation extends OperationId>(notes: NotesOf): Handlers<Operation> {
  const handlers = notes.types.flatMap((type) =>
    Object.entries(handlersOf(notes, type)).map(([verb, handler]) => [
      `${notes.prefix}.${camelCase(type.path)}.${verb}`,
      handler,
    ]),
  );
  return Object.fromEntries(handlers) as Handlers<Operation>;
}

function camelCase(path: string): string {
  return path.replaceAll(/_(\w)/g, (_all, letter: string) => letter.toUpperCase());
}

function handlersOf({ types, parentOf, touch }: NotesOf, inPath: NoteType) {
  /** `note_type` wins over the kind in the path, in the singular or plural. */
  function kindOf({ note_type }: { note_type?: string }): string {
    const named = types.find(({ path, kind, wrapper, secondNames = [] }) =>
      [path, kind, wrapper, ...secondNames].includes(note_type ?? ''),
    );
    return (named ?? inPath).kind;
  }
  /** The note that a call is about. One of an unknown kind is not looked up. */
  async function foundNote(context: ReadContext, parent: Parent, { query, ids }: ReadNote): Promise<NoteRow> {
    if (context.faults.has('note_type')) context.faults.throwIfAny();
    return findNote(context, parent, kindOf(query), lastId(ids));
  }
  const wrapped = (note: Schemas['Note']) => ({ [inPath.wrapper]: note });

  return {
    async list(call: ReadNote) {
      const parent = await parentOf(call, call.ids);
      const rows = await notesOf(call, parent, inPath.kind);
      const person = await personsById(
        call,
        rows.map(({ user_id }) => user_id),
      );
      return { [inPath.path]: rows.map((note) => ({ [inPath.listed]: noteInRecord(note, parent, person) })) };
    },
    create: (call: WriteNote) =>
      call.write(async (context) => {
        const parent = await parentOf(context, call.ids);
        const { note, changed } = await createNote(context, parent, kindOf(call.query), call.body);
        if (changed) await touch(context, parent, { kind: note.kind, verb: 'create' });
        const view = await noteView(context, note);
        if (changed && isRecord(parent)) context.events.push(noteAdded(parent, note, view));
        return wrapped(view);
      }),
    async get(call: ReadNote) {
      const parent = await parentOf(call, call.ids);
      return wrapped(await noteView(call, await foundNote(call, parent, call)));
    },
    update: (call: WriteNote) =>
      call.write(async (context) => {
        const parent = await parentOf(context, call.ids);
        const before = await foundNote(context, parent, call);
        const { note, changed } = await updateNote(context, before, call.body);
        if (changed) await touch(context, parent, { kind: note.kind, verb: 'update' });
        return wrapped(await noteView(context, note));
      }),
    delete: (call: WriteNote) =>
      call.write(async (context) => {
        const parent = await parentOf(context, call.ids);
        const note = await foundNote(context, parent, call);
        const view = await noteView(context, note);
        await deleteNote(context, note);
        await touch(context, parent, { kind: note.kind, verb: 'delete' });
        return wrapped(view);
      }),
  };
}

function lastId({ id }: Ids): Id {
  return id as Id;
}
