/*
 * As much of Redocly's interface for rules as is used here; its command line ships without types.
 */

/** A place in a source file. */
export interface Location {
  source: { absoluteRef: string };
  pointer: string;
  child(keys: (string | number)[]): Location;
  /** The same place, but only its key. */
  key(): Location;
}

/** What a reference leads to; without a node, nowhere. */
export interface Resolved<Node> {
  node?: Node;
  location?: Location;
}

export interface Context {
  report(problem: { message: string; location?: Location }): void;
  resolve<Node>(node: Node | Reference, from?: string): Resolved<Node>;
  /** Where the visited node stands, references followed. */
  location: Location;
  /** The visited node's key in what holds it. */
  key: string;
  /** What kind of node it is. */
  type: { name: string };
}

/** What to call for nodes of each type; inside a type, only for nodes within one. */
export type Visitor = Record<string, unknown>;

export type Rule = () => Visitor;

export interface Reference {
  $ref: string;
}

export interface Schema {
  $ref?: string;
  type?: string | string[];
  description?: string;
  properties?: Record<string, Schema>;
  additionalProperties?: boolean | Schema;
  unevaluatedProperties?: boolean;
  required?: string[];
  items?: Schema;
  oneOf?: Schema[];
  anyOf?: Schema[];
  allOf?: Schema[];
  enum?: unknown[];
  deprecated?: boolean;
  readOnly?: boolean;
  discriminator?: { propertyName?: string; mapping?: Record<string, string> };
  'x-enumDescriptions'?: Record<string, string>;
  xml?: { name?: string; wrapped?: boolean };
}

export interface Parameter {
  name: string;
  in: string;
  description?: string;
}

export interface Example {
  summary?: string;
  value?: unknown;
  'x-state'?: { name?: unknown; values?: unknown };
}

export interface MediaType {
  schema?: Schema;
  example?: unknown;
  examples?: Record<string, Example | Reference>;
  /** What is sent in requests that are refused, and does not fit the schema either. */
  'x-refused-examples'?: Record<string, Example | Reference>;
}

export interface Content {
  headers?: Record<string, unknown>;
  content?: Record<string, MediaType>;
}

export interface Operation {
  operationId?: string;
  parameters?: (Parameter | Reference)[];
  requestBody?: Content | Reference;
  responses?: Record<string, Content | Reference>;
}

/** The methods that v1 has, in the order in which a path file tells of them. */
export const METHODS = ['get', 'post', 'put', 'delete'] as const;

/** The order of an operation's keys: what it is, what it takes, what it answers. */
export const OPERATION_KEYS = [
  'operationId',
  'summary',
  'description',
  'externalDocs',
  'deprecated',
  'tags',
  'security',
  'x-order',
  'parameters',
  'x-body',
  'requestBody',
  'x-answer',
  'responses',
];

/** Keys in a wanted order; those that it does not name come last, as they came. */
export function sorted(keys: string[], wanted: readonly string[]): string[] {
  const place = (key: string) => (wanted.includes(key) ? wanted.indexOf(key) : wanted.length);
  return keys.toSorted((a, b) => place(a) - place(b));
}

export const JSON_TYPE = 'application/json';
export const XML_TYPE = 'application/xml';

/** A node and where it stands, references followed. */
export interface Placed<Node> {
  node: Node;
  location: Location;
}

/** Follows references to the node behind them; undefined where they lead nowhere, which other rules report. */
export function follow<Node>(
  context: Context,
  node: Node | Reference | undefined,
  location: Location,
): Placed<Node> | undefined {
  if (!isReference(node)) return node === undefined ? undefined : { node, location };
  const resolved = context.resolve<Node>(node, location.source.absoluteRef);
  return resolved.location && follow(context, resolved.node, resolved.location);
}

function isReference(node: unknown): node is Reference {
  return typeof (node as Partial<Reference> | undefined)?.$ref === 'string';
}

/** The body that an operation takes. */
export function requestOf(context: Context, { requestBody }: Operation): Placed<Content> | undefined {
  return follow<Content>(context, requestBody, context.location.child(['requestBody']));
}

/** What an operation answers with HTTP 200. */
export function answerOf(context: Context, { responses }: Operation): Placed<Content> | undefined {
  return follow<Content>(context, responses?.['200'], context.location.child(['responses', '200']));
}

/** The named examples of a body's JSON. */
export function examplesOf(context: Context, body: Placed<Content> | undefined): Map<string, Example> {
  const examples = new Map<string, Example>();
  if (!body) return examples;
  const { examples: fitting, 'x-refused-examples': refused } = body.node.content?.[JSON_TYPE] ?? {};
  for (const [name, example] of Object.entries({ ...fitting, ...refused })) {
    const placed = follow<Example>(context, example, body.location);
    if (placed) examples.set(name, placed.node);
  }
  return examples;
}

/** The schemas right inside a schema: its fields, entries and alternatives. */
export function partsOf(context: Context, { node, location }: Placed<Schema>): Placed<Schema>[] {
  const parts: [(string | number)[], Schema | undefined][] = [
    [['items'], node.items],
    ...Object.entries(node.properties ?? {}).map(([name, field]): [string[], Schema] => [
      ['properties', name],
      field,
    ]),
    ...(['oneOf', 'anyOf', 'allOf'] as const).flatMap((word) =>
      (node[word] ?? []).map((each, index): [(string | number)[], Schema] => [[word, index], each]),
    ),
  ];
  return parts.flatMap(([keys, part]) => follow<Schema>(context, part, location.child(keys)) ?? []);
}
