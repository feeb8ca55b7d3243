import { type OperationId, operationTable } from '@service-desk/client';
import { nameOf, readDescription, type Schema, targetOf } from '@service-desk/description/description';
import { operationNamed, queryOf, resourceOf } from '@service-desk/description/operations';
import { rootResource } from '../operation-of.ts';

/*
 * What the description says there is to break: the fields of answers, the fields of requests, the parameters and the
 * operations themselves. Each is a target that operators are applied to.
 */

/** What a value is, as far as an operator cares. */
export type ValueKind = 'text' | 'number' | 'id' | 'date' | 'link' | 'flag' | 'code' | 'object' | 'list';

/** What every target has. */
interface TargetBase {
  /** Unlike that of every other target: `incidents.get incident.title`. */
  id: string;
  resource: string;
  operations: readonly OperationId[];
}

/** A field of answers, in one operation or in all of a resource that show it. */
export interface FieldTarget extends TargetBase {
  type: 'place';
  /** Where it is in each operation's result; `[]` goes into each entry of a list. */
  paths: ReadonlyMap<OperationId, readonly string[]>;
  name: string;
  kind: ValueKind;
  /** Whether every answer must have it. */
  required: boolean;
  /** The types that JSON has for it. */
  types: ReadonlySet<string>;
  /** Whether a client writes a field of that name somewhere in the resource. */
  writable: boolean;
  /** The values that it may have, where these are listed. */
  codes: readonly unknown[];
  /** A field of the same kind beside it. */
  sibling: string | undefined;
}

/** A field of a request's body. */
export interface BodyFieldTarget extends TargetBase {
  type: 'written';
  name: string;
  kind: ValueKind;
  mandatory: boolean;
  /** Whether the record that is read shows it, under its own name or without `_id`. */
  shown: boolean;
  /** Whether a blank changes what is read: not in a create, nor where the description keeps or refuses it. */
  clears: boolean;
  /** A field of the same kind beside it. */
  sibling: string | undefined;
}

/** A parameter of the query. */
export interface ParameterTarget extends TargetBase {
  type: 'parameter';
  name: string;
  kind: ValueKind;
}

/** An operation as a whole. */
export interface OperationTarget extends TargetBase {
  type: 'operation';
  operation: OperationId;
  verb: 'list' | 'get' | 'create' | 'update' | 'delete';
  paged: boolean;
}

export type Target = FieldTarget | BodyFieldTarget | ParameterTarget | OperationTarget;

/** A schema with all that it refers to and extends in one; of several alternatives, what any of them has. */
interface FlatSchema {
  /** The names of the schemas that it refers to. */
  refs: Set<string>;
  types: Set<string>;
  codes: unknown[];
  properties: Map<string, Schema>;
  required: Set<string>;
  items: Schema | undefined;
  readOnly: boolean;
  /** What a blank does, where it does not clear. */
  blank: unknown;
}

/** How deep fields stand in each other at most: beyond that, records repeat themselves. */
const DEPTH = 6;

const description = readDescription();

export const OPERATIONS = Object.keys(operationTable) as OperationId[];

/** All that operators can be applied to. */
export function targets(): Target[] {
  const places = OPERATIONS.flatMap(placesOf);
  const written = OPERATIONS.flatMap(writtenOf);
  const writable = new Set(written.map(({ resource, name }) => `${rootResource(resource)} ${name}`));
  for (const place of places) place.writable = writable.has(`${rootResource(place.resource)} ${place.name}`);
  const isValue = ({ kind }: FieldTarget) => kind !== 'object' && kind !== 'list';
  const shown = new Set(
    places.map((place) => `${rootResource(place.resource)} ${isValue(place) ? '' : 'object '}${place.name}`),
  );
  for (const each of written) {
    const root = rootResource(each.resource);
    const referred = each.kind === 'id' ? `${root} object ${each.name.replace(/_id$/, '')}` : '';
    each.shown = shown.has(`${root} ${each.name}`) || shown.has(referred);
  }
  return [
    ...places,
    ...sharedOf(places),
    ...written,
    ...OPERATIONS.flatMap(parametersOf),
    ...OPERATIONS.map(operationTarget),
  ];
}

function located(operation: OperationId, id: string): TargetBase {
  return { id: `${operation} ${id}`, resource: resourceOf(operation), operations: [operation] };
}

function operationTarget(operation: OperationId): OperationTarget {
  const { method, list } = operationTable[operation];
  const verbs = { GET: list ? 'list' : 'get', POST: 'create', PUT: 'update', DELETE: 'delete' } as const;
  return {
    ...{ ...located(operation, ''), id: operation, type: 'operation', operation },
    ...{ verb: verbs[method], paged: list === 'paged' },
  };
}

function placesOf(operation: OperationId): FieldTarget[] {
  const { 200: schema } = operationNamed(description, operation).responseSchemas;
  const success = (schema?.oneOf ?? []).map(flat).find(({ properties }) => properties.has('result'));
  const result = success?.properties.get('result');
  return result ? walk(operation, flat(result), []) : [];
}

function walk(operation: OperationId, schema: FlatSchema, path: readonly string[]): FieldTarget[] {
  if (path.length > DEPTH) return [];
  const fields = [...schema.properties].map(([name, field]) => ({ name, ...facts(name, flat(field)) }));
  return fields.flatMap(({ name, kind, schema: inside }) => {
    const own = [...path, name];
    const siblings = fields.filter((other) => other.kind === kind && other.name !== name);
    const place: FieldTarget = {
      ...{ ...located(operation, own.join('.')), type: 'place', paths: new Map([[operation, own]]) },
      ...{ name, kind, required: schema.required.has(name), types: inside.types },
      writable: false,
      ...{ codes: inside.codes, sibling: siblings[own.join().length % siblings.length]?.name },
    };
    const below =
      kind === 'list' && inside.items
        ? walk(operation, flat(inside.items), [...own, '[]'])
        : walk(operation, inside, own);
    return [place, ...below];
  });
}

/** The same field in all operations of a resource that show it, since a provider has one view for all of them. */
function sharedOf(places: readonly FieldTarget[]): FieldTarget[] {
  const groups = Map.groupBy(places, (place) => `${place.resource} ${inRecord(place).join('.')}`);
  return [...groups].flatMap(([id, group]) => {
    const [first] = group;
    if (!first || group.length < 2) return [];
    const operations = group.flatMap((place) => place.operations);
    return { ...first, id, operations, paths: new Map(group.flatMap(({ paths }) => [...paths])) };
  });
}

/** Where a field is in its record: without the list and the wrapper around the record. */
function inRecord({ operations: [operation], paths }: FieldTarget): readonly string[] {
  const [[, path] = []] = paths;
  const { key } = operationTable[operation as OperationId];
  const [outer, ...rest] = path ?? [];
  if (outer !== key) return ['result', ...(path ?? [])];
  const inside = rest[0] === '[]' ? rest.slice(1) : rest;
  const wrapped = rest[0] === '[]' && inside.length > 1 && `${inside[0]}s` === outer;
  return wrapped ? inside.slice(1) : inside;
}

function writtenOf(operation: OperationId): BodyFieldTarget[] {
  const { requestSchema: schema } = operationNamed(description, operation);
  if (!schema) return [];
  const { wrapper } = operationTable[operation];
  const body = flat(schema);
  const record = wrapper ? flat(body.properties.get(wrapper) ?? {}) : body;
  const fields = [...record.properties]
    .map(([name, field]) => ({ name, ...facts(name, flat(field)) }))
    .filter(({ schema: { readOnly } }) => !readOnly);
  return fields.map(({ name, kind, schema: { blank } }) => {
    const siblings = fields.filter((other) => other.kind === kind && other.name !== name);
    return {
      ...{ ...located(operation, `< ${name}`), type: 'written', name, kind, shown: false },
      clears: operation.endsWith('.update') && blank !== 'kept' && typeof blank !== 'object',
      ...{ mandatory: record.required.has(name), sibling: siblings[name.length % siblings.length]?.name },
    };
  });
}

function parametersOf(operation: OperationId): ParameterTarget[] {
  return [...queryOf(operationNamed(description, operation)).values()].map(({ name, schema }) => ({
    ...located(operation, `?${name}`),
    type: 'parameter',
    name,
    kind: facts(name, flat(schema)).kind,
  }));
}

function facts(name: string, schema: FlatSchema): { kind: ValueKind; schema: FlatSchema } {
  return { kind: kindOf(name, schema), schema };
}

function kindOf(name: string, { refs, types, codes, properties }: FlatSchema): ValueKind {
  const refer = (pattern: RegExp) => [...refs].some((ref) => pattern.test(ref));
  if (types.has('array')) return 'list';
  if (refer(/Timestamp|Date/) || /_(at|date)$/.test(name)) return 'date';
  if (name === 'avatar') return 'object';
  if (refer(/^(Id|IdInput|GivenId)$/) || /_id$|^(watched|owned)_by$/.test(name)) return 'id';
  if (refer(/^Flag/) || types.has('boolean')) return 'flag';
  if (properties.size > 0 || (types.has('object') && !types.has('string'))) return 'object';
  if (codes.length > 0 || refer(/Code|Status|Level/)) return 'code';
  if (/_link$|filename$/.test(name)) return 'link';
  if (types.has('integer') || types.has('number')) return 'number';
  return 'text';
}

function flat(schema: Schema): FlatSchema {
  const { type = [], $ref } = schema;
  const codes = [...(schema.enum ?? []), ...('const' in schema ? [schema.const] : [])];
  const own: FlatSchema = {
    ...{ refs: new Set(), types: new Set(typeof type === 'string' ? [type] : type), codes },
    ...{ properties: new Map(Object.entries(schema.properties ?? {})), required: new Set(schema.required) },
    ...{ items: schema.items, readOnly: schema.readOnly === true && !schema.type, blank: schema['x-blank'] },
  };
  if ($ref) {
    own.refs.add(nameOf(schema));
    add(own, flat(targetOf(description, $ref)));
  }
  for (const part of schema.allOf ?? []) add(own, flat(part));
  const choices = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].map(flat);
  const several = choices.filter(({ types }) => types.size !== 1 || !types.has('null')).length > 1;
  for (const choice of choices)
    add(own, { ...choice, readOnly: false, required: several ? new Set() : choice.required });
  return own;
}

function add(own: FlatSchema, other: FlatSchema): void {
  for (const each of other.refs) own.refs.add(each);
  for (const each of other.types) own.types.add(each);
  for (const [name, schema] of other.properties)
    if (!own.properties.has(name)) own.properties.set(name, schema);
  for (const each of other.required) own.required.add(each);
  own.codes.push(...other.codes);
  own.items ??= other.items;
  own.readOnly ||= other.readOnly;
  own.blank ??= other.blank;
}
