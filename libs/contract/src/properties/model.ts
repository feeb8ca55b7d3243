import { type OperationId, operationTable } from '@service-desk/client';
import {
  type Bundle,
  bodySchemaOf,
  describedParameters,
  type Parameter,
  resolved,
  type Schema,
} from '../v1/bundle.ts';
import { collectionOf, OPERATIONS, resourceOf } from '../v1/calls.ts';
import { OWN_NAMES } from '../v1/conformance.ts';
import { alternativesOf, type Description, fieldsOf, resultSchemaOf } from '../v1/description.ts';
import { kindsOf } from '../v1/shapes.ts';

/** The annotations of a field, explained in `.github/CONTRIBUTING.md`. */
interface Annotations {
  'x-read-as'?: readonly string[];
  'x-makes'?: string;
  'x-stamps'?: string;
  'x-changes'?: readonly string[];
  'x-blank'?: 'kept' | 'computed' | 'cleared' | { refused: string };
  'x-kept'?: false;
}

/** A field that a create or an update accepts. */
export interface Field extends Annotations {
  name: string;
  /** The name of its schema in the description, such as `ShortText`. */
  kind: string;
  /** The values of an enumeration. */
  values: readonly unknown[];
  /** The kind of resource that an id in it names, such as `config_type`. */
  names: string | undefined;
  /** Whether it is an alias of another field. */
  deprecated: boolean;
}

/** The life cycle of a record: `x-life`, whose keys are explained in CONTRIBUTING. */
export interface Life {
  status?: string;
  new?: unknown;
  /** The names of the status codes. */
  names: Readonly<Record<string, string>>;
  moves?: Readonly<Record<string, readonly number[]>>;
  dates: Readonly<Record<string, LifeDate>>;
  flags?: Readonly<Record<string, { sets: readonly string[]; fills?: Readonly<Record<string, unknown>> }>>;
}

interface LifeDate {
  status?: number | string;
  reaches?: number;
  by?: string;
  needs?: readonly string[];
  with?: readonly string[];
  clears?: readonly string[];
  from?: string;
}

type Verb = 'list' | 'create' | 'get' | 'update' | 'delete';

/** A resource of v1: its operations, and the fields that they accept and return. */
export interface Resource {
  name: string;
  /** The parent resource in its address. */
  parent: string | undefined;
  verbs: Partial<Record<Verb, OperationId>>;
  /** The fields of a create, and of an update. */
  create: readonly Field[];
  update: readonly Field[];
  /** The fields that a create requires. */
  mandatory: readonly string[];
  /** The fields of its detail. */
  read: Readonly<Record<string, Schema>>;
  life: Life | undefined;
}

const VERBS: readonly Verb[] = ['list', 'create', 'get', 'update', 'delete'];

interface WriteSchema extends Schema, Annotations {
  allOf?: readonly WriteSchema[];
  deprecated?: boolean;
  'x-life'?: Omit<Life, 'names'>;
  'x-enumDescriptions'?: Life['names'];
}

/** The resources that v1 can create, parents first. */
export function modelOf(bundle: Bundle): Resource[] {
  const description = bundle as unknown as Description;
  const creations = OPERATIONS.filter((each) => each.endsWith('.create') && operationTable[each].wrapper);
  const resources = creations.map((create): Resource => {
    const name = resourceOf(create);
    const named = VERBS.map((verb) => [verb, `${name}.${verb}`] as const);
    const verbs: Resource['verbs'] = Object.fromEntries(named.filter(([, each]) => each in operationTable));
    const place = collectionOf(operationTable[create].path);
    const above = creations.find(
      (each) => `${collectionOf(operationTable[each].path)}/{}` === place.slice(0, place.lastIndexOf('/')),
    );
    const key = operationTable[create].key as string;
    const read = verbs.get && alternativesOf(description, resultSchemaOf(description, verbs.get))[0];
    const fields = fieldsOf(alternativesOf(description, read?.properties?.[key]));
    const update = verbs.update ? fieldsTaken(bundle, verbs.update) : [];
    return {
      ...{ name, verbs, update },
      parent: above && resourceOf(above),
      create: fieldsTaken(bundle, create, update),
      life: verbs.update && lifeOf(bundle, verbs.update, fields),
      mandatory: mandatoryOf(bundle, create),
      read: fields,
    };
  });
  return resources.toSorted((a, b) => a.name.split('.').length - b.name.split('.').length);
}

/** All field names in the description. */
export function namesOf(bundle: Bundle): Set<string> {
  const names = new Set<string>();
  const look = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    const { properties } = node as Schema;
    for (const name of Object.keys(properties ?? {})) names.add(name);
    for (const inside of Object.values(node)) look(inside);
  };
  look(bundle.components.schemas);
  return names;
}

/** The query parameters of an operation. */
export function parametersOf(bundle: Bundle, operation: OperationId): Map<string, Parameter> {
  const queried = describedParameters(bundle, operation).filter((each) => each.in === 'query');
  return new Map(queried.map((each) => [each.name, each]));
}

/** The fields that an operation accepts. Annotations of a field of an update also apply to the create. */
function fieldsTaken(bundle: Bundle, operation: OperationId, others: readonly Field[] = []): Field[] {
  const body = bodyOf(bundle, operation);
  const kinds = kindsOf(bundle);
  return [...collected(bundle, body)].flatMap(([name, schema]): Field[] => {
    const target = resolved(bundle, schema);
    const kind = schema.$ref?.split('/').at(-1) ?? String(schema.type ?? 'other');
    if (kind === 'ReadOnly' || schema.readOnly || target.readOnly) return [];
    const values = target.enum ?? target.anyOf?.flatMap((each) => each.enum ?? []) ?? [];
    const annotations = Object.entries({ ...target, ...schema }).filter(([key]) => key.startsWith('x-'));
    const known = others.find((each) => each.name === name);
    const deprecated = schema.deprecated ?? false;
    const annotated = Object.fromEntries(annotations) as Annotations;
    return [{ ...known, ...annotated, name, kind, values, deprecated, names: kinds.get(name) }];
  });
}

function mandatoryOf(bundle: Bundle, operation: OperationId): readonly string[] {
  const body = bodyOf(bundle, operation);
  // Of several ways to create a resource, the first is the plain one.
  const plain = [body, ...(body.anyOf ?? []).slice(0, 1)];
  return [...new Set(plain.flatMap((each) => resolved(bundle, each).required ?? []))];
}

/** The schema of the object inside the wrapper. */
function bodyOf(bundle: Bundle, operation: OperationId): WriteSchema {
  const { wrapper } = operationTable[operation];
  const schema = resolved(bundle, bodySchemaOf(bundle, operation) ?? {});
  return resolved(bundle, (wrapper && schema.properties?.[wrapper]) || schema);
}

function lifeOf(bundle: Bundle, operation: OperationId, read: Resource['read']): Life | undefined {
  const body = bodyOf(bundle, operation);
  const parts = [body, ...(body.allOf ?? []).map((each) => resolved(bundle, each))];
  const life = parts.map((each) => each['x-life']).find(Boolean);
  const status: WriteSchema = resolved(bundle, read[life?.status ?? ''] ?? {});
  return life && { ...life, names: status['x-enumDescriptions'] ?? {} };
}

/** All fields of an object schema, including those of `allOf` and of alternatives. */
function collected(bundle: Bundle, schema: WriteSchema): Map<string, WriteSchema> {
  const fields = new Map<string, WriteSchema>();
  const { allOf = [], anyOf = [], properties = {} } = resolved(bundle, schema);
  const inherited = [...allOf, ...anyOf].flatMap((base) => [...collected(bundle, base)]);
  for (const [name, field] of [...inherited, ...Object.entries(properties)])
    if (!fields.has(name)) fields.set(name, field);
  return fields;
}

/** A value without the fields that the description does not know, which a provider may have in one format only. */
export function withoutUnknown(value: unknown, names: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.map((each) => withoutUnknown(each, names));
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).filter(([name]) => names.has(name));
  return Object.fromEntries(
    fields.map(([name, inside]) => [name, OWN_NAMES.test(name) ? inside : withoutUnknown(inside, names)]),
  );
}
