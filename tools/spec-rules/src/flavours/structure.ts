/** An object of an OpenAPI document, of any kind. */
export type DocumentNode = Readonly<Record<string, unknown>>;

/** A JSON Schema, or what an OpenAPI version makes of it. */
export interface Schema extends DocumentNode {
  $ref?: string;
  type?: string | readonly string[];
  enum?: readonly unknown[];
  properties?: Readonly<Record<string, Schema>>;
  required?: readonly string[];
  allOf?: readonly Schema[];
  anyOf?: readonly Schema[];
  oneOf?: readonly Schema[];
  description?: string;
  nullable?: boolean;
}

/** An OpenAPI document. */
export interface Document extends DocumentNode {
  openapi: string;
  info: DocumentNode;
  paths?: Readonly<Record<string, DocumentNode>>;
  components?: Readonly<Record<string, Readonly<Record<string, DocumentNode>>>>;
}

/** The kinds of object that a document consists of. */
export type NodeKind =
  | 'document'
  | 'components'
  | 'pathItem'
  | 'operation'
  | 'parameter'
  | 'requestBody'
  | 'response'
  | 'mediaType'
  | 'encoding'
  | 'callback'
  | 'schema';

/** Where an object has others: as a value, in a list, or in a map by name. */
type ChildNode = readonly ['one' | 'list' | 'map', NodeKind];

const one = (kind: NodeKind): ChildNode => ['one', kind];
const list = (kind: NodeKind): ChildNode => ['list', kind];
const map = (kind: NodeKind): ChildNode => ['map', kind];

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

/** The objects inside those of each kind. A header is read as a parameter. Schemas inside schemas are in `SUBSCHEMAS`. */
const PARTS: Readonly<Record<NodeKind, Readonly<Record<string, ChildNode>>>> = {
  document: { paths: map('pathItem'), webhooks: map('pathItem'), components: one('components') },
  components: {
    schemas: map('schema'),
    parameters: map('parameter'),
    headers: map('parameter'),
    requestBodies: map('requestBody'),
    responses: map('response'),
    callbacks: map('callback'),
    pathItems: map('pathItem'),
  },
  pathItem: {
    parameters: list('parameter'),
    ...Object.fromEntries(METHODS.map((method) => [method, one('operation')])),
  },
  operation: {
    parameters: list('parameter'),
    requestBody: one('requestBody'),
    responses: map('response'),
    callbacks: map('callback'),
  },
  parameter: { schema: one('schema'), content: map('mediaType') },
  requestBody: { content: map('mediaType') },
  response: { headers: map('parameter'), content: map('mediaType') },
  mediaType: { schema: one('schema'), encoding: map('encoding') },
  encoding: { headers: map('parameter') },
  // A map of path items by expression, handled below.
  callback: {},
  schema: {},
};

const SUBSCHEMAS: Readonly<Record<string, ChildNode[0]>> = {
  properties: 'map',
  patternProperties: 'map',
  dependentSchemas: 'map',
  additionalProperties: 'one',
  items: 'one',
  not: 'one',
  allOf: 'list',
  anyOf: 'list',
  oneOf: 'list',
};

/**
 * What is done with the objects of a kind, before the objects inside them are visited. Schemas are visited at their
 * roots only. The kinds are those of the objects around it, the outermost first.
 */
export type Visitors = Partial<
  Readonly<Record<NodeKind, (node: DocumentNode, around: readonly NodeKind[]) => DocumentNode>>
>;

/** A copy of an object of a document, with each object inside it changed by the visitor of its kind. */
export function rewrite(
  kind: NodeKind,
  node: DocumentNode,
  visitors: Visitors,
  around: readonly NodeKind[] = [],
): DocumentNode {
  if (kind !== 'schema' && typeof node.$ref === 'string') return node;
  const visited = visitors[kind]?.(node, around) ?? node;
  const inside = [...around, kind];
  const next = (part: DocumentNode, partKind: NodeKind) => rewrite(partKind, part, visitors, inside);
  if (kind === 'callback') return mapValues(visited, (item) => next(item as DocumentNode, 'pathItem'));
  return mapParts(visited, PARTS[kind], next);
}

/** A copy of a schema with each schema directly inside it changed. */
export function mapSubschemas(schema: Schema, change: (schema: Schema) => Schema): Schema {
  const places = mapValues(SUBSCHEMAS, (how) => [how, 'schema'] as ChildNode);
  return mapParts(schema, places, change) as Schema;
}

function mapParts(
  node: DocumentNode,
  places: Readonly<Record<string, ChildNode>>,
  change: (part: Schema, kind: NodeKind) => DocumentNode,
): DocumentNode {
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => {
      const place = places[key];
      if (!place || typeof value !== 'object' || value === null) return [key, value];
      const [how, kind] = place;
      if (how === 'one') return [key, change(value as Schema, kind)];
      if (how === 'list') return [key, (value as Schema[]).map((part) => change(part, kind))];
      return [key, mapValues(value as Record<string, Schema>, (part) => change(part, kind))];
    }),
  );
}

export function mapValues<Value, Result>(
  values: Readonly<Record<string, Value>>,
  change: (value: Value, key: string) => Result,
): Record<string, Result> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, change(value, key)]));
}

/** A copy of an object without some of its keys. */
export function without<Of extends DocumentNode>(node: Of, isLeftOut: (key: string) => boolean): Of {
  return Object.fromEntries(Object.entries(node).filter(([key]) => !isLeftOut(key))) as Of;
}

/** The object that a reference inside the document leads to. */
export function resolve(document: Document, ref: string): DocumentNode {
  const segments = ref.slice(2).split('/');
  let found: unknown = document;
  for (const segment of segments) {
    const key = decodeURIComponent(segment).replaceAll('~1', '/').replaceAll('~0', '~');
    found = typeof found === 'object' && found !== null ? (found as DocumentNode)[key] : undefined;
  }
  if (!ref.startsWith('#/') || typeof found !== 'object' || found === null)
    throw new Error(`${ref} does not exist in the description`);
  return found as DocumentNode;
}

/** Values as they are sent, in which a key `$ref` is no reference. `default` can be a response as well. */
const VALUES = new Set(['value', 'example', 'const', 'enum']);

/** The references inside a part of a document, with those inside what they lead to. */
export function reachableFrom(document: Document, parts: readonly unknown[]): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    const { $ref } = node as { $ref?: unknown };
    if (typeof $ref === 'string' && !found.has($ref)) {
      found.add($ref);
      visit(resolve(document, $ref));
    }
    for (const [key, part] of Object.entries(node)) if (!VALUES.has(key)) visit(part);
  };
  parts.forEach(visit);
  return found;
}

/** The document without the components that nothing refers to; security schemes are named otherwise, and are kept. */
export function withoutUnused(document: Document): Document {
  const { components = {}, ...rest } = document;
  const used = reachableFrom(document, Object.values(rest));
  const kept = mapValues(components, (named, section) =>
    section === 'securitySchemes' ? named : without(named, (name) => !used.has(refTo(section, name))),
  );
  return {
    ...document,
    components: without(kept, (section) => Object.keys(kept[section] ?? {}).length === 0),
  };
}

/** The document without webhooks, which 3.0 has no place for, and what only they refer to. */
export function withoutWebhooks(document: Document): Document {
  return withoutUnused(without(document, (key) => key === 'webhooks'));
}

/** The reference to a component. */
export function refTo(section: string, name: string): string {
  return `#/components/${section}/${name}`;
}
