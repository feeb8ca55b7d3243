import { type Description, type Life, nameOf, resolve, type Schema } from './description.ts';
import { collectionOf, type Operation, operationsById } from './operations.ts';
import { alternativesOf, fieldsOf } from './schemas.ts';
import { kindsOf } from './shapes.ts';

/** The annotations of a field that is written, explained in `.github/CONTRIBUTING.md`. */
type Annotations = Pick<Schema, 'x-read-as' | 'x-makes' | 'x-stamps' | 'x-changes' | 'x-blank' | 'x-kept'>;

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

/** The life cycle of a record, with the names of its status codes. */
export interface NamedLife extends Life {
  names: Readonly<Record<string, string>>;
}

const VERBS = ['list', 'create', 'get', 'update', 'delete'] as const;
type Verb = (typeof VERBS)[number];

/** A resource of v1: its operations, and the fields that they accept and return. */
export interface Resource<Id extends string = string> {
  name: string;
  /** The parent resource in its address. */
  parent: string | undefined;
  verbs: Partial<Record<Verb, Id>>;
  /** The fields of a create, and of an update. */
  create: readonly Field[];
  update: readonly Field[];
  /** The fields that a create requires. */
  mandatory: readonly string[];
  /** The fields of its detail. */
  read: Readonly<Record<string, Schema>>;
  life: NamedLife | undefined;
}

/** The resources that v1 can create, parents first. */
export function resourcesOf<Id extends string = string>(description: Description): Resource<Id>[] {
  const operations = operationsById(description);
  const creations = [...operations.values()].filter(
    ({ id, body }) => id.endsWith('.create') && body?.wrapper,
  );
  const resources = creations.map((create): Resource<Id> => {
    const { resource: name } = create;
    const named = VERBS.map((verb) => [verb, operations.get(`${name}.${verb}`)] as const);
    const { get, update: change } = Object.fromEntries(named);
    const place = collectionOf(create.path);
    const above = creations.find(
      ({ path }) => `${collectionOf(path)}/{}` === place.slice(0, place.lastIndexOf('/')),
    );
    const read = fieldsOf(alternativesOf(description, get?.result.schema));
    const update = change ? fieldsTaken(description, change) : [];
    return {
      ...{ name, update, read },
      verbs: Object.fromEntries(named.flatMap(([verb, each]) => (each ? [[verb, each.id]] : []))),
      parent: above?.resource,
      create: fieldsTaken(description, create, update),
      life: change && lifeOf(description, change, read),
      mandatory: mandatoryOf(description, create),
    };
  });
  return resources.toSorted((a, b) => a.name.split('.').length - b.name.split('.').length);
}

/** A field by its name: that of the update, or else that of the create. */
export function fieldOf({ update, create }: Resource, name: string): Field | undefined {
  return [...update, ...create].find((each) => each.name === name);
}

/** The names under which a field is read. */
export function readingsOf(resource: Resource, name: string): string[] {
  const field = fieldOf(resource, name);
  const names = field?.['x-read-as'] ?? new Set([name.replace(/_id$/, ''), name]);
  return field?.['x-makes'] ? [] : [...names].filter((each) => each in resource.read);
}

/** The fields of a record that change when this one is written, including itself. */
export function movedBy(resource: Resource, name: string): string[] {
  const { 'x-stamps': stamped, 'x-makes': list, 'x-changes': others = [] } = fieldOf(resource, name) ?? {};
  const one = [stamped, list].filter((each) => each !== undefined);
  return [...readingsOf(resource, name), ...one, ...others];
}

/** The text that refuses a resource without this field. */
export function missingText(resource: Resource, name: string): string {
  const blank = fieldOf(resource, name)?.['x-blank'];
  return typeof blank === 'object' ? blank.refused : `${name} can't be blank`;
}

/** Whether this is an alias of another field. */
export function isAlias(resource: Resource, { name, deprecated }: Field): boolean {
  const readings = readingsOf(resource, name);
  const others = resource.update.filter((each) => each.name !== name);
  return deprecated || (!(name in resource.read) && others.some((each) => readings.includes(each.name)));
}

/** Whether a field belongs to the life cycle of a record. */
export function isOfLife(resource: Resource, { name, 'x-stamps': stamped }: Field): boolean {
  const { status, flags = {}, dates = {} } = resource.life ?? {};
  const besides = Object.values(dates).flatMap(({ by, with: group = [] }) => [by, ...group]);
  const names = new Set([status, ...Object.keys(flags), ...Object.keys(dates), ...besides]);
  return [name, stamped, ...readingsOf(resource, name)].some((each) => each && names.has(each));
}

/** The fields that an operation accepts. Annotations of a field of an update also apply to the create. */
function fieldsTaken(description: Description, operation: Operation, others: readonly Field[] = []): Field[] {
  const kinds = kindsOf(description);
  return [...collected(description, bodyOf(description, operation))].flatMap(([name, schema]): Field[] => {
    const target = resolve(description, schema);
    const kind = schema.$ref ? nameOf(schema) : String(schema.type ?? 'other');
    if (kind === 'ReadOnly' || schema.readOnly || target.readOnly) return [];
    const values = target.enum ?? target.anyOf?.flatMap((each) => each.enum ?? []) ?? [];
    const annotations = Object.entries({ ...target, ...schema }).filter(([key]) => key.startsWith('x-'));
    const known = others.find((each) => each.name === name);
    const deprecated = schema.deprecated ?? false;
    const annotated = Object.fromEntries(annotations) as Annotations;
    return [{ ...known, ...annotated, name, kind, values, deprecated, names: kinds.get(name) }];
  });
}

function mandatoryOf(description: Description, operation: Operation): readonly string[] {
  const body = bodyOf(description, operation);
  // Of several ways to create a resource, the first is the plain one.
  const plain = [body, ...(body.anyOf ?? []).slice(0, 1)];
  return [...new Set(plain.flatMap((each) => resolve(description, each).required ?? []))];
}

/** The schema of the object inside the wrapper. */
function bodyOf(description: Description, { body, requestSchema = {} }: Operation): Schema {
  const schema = resolve(description, requestSchema);
  return resolve(description, (body?.wrapper && schema.properties?.[body.wrapper]) || schema);
}

function lifeOf(
  description: Description,
  operation: Operation,
  read: Record<string, Schema>,
): NamedLife | undefined {
  const body = bodyOf(description, operation);
  const parts = [body, ...(body.allOf ?? []).map((each) => resolve(description, each))];
  const life = parts.map((each) => each['x-life']).find(Boolean);
  const status = resolve(description, read[life?.status ?? ''] ?? {});
  return life && { ...life, names: status['x-enumDescriptions'] ?? {} };
}

/** All fields of an object schema, including those of `allOf` and of alternatives. */
function collected(description: Description, schema: Schema): Map<string, Schema> {
  const fields = new Map<string, Schema>();
  const { allOf = [], anyOf = [], properties = {} } = resolve(description, schema);
  const inherited = [...allOf, ...anyOf].flatMap((base) => [...collected(description, base)]);
  for (const [name, field] of [...inherited, ...Object.entries(properties)])
    if (!fields.has(name)) fields.set(name, field);
  return fields;
}
