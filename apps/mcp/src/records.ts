import { suggestion } from './arguments.ts';
import { callMethod, pathIds } from './client-calls.ts';
import { ToolCallError } from './failure.ts';
import { rows } from './generated/resources.ts';
import { noteKinds, notes } from './resources.ts';
import type { FieldRow, ResourceName } from './rows.ts';
import type { ToolContext, ToolTarget } from './tool.ts';
import {
  LONGEST_FIELD,
  LONGEST_RESULT,
  MAX_LIST_ENTRIES,
  picked,
  type RecordValues,
  TEXT_IN_LIST,
  TEXT_IN_RECORD,
  type Trimming,
  trimmed,
} from './trim.ts';

interface GetArguments extends ToolTarget {
  resource: ResourceName;
  id: string;
  columns?: string[];
  page?: number;
}

/** The id of the caller among the users. */
const ME = 'me';

/** Reads one record. */
export async function getRecord(values: GetArguments, context: ToolContext): Promise<RecordValues> {
  const { resource, id, columns, page = 1 } = values;
  const isCaller = resource === 'users' && id === ME;
  const ids = isCaller ? [] : pathIds('get', values);
  const verb = isCaller ? 'current' : 'get';
  const isPaged = resource === 'configTypes';
  const query = isPaged ? { values: { page, limit: MAX_LIST_ENTRIES } } : {};
  const record = (await callMethod(context, resource, verb, ids, query)) as RecordValues;
  if (columns) return { resource, ...chosen(record, columns) };
  const more = Number(record.total_pages ?? 0) > page;
  return { ...recordResult(resource, record), ...(more && { more, next_page: page + 1 }) };
}

/** The record that a call returned, without what an agent does not need. */
function recordResult(resource: string, record: unknown): RecordValues {
  return { resource, ...fitted(record, USUAL, LONGEST_RESULT) };
}

/** Fields of a record in full, if they are not too long. */
function chosen(record: RecordValues, columns: readonly string[]): RecordValues {
  const known = Object.keys(record);
  const unknown = columns.find((column) => !known.includes(column.split('.', 1)[0] ?? ''));
  if (unknown !== undefined)
    throw new ToolCallError(`the record has no field ${unknown}${suggestion(unknown, known)}`);
  return fitted(picked(record, columns), [WHOLE, ...USUAL], LONGEST_FIELD);
}

const WHOLE: Trimming = { text: Infinity, entries: Infinity };
/** From the usual to what remains of a record with many long notes. */
const USUAL: readonly Trimming[] = [TEXT_IN_RECORD, 500, TEXT_IN_LIST, 50].map((text) => ({
  text,
  entries: MAX_LIST_ENTRIES,
}));

/** A record, as much of it as is not too long. */
function fitted(record: unknown, trimmings: readonly Trimming[], longest: number): RecordValues {
  for (const trimming of trimmings) {
    const shown = trimmed(record, trimming);
    if (JSON.stringify(shown).length > longest) continue;
    const isCut = trimming !== trimmings[0];
    const hint = `The record is long, so texts end after ${trimming.text} characters. Name fewer columns, or get its notes one by one.`;
    return { record: shown, ...(isCut && { hint }) };
  }
  throw new ToolCallError(
    `the result would have more than ${longest} characters: name columns, or fewer of them`,
  );
}

interface WriteArguments extends ToolTarget {
  resource: ResourceName;
  fields: RecordValues;
  idempotency_key?: string;
}

/** Creates a record. */
export async function createRecord(values: WriteArguments, context: ToolContext): Promise<RecordValues> {
  const { resource, fields, idempotency_key: idempotencyKey } = values;
  const ids = pathIds('create', values);
  const input = { ...inputOf(resource, fields, rows[resource].create), idempotencyKey };
  return recordResult(resource, await callMethod(context, resource, 'create', ids, input));
}

/** Changes fields of a record. */
export async function updateRecord(values: WriteArguments, context: ToolContext): Promise<RecordValues> {
  const { resource, fields } = values;
  const ids = pathIds('update', values);
  const input = inputOf(resource, fields, rows[resource].update);
  return recordResult(resource, await callMethod(context, resource, 'update', ids, input));
}

/** Deletes a record, and returns its last state. */
export async function deleteRecord(values: ToolTarget, context: ToolContext): Promise<RecordValues> {
  const { resource } = values;
  const record = await callMethod(context, resource, 'delete', pathIds('delete', values));
  return { ...recordResult(resource, record), deleted: true };
}

interface NoteArguments extends ToolTarget {
  kind?: string;
  note: string;
  idempotency_key?: string;
}

/** Writes a note of a record. */
export async function addNote(values: NoteArguments, context: ToolContext): Promise<RecordValues> {
  const { resource, kind = 'comments', note, idempotency_key: idempotencyKey } = values;
  const notesOf = `${resource}.${kind}` as ResourceName;
  if (!notes.includes(notesOf)) {
    const own = noteKinds.filter((each) => notes.includes(`${resource}.${each}` as ResourceName));
    throw new ToolCallError(`${resource} has no ${kind}; its notes are ${own.join(', ')}`);
  }
  // The ids of the record that gets the note are those above the note.
  const ids = pathIds('get', values);
  const input = { values: { note }, idempotencyKey };
  return recordResult(notesOf, await callMethod(context, notesOf, 'create', ids, input));
}

/**
 * The input of a write, with each field where it belongs.
 *
 * @throws CallError that names a field that does not exist: a provider may ignore it, and the agent would not notice
 */
function inputOf(resource: string, fields: RecordValues, known: Readonly<Record<string, FieldRow>> = {}) {
  const unknown = Object.keys(fields).filter((name) => !Object.hasOwn(known, name));
  if (unknown.length > 0) {
    const faults = unknown.map(
      (name) => `${resource} has no field ${name}${suggestion(name, Object.keys(known))}`,
    );
    throw new ToolCallError(faults.join('\n'));
  }
  const entries = Object.entries(fields);
  const isQuery = ([name]: [string, unknown]) => known[name]?.query === true;
  const query = entries.filter(isQuery);
  return {
    values: Object.fromEntries(entries.filter((entry) => !isQuery(entry))),
    ...(query.length > 0 && { query: Object.fromEntries(query) }),
  };
}
