import {
  type Description,
  nameOf,
  type Parameter,
  resolve,
  type Schema,
} from '@service-desk/description/description';
import { type Operation, queryOf } from '@service-desk/description/operations';
import { partsOf } from '@service-desk/description/schemas';
import { banner } from './types.ts';

/** How a value that comes in is read, by the component that describes it. */
const READINGS: Record<string, { kind: string; type: string }> = {
  IdInput: { kind: 'id', type: 'Int64 | null' },
  // A blank one is read as null, and its handler says that it is missing.
  GivenId: { kind: 'id', type: 'Int64 | null' },
  DateInput: { kind: 'date', type: 'number | null' },
  EndDateInput: { kind: 'date', type: 'number | null' },
  HoursInput: { kind: 'decimal', type: 'number | null' },
  FlagInput: { kind: 'flag', type: 'boolean' },
  ShortText: { kind: 'text', type: 'string' },
  LongText: { kind: 'text', type: 'string' },
  NoteText: { kind: 'noteText', type: 'string' },
  EmailInput: { kind: 'text', type: 'string' },
  ClosureCodeInput: { kind: 'code', type: 'number | null' },
  ChangeClosureCodeInput: { kind: 'code', type: 'number | null' },
  ChangeStatusInput: { kind: 'code', type: 'number | null' },
  IssuePriorityInput: { kind: 'code', type: 'number | null' },
  LevelInput: { kind: 'level', type: 'number | null' },
  EstimateInput: { kind: 'decimal', type: 'number | null' },
  ReleaseStatusInput: { kind: 'code', type: 'number | null' },
  ExtraValuesInput: { kind: 'values', type: 'Record<string, string>' },
  ConfigTypeFieldsInput: { kind: 'values', type: 'Record<string, string>' },
  AdditionalFieldsInput: { kind: 'values', type: 'Record<string, string>' },
  IdList: { kind: 'ids', type: 'Int64[]' },
  Id: { kind: 'id', type: 'Int64' },
};

interface Reading {
  kind: string;
  type: string;
  /** What else the reader has to know. */
  row: {
    kind: string;
    max?: number;
    values?: unknown[];
    fields?: Record<string, Reading['row']>;
    default?: unknown;
    required?: true;
    blank?: string;
    /** A day without a time is its last moment. */
    end?: true;
  };
}

/**
 * What the server has to know of each operation: where it is, how each value that comes in is read, and the types of
 * what its handler is given and gives back.
 *
 * @throws Error when a value is described by something that the server has no reading for
 */
export function generateServer(description: Description, operations: Operation[]): string {
  const described = operations.map((operation) => ({
    operation,
    ids: idKinds(description, operation),
    ...valuesOf(description, operation),
  }));
  return `${banner()}
import type { Int64, Schemas } from './types.ts';

/** What the handler of each operation is given, read and checked, and the result that it answers. */
export interface Calls {
${described.map(callType).join('\n')}
}

/** The name of an operation. */
export type OperationId = keyof Calls;

/** How each operation is found, and how what it takes is read. */
export const operationTable = {
${described.map(tableRow).join('\n')}
} as const;

/** The types of events that webhooks are sent for. */
export const webhookTypes = ${JSON.stringify(Object.keys(description.webhooks ?? {}))} as const;

/** The life cycle of each schema that writes a status: its names, its moves, and the dates that bring each about. */
export const lifeCycles = {
${Object.entries(description.components.schemas).flatMap(lifeCycleRow(description)).join('\n')}
} as const;
`;
}

function lifeCycleRow(description: Description) {
  return ([name, { 'x-life': life, properties = {} }]: [string, Schema]): string[] => {
    if (!life?.moves || !life.status) return [];
    const { status: field, moves } = life;
    const names = resolve(description, properties[field] ?? {})['x-enumDescriptions'] ?? {};
    const dates = Object.entries(life.dates);
    const closed = dates.find(([, each]) => each.with)?.[1].status;
    const own = dates.filter(([, each]) => each.status !== undefined && !each.with);
    const byDate = Object.fromEntries(own.map(([date, { status }]) => [date, status]));
    return [`  ${name}: ${JSON.stringify({ field, names, moves, dates: byDate, closed })},`];
  };
}

type Readings = Record<string, Reading>;

/** An id, an id or a name in addresses, or one of these words. */
type IdKind = 'id' | 'slug' | unknown[];

/** An operation with how all that it takes is read. */
interface Described {
  operation: Operation;
  ids: Record<string, IdKind>;
  query: Readings;
  body: Readings;
}

function valuesOf(description: Description, operation: Operation): { query: Readings; body: Readings } {
  const query = [...queryOf(operation)];
  return {
    query: Object.fromEntries(
      query.map(([name, parameter]) => [name, ofParameter(description, operation, parameter)]),
    ),
    body: bodyReadings(description, operation),
  };
}

function ofParameter(description: Description, operation: Operation, parameter: Parameter): Reading {
  return readingOf(description, `${operation.id}: ${parameter.name}`, parameter.schema);
}

function bodyReadings(description: Description, operation: Operation): Readings {
  if (!operation.body) return {};
  const { name, wrapper } = operation.body;
  const envelope: Schema = { $ref: `#/components/schemas/${name}` };
  const wrapped = wrapper === null ? envelope : (resolve(description, envelope).properties?.[wrapper] ?? {});
  return fieldReadings(description, operation.id, partsOf(description, wrapped));
}

/** How the fields of an object are read that is described in these parts. */
function fieldReadings(description: Description, at: string, parts: Schema[]): Readings {
  const required = parts.flatMap((part) => part.required ?? []);
  const readings: Readings = {};
  for (const [name, schema] of parts.flatMap((part) => Object.entries(part.properties ?? {}))) {
    // A part that says more of a field that another has narrows it, which is for the schema alone.
    if (name in readings) continue;
    const reading = readingOf(description, `${at}: ${name}`, schema);
    if (required.includes(name)) {
      reading.row.required = true;
      const blank = schema['x-blank'];
      if (typeof blank === 'object') reading.row.blank = blank.refused;
    }
    readings[name] = reading;
  }
  return readings;
}

function readingOf(description: Description, at: string, schema: Schema): Reading {
  const target = resolve(description, schema);
  if (!schema.$ref) return inlineReading(at, schema);
  const known = READINGS[nameOf(schema)];
  const reading: Reading | undefined = known
    ? { ...known, row: { kind: known.kind } }
    : listReading(description, at, target);
  if (!reading) throw new Error(`${at}: the server cannot parse ${schema.$ref}`);
  const { kind, row } = reading;
  if (nameOf(schema) === 'EndDateInput') row.end = true;
  if (['text', 'noteText'].includes(kind)) row.max = target.maxLength ?? 65_535;
  if (kind === 'code') row.values = (target.enum ?? []).filter((value) => typeof value === 'number');
  return reading;
}

/** A list of objects, each read by its own fields. */
function listReading(description: Description, at: string, { items }: Schema): Reading | undefined {
  const fields = items && fieldReadings(description, at, [resolve(description, items)]);
  if (!fields || Object.keys(fields).length === 0) return undefined;
  return {
    kind: 'objects',
    type: `${fieldTypes(fields)}[]`,
    row: { kind: 'objects', fields: rowsOf(fields) },
  };
}

function inlineReading(at: string, schema: Schema): Reading {
  if (schema.type === 'integer') {
    const preset = schema.default === undefined ? {} : { default: schema.default };
    return { kind: 'integer', type: 'number', row: { kind: 'integer', ...preset } };
  }
  // The default of a choice is for its handler to take: it may depend on what else is asked for.
  if (schema.enum) {
    return { kind: 'choice', type: literals(schema.enum), row: { kind: 'choice', values: schema.enum } };
  }
  throw new Error(`${at}: the server cannot parse ${JSON.stringify(schema)}`);
}

function callType({ operation, ids, query, body }: Described): string {
  const idTypes = Object.entries(ids).map(([name, kind]) => `${name}: ${idType(kind)}`);
  return [
    `  '${operation.id}': {`,
    `    ids: { ${idTypes.join('; ')} };`,
    `    query: ${fieldTypes(query)};`,
    `    body: ${operation.body ? fieldTypes(body) : 'undefined'};`,
    `    result: ${resultType(operation.result)};`,
    '  };',
  ].join('\n');
}

/** A redirect is answered with the path that it leads to, below the address of the API. */
function resultType({ envelopes, redirect }: Operation['result']): string {
  if (redirect) return '{ location: string }';
  return envelopes.map((name) => `Schemas['${name}']['result']`).join(' | ');
}

function idType(kind: IdKind): string {
  if (kind === 'id') return 'Int64';
  return kind === 'slug' ? 'Int64 | string' : literals(kind);
}

function literals(values: readonly unknown[]): string {
  return values.map((value) => `'${value}'`).join(' | ');
}

/** How each part of an operation's path is read. */
function idKinds(description: Description, operation: Operation): Record<string, IdKind> {
  const kindOf = (id: string): IdKind => {
    const schema = operation.parameters.find(
      ({ in: place, name }) => place === 'path' && name === id,
    )?.schema;
    const values = schema && resolve(description, schema).enum;
    return values ?? (schema?.$ref ? 'id' : 'slug');
  };
  return Object.fromEntries(operation.ids.map((id) => [id, kindOf(id)]));
}

function fieldTypes(readings: Readings): string {
  const fields = Object.entries(readings).map(
    ([name, { type, row }]) => `${name}${row.default === undefined ? '?' : ''}: ${type}`,
  );
  return fields.length ? `{ ${fields.join('; ')} }` : 'Record<never, never>';
}

function tableRow({ operation, ids, query, body }: Described): string {
  const row = {
    method: operation.method,
    path: operation.path.replace('.{format}', ''),
    ids,
    query: rowsOf(query),
    ...(operation.body && { wrapper: operation.body.wrapper, body: rowsOf(body) }),
    ...(operation.result.redirect && { redirect: true }),
  };
  return `  '${operation.id}': ${JSON.stringify(row)},`;
}

function rowsOf(readings: Readings): Record<string, Reading['row']> {
  return Object.fromEntries(Object.entries(readings).map(([name, { row }]) => [name, row]));
}
