import { suggestion } from './arguments.ts';
import { call, idsOf } from './calls.ts';
import { CallError } from './failure.ts';
import { rows } from './generated/resources.ts';
import { type FieldRow, noteKinds, notes, type ResourceName } from './resources.ts';
import type { Context, Target } from './tool.ts';
import { ENTRIES, LONGEST_RESULT, picked, TEXT_IN_RECORD, trimmed, type Values } from './trim.ts';

interface GetArguments extends Target {
  resource: ResourceName;
  id: number | string;
  columns?: string[];
  page?: number;
}

/** The id of the caller among the users. */
const ME = 'me';

/** Reads one record. */
export async function getRecord(values: GetArguments, context: Context): Promise<Values> {
  const { resource, id, columns, page = 1 } = values;
  const isCaller = resource === 'users' && id === ME;
  const ids = isCaller ? [] : idsOf('get', values);
  const verb = isCaller ? 'current' : 'get';
  const isPaged = resource === 'configTypes';
  const query = isPaged ? { values: { page, limit: ENTRIES } } : {};
  const record = (await call(context, resource, verb, ids, query)) as Values;
  if (columns) return { resource, record: whole(record, columns) };
  const more = Number(record.total_pages ?? 0) > page;
  return {
    ...recordResult(resource, record),
    ...(more && { more, hint: `More records: call again with page ${page + 1}.` }),
  };
}

/** The record that a call returned, without what an agent does not need. */
function recordResult(resource: string, record: unknown): Values {
  return { resource, record: trimmed(record, { text: TEXT_IN_RECORD, entries: ENTRIES }) };
}

/** Fields of a record in full. */
function whole(record: Values, columns: readonly string[]): Values {
  const known = Object.keys(record);
  const unknown = columns.find((column) => !known.includes(column.split('.', 1)[0] ?? ''));
  if (unknown !== undefined)
    throw new CallError(`the record has no field ${unknown}${suggestion(unknown, known)}`);
  const shown = trimmed(picked(record, columns), { text: Infinity, entries: Infinity }) as Values;
  const { length } = JSON.stringify(shown);
  if (length > LONGEST_RESULT && columns.length > 1)
    throw new CallError(`these columns have ${length} characters, more than a result may have: name fewer`);
  return length > LONGEST_RESULT
    ? (trimmed(shown, { text: LONGEST_RESULT, entries: ENTRIES }) as Values)
    : shown;
}

interface WriteArguments extends Target {
  resource: ResourceName;
  fields: Values;
  idempotency_key?: string;
}

/** Creates a record. */
export async function createRecord(values: WriteArguments, context: Context): Promise<Values> {
  const { resource, fields, idempotency_key: idempotencyKey } = values;
  const ids = idsOf('create', values);
  const input = { ...inputOf(resource, fields, rows[resource].create), idempotencyKey };
  return recordResult(resource, await call(context, resource, 'create', ids, input));
}

/** Changes fields of a record. */
export async function updateRecord(values: WriteArguments, context: Context): Promise<Values> {
  const { resource, fields } = values;
  const ids = idsOf('update', values);
  const input = inputOf(resource, fields, rows[resource].update);
  return recordResult(resource, await call(context, resource, 'update', ids, input));
}

/** Deletes a record, and returns its last state. */
export async function deleteRecord(values: Target, context: Context): Promise<Values> {
  const { resource } = values;
  const record = await call(context, resource, 'delete', idsOf('delete', values));
  return { ...recordResult(resource, record), deleted: true };
}

interface NoteArguments extends Target {
  kind?: string;
  note: string;
  idempotency_key?: string;
}

/** Writes a note of a record. */
export async function addNote(values: NoteArguments, context: Context): Promise<Values> {
  const { resource, kind = 'comments', note, idempotency_key: idempotencyKey } = values;
  const notesOf = `${resource}.${kind}` as ResourceName;
  if (!notes.includes(notesOf)) {
    const own = noteKinds.filter((each) => notes.includes(`${resource}.${each}` as ResourceName));
    throw new CallError(`${resource} has no ${kind}; its notes are ${own.join(', ')}`);
  }
  // The ids of the record that gets the note are those above the note.
  const ids = idsOf('get', values);
  const input = { values: { note }, idempotencyKey };
  return recordResult(notesOf, await call(context, notesOf, 'create', ids, input));
}

/**
 * The input of a write, with each field where it belongs.
 *
 * @throws CallError that names a field that does not exist: a provider may ignore it, and the agent would not notice
 */
function inputOf(resource: string, fields: Values, known: Readonly<Record<string, FieldRow>> = {}) {
  const unknown = Object.keys(fields).filter((name) => !Object.hasOwn(known, name));
  if (unknown.length > 0) {
    const faults = unknown.map(
      (name) => `${resource} has no field ${name}${suggestion(name, Object.keys(known))}`,
    );
    throw new CallError(faults.join('\n'));
  }
  const entries = Object.entries(fields);
  const isQuery = ([name]: [string, unknown]) => known[name]?.query === true;
  const query = entries.filter(isQuery);
  return {
    values: Object.fromEntries(entries.filter((entry) => !isQuery(entry))),
    ...(query.length > 0 && { query: Object.fromEntries(query) }),
  };
}
