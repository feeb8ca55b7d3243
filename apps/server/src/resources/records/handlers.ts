import type { Handlers, ReadCall, WriteCall } from '../../calls/call.ts';
import type { WriteContext } from '../../calls/context.ts';
import type { OperationId } from '../../generated/operations.ts';
import type { Id, RecordType } from '../../store/schema.ts';
import { linkRecords } from '../links/rows.ts';
import { noteAdded } from '../notes/note-events.ts';
import { notesFromTexts } from '../notes/rows.ts';
import { notify } from '../notifications/notifying.ts';
import type { Base, RecordInput } from './kind.ts';
import { recordKinds } from './kinds.ts';
import { listRecords, type RecordQuery } from './lists.ts';
import { eventsBetween } from './record-events.ts';
import { findRecord, insertRecord, parentRecord, type RecordRows, recordTables, saveRecord } from './rows.ts';
import { recordSummaries, recordView } from './views.ts';
import { changedRecord, newRecord, textsOf } from './write.ts';

type Operation<Type extends RecordType> = Extract<
  OperationId,
  `${Type}s.${'list' | 'create' | 'get' | 'update'}`
>;

type ListCall = ReadCall & { query: RecordQuery };
type GetCall = ReadCall & { ids: { id: Id } };
type BodyCall<Type extends RecordType> = WriteCall & { ids: { id: Id }; body: RecordInput<Type> };

/** The handlers of a type of record. What differs between the types is in {@link recordKinds}. */
function recordHandlers<Type extends RecordType>(type: Type): Handlers<Operation<Type>> {
  const table = recordTables[type];
  const { fields, bases, afterTexts } = recordKinds[type];
  const handlers = {
    async list(call: ListCall) {
      const { totals, rows } = await listRecords(call, type, call.query);
      return { ...totals, [table]: await recordSummaries(call, type, rows) };
    },

    async get(call: GetCall) {
      return { [type]: await recordView(call, type, await findRecord(call, type, call.ids.id)) };
    },

    create: (call: BodyCall<Type>) =>
      call.write(async (context) => {
        const origins = (await bases?.find(context, call.body)) ?? [];
        const input = bases ? bases.complete(context, call.body, origins[0]) : call.body;
        const record = await newRecord(context, type, input, origins[0]);
        context.faults.throwIfAny();
        const inserted = await insertRecord(context, type, record);
        await bases?.copyNotes(context, inserted, origins, call.body);
        await writeParts(context, inserted, origins, call.body, { creating: true });
        return respond(context, undefined, inserted, call.body);
      }),

    update: (call: BodyCall<Type>) =>
      call.write(async (context) => {
        const before = await findRecord(context, type, call.ids.id);
        const origins = (await bases?.find(context, call.body)) ?? [];
        const after = await changedRecord(context, type, before, call.body);
        context.faults.throwIfAny();
        const active = await writeParts(context, before, origins, call.body, { creating: false });
        const updated = await saveRecord(context, type, before, after, { active });
        return respond(context, before, updated, call.body);
      }),
  };

  /** Links a record to its bases, and makes notes of the texts of a call; returns whether there were any. */
  async function writeParts(
    context: WriteContext,
    record: RecordRows[Type],
    origins: readonly Base[],
    input: RecordInput<Type>,
    when: { creating: boolean },
  ): Promise<boolean> {
    const parent = parentRecord(type, record);
    for (const base of origins) await linkRecords(context, parent, { type: base.type, id: base.record.id });
    const notes = await notesFromTexts(context, parent, textsOf(fields, input), when);
    for (const note of notes) context.events.push(noteAdded(parent, note));
    return notes.length > 0;
  }

  /** Notifies people and webhooks of what a call did to a record, and shows it. */
  async function respond(
    context: WriteContext,
    before: RecordRows[Type] | undefined,
    stored: RecordRows[Type],
    input: RecordInput<Type>,
  ) {
    const record = afterTexts ? await afterTexts(context, stored, input) : stored;
    const view = await recordView(context, type, await notify(context, type, before, record, input));
    for (const event of eventsBetween(before, record))
      context.events.push({ record: { type, id: record.id }, event });
    for (const event of context.events) event.view = view;
    return { [type]: view };
  }

  const named = Object.entries(handlers).map(([verb, handler]) => [`${table}.${verb}`, handler]);
  return Object.fromEntries(named) as Handlers<Operation<Type>>;
}

/** The handlers of all records. */
export const records: Handlers<Operation<RecordType>> = {
  ...recordHandlers('incident'),
  ...recordHandlers('problem'),
  ...recordHandlers('change'),
  ...recordHandlers('release'),
};
