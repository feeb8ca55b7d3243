import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** A JSON Schema of the bundled description, with its annotations, which `.github/CONTRIBUTING.md` explains. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  description?: string;
  deprecated?: boolean;
  properties?: Record<string, Schema>;
  additionalProperties?: unknown;
  required?: string[];
  items?: Schema;
  discriminator?: { propertyName: string; mapping?: Record<string, string> };
  oneOf?: Schema[];
  allOf?: Schema[];
  anyOf?: Schema[];
  const?: unknown;
  enum?: unknown[];
  default?: unknown;
  examples?: unknown[];
  maxLength?: number;
  pattern?: string;
  readOnly?: boolean;
  xml?: { name?: string; wrapped?: boolean };
  'x-read-as'?: string[];
  'x-makes'?: string;
  'x-stamps'?: string;
  'x-same-as'?: string;
  'x-changes'?: string[];
  'x-blank'?: 'kept' | 'computed' | 'cleared' | { refused: string };
  'x-default'?: unknown;
  'x-kept'?: false;
  'x-life'?: Life;
  'x-kind'?: string;
  'x-kinds'?: Record<string, string[]>;
  'x-enumDescriptions'?: Record<string, string>;
  'x-guide-print'?: boolean;
}

/** The life cycle of a record: `x-life`, whose keys are explained in CONTRIBUTING. */
export interface Life {
  status?: string;
  new?: unknown;
  moves?: Record<string, number[]>;
  dates: Record<string, LifeDate>;
  flags?: Record<string, { sets: string[]; fills?: Record<string, unknown> }>;
}

interface LifeDate {
  status?: number | string;
  reaches?: number;
  by?: string;
  needs?: string[];
  with?: string[];
  clears?: string[];
  from?: string;
}

/** A parameter in the path or the query. */
export interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header' | 'cookie';
  description?: string;
  required?: boolean;
  schema: Schema;
  example?: unknown;
  'x-kind'?: string;
  /** For a parameter that orders a list: the fields for each of its values. */
  'x-order'?: Record<string, string[]>;
}

/** A named example, with the state and the request that lead to it. */
export interface Example {
  summary?: string;
  value?: unknown;
  'x-state'?: { name: string; values: Record<string, unknown> };
  'x-request'?: { path?: Record<string, unknown>; query?: Record<string, unknown> };
}

export interface MediaType {
  schema?: Schema;
  examples?: Record<string, Example>;
  /** Refused requests that do not fit the schema. */
  'x-refused-examples'?: Record<string, Example>;
}

export interface ResponseNode {
  content?: Record<string, MediaType>;
  headers?: Record<string, MediaType>;
  /** The operations that a redirect leads to. */
  links?: Record<string, { operationId?: string }>;
}

export interface OperationNode {
  operationId: string;
  summary?: string;
  description?: string;
  tags?: string[];
  deprecated?: boolean;
  parameters?: Parameter[];
  /** The fields that a list is ordered by. */
  'x-order'?: string[];
  requestBody?: { content: Record<string, MediaType> };
  responses: Record<string, ResponseNode>;
}

export type Method = 'get' | 'post' | 'put' | 'delete';

/** The bundled description. Each node may be a reference to a component. */
export interface Description {
  paths: Record<string, { parameters?: Parameter[] } & Partial<Record<Method, OperationNode>>>;
  /** What the provider sends to endpoints of the account, by the type of event. v1 has none. */
  webhooks?: Record<string, Partial<Record<Method, OperationNode>>>;
  components: { schemas: Record<string, Schema>; examples?: Record<string, Example> };
}

let annotated: Description | undefined;

/** The annotated description that `@service-desk/spec` builds. It is read once. */
export function readDescription(): Description {
  const file = createRequire(import.meta.url).resolve('@service-desk/spec/openapi.annotated.json');
  annotated ??= JSON.parse(readFileSync(file, 'utf8')) as Description;
  return annotated;
}

/**
 * A copy without the fields and alternatives that nothing is generated for: those with `x-guide-print`, and those that
 * are `readOnly`, which a body only accepts so that a record can be sent back as it was read.
 */
export function toGenerateFrom(description: Description): Description {
  const isLeft = (node: unknown): boolean => {
    if (typeof node !== 'object' || node === null) return false;
    const schema = resolve(description, node as Schema);
    return schema['x-guide-print'] === true || schema.readOnly === true;
  };
  const copyOf = (node: unknown): unknown => {
    if (typeof node !== 'object' || node === null) return node;
    if (Array.isArray(node)) return node.filter((part) => !isLeft(part)).map(copyOf);
    const entries = Object.entries(node).filter(([, part]) => !isLeft(part));
    const copy: Schema = Object.fromEntries(entries.map(([key, part]) => [key, copyOf(part)]));
    const { anyOf, ...own } = copy;
    // A choice of one alternative is that alternative.
    return anyOf?.length === 1 ? { ...anyOf[0], ...own } : copy;
  };
  return copyOf(description) as Description;
}

/** Follows a local `$ref`. Other nodes are returned as they are. */
export function resolve<Node extends object>(description: object, node: Node): Node {
  const { $ref } = node as { $ref?: unknown };
  return typeof $ref === 'string' ? resolve(description, targetOf(description, $ref) as Node) : node;
}

/** The target of a local reference; undefined if it does not exist. */
export function findTarget(description: object, ref: string): unknown {
  const keys = ref.replace(/^#\//, '').split('/').map(decodeURIComponent);
  return keys.reduce<unknown>(
    (at, key) =>
      (at as Record<string, unknown> | undefined)?.[key.replaceAll('~1', '/').replaceAll('~0', '~')],
    description,
  );
}

/**
 * The target of a local reference.
 *
 * @throws Error if it does not exist
 */
export function targetOf(description: object, ref: string): object {
  const target = findTarget(description, ref);
  if (typeof target !== 'object' || target === null) throw new Error(`${ref} does not exist`);
  return target;
}

/** The name of the component that a reference leads to. */
export function componentOf(ref: string): string {
  return ref.slice(ref.lastIndexOf('/') + 1);
}

/**
 * The name of the component that a schema refers to.
 *
 * @throws Error if it is not a reference
 */
export function nameOf(schema: Schema): string {
  if (!schema.$ref) throw new Error(`expected a named schema, not ${JSON.stringify(schema)}`);
  return componentOf(schema.$ref);
}
