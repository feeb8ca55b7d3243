import { componentOf } from '@service-desk/description/description';
import { isJsonObject, type JsonObject, nodeAt, nodesAt, target } from './json.ts';

/** A schema with what it refers to and what its `allOf` adds, and the place that each part of it is known by. */
export interface FlatSchema {
  keywords: JsonObject;
  places: Map<string, string>;
  properties: Map<string, { schema: JsonObject; place: string }>;
  required: Map<string, string>;
}

/** Keywords of a schema that constrain nothing. */
export const WORDS = ['title', 'example', 'examples', 'externalDocs', '$comment'];

/** The names of the components that a schema is. */
export function namesOf(document: JsonObject, schema: JsonObject): string[] {
  const { $ref } = schema;
  const own =
    typeof $ref === 'string' ? [componentOf($ref), ...namesOf(document, target(document, $ref))] : [];
  return [...own, ...nodesAt(schema, 'allOf').flatMap((part) => namesOf(document, part))];
}

/**
 * A schema as one, under a place; what comes of a component is known by that one's name where both descriptions share it.
 */
export function flatten(
  document: JsonObject,
  schema: JsonObject,
  place: string,
  shared: ReadonlySet<string>,
): FlatSchema {
  const flat: FlatSchema = { keywords: {}, places: new Map(), properties: new Map(), required: new Map() };
  const { $ref, allOf: _, ...own } = schema;
  if (typeof $ref === 'string') {
    const name = componentOf($ref);
    add(flat, flatten(document, target(document, $ref), shared.has(name) ? name : place, shared));
  }
  for (const part of nodesAt(schema, 'allOf')) add(flat, flatten(document, part, place, shared));
  for (const [keyword, value] of Object.entries(own)) {
    flat.keywords[keyword] = value;
    flat.places.set(keyword, place);
  }
  for (const [name, property] of Object.entries(nodeAt(own, 'properties')))
    if (isJsonObject(property)) flat.properties.set(name, { schema: property, place: `${place}.${name}` });
  for (const name of [own.required ?? []].flat()) flat.required.set(String(name), `${place}.${name}`);
  return flat;
}

function add(flat: FlatSchema, part: FlatSchema): void {
  Object.assign(flat.keywords, part.keywords);
  for (const [keyword, place] of part.places) flat.places.set(keyword, place);
  for (const [name, property] of part.properties) flat.properties.set(name, property);
  for (const [name, place] of part.required) flat.required.set(name, place);
}

/** What a value may be, where a schema leaves a choice. */
export function unionOf({ keywords }: FlatSchema): JsonObject[] | undefined {
  const members = keywords.anyOf ?? keywords.oneOf;
  return Array.isArray(members) ? members.filter(isJsonObject) : undefined;
}

/** What a value may be: the members of a union, or each type of a schema that is none. */
export function membersOf(schema: JsonObject, flat: FlatSchema): JsonObject[] {
  const union = unionOf(flat);
  if (union) return union;
  const said = Object.entries(schema).filter(
    ([keyword]) => !WORDS.includes(keyword) && keyword !== 'description',
  );
  const bare: JsonObject = Object.fromEntries(said);
  return Array.isArray(bare.type) ? bare.type.map((type) => ({ ...bare, type })) : [bare];
}

/** Members of two descriptions that are each other's successors: by name, then by value, then by type. */
export function paired(
  base: JsonObject,
  before: JsonObject[],
  head: JsonObject,
  after: JsonObject[],
): [JsonObject, JsonObject][] {
  const pairs: [JsonObject, JsonObject][] = [];
  const marks: ((document: JsonObject, schema: JsonObject) => unknown)[] = [
    (_, { $ref }) => $ref,
    (document, schema) => flatten(document, schema, '', new Set()).keywords.const,
    (document, schema) => typesOf(flatten(document, schema, '', new Set()))[0],
  ];
  for (const mark of marks) {
    for (const one of before.filter((member) => !pairs.some(([taken]) => taken === member))) {
      const wanted = mark(base, one);
      const left = after.filter((member) => !pairs.some(([, taken]) => taken === member));
      const other = wanted === undefined ? undefined : left.find((each) => mark(head, each) === wanted);
      if (other) pairs.push([one, other]);
    }
  }
  return pairs;
}

/** Whether one of others takes every value of the types of a member. */
export function isCovered(
  document: JsonObject,
  member: JsonObject,
  others: JsonObject,
  rest: JsonObject[],
): boolean {
  const types = typesOf(flatten(document, member, '', new Set()));
  return rest.some((other) => {
    const flat = flatten(others, other, '', new Set());
    const bound = Object.keys(flat.keywords).some((keyword) => !UNBOUND.includes(keyword));
    return !bound && types.length > 0 && types.every((type) => takes(typesOf(flat), type));
  });
}

/** What a schema may say that still takes any value of its type. */
const UNBOUND = ['type', 'description', 'xml', ...WORDS];

/** Whether types take what is of a type. */
export function takes(types: string[], type: string): boolean {
  return types.includes(type) || (type === 'integer' && types.includes('number'));
}

/** The types of a schema, said or implied; none where it takes any. */
export function typesOf({ keywords, properties }: FlatSchema): string[] {
  if (keywords.type !== undefined) return [keywords.type].flat().map(String);
  const values = Array.isArray(keywords.enum) ? keywords.enum : 'const' in keywords ? [keywords.const] : [];
  if (values.length > 0) return [...new Set(values.map(typeOfValue))];
  return properties.size > 0 ? ['object'] : [];
}

function typeOfValue(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return Number.isInteger(value) ? 'integer' : typeof value;
}

/** The types of a schema and of all members of a union. */
export function allTypesOf(document: JsonObject, schema: JsonObject): string[] {
  const flat = flatten(document, schema, '', new Set());
  return unionOf(flat)?.flatMap((member) => allTypesOf(document, member)) ?? typesOf(flat);
}
