import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** A JSON Schema of the bundled description, as far as the generators look into it. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  description?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  /** What a blank does where it does not clear; the text that refuses it. */
  'x-blank'?: string | { refused: string };
  /** How a record that is written by this schema moves, and which dates bring a status about. */
  'x-life'?: {
    status?: string;
    moves?: Record<string, number[]>;
    dates: Record<string, { status?: number | string; with?: string[] }>;
  };
  /** What each value of a code means. */
  'x-enumDescriptions'?: Record<string, string>;
  discriminator?: { propertyName: string; mapping?: Record<string, string> };
  oneOf?: Schema[];
  allOf?: Schema[];
  anyOf?: Schema[];
  enum?: unknown[];
  default?: unknown;
  maxLength?: number;
  pattern?: string;
  readOnly?: boolean;
  /** The guide prints it, and no provider sends it. */
  'x-guide-print'?: boolean;
}

export interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header' | 'cookie';
  description?: string;
  required?: boolean;
  schema?: Schema;
}

/** A named example, with what the contract needs to bring it about. */
export interface Example {
  summary?: string;
  value?: unknown;
  'x-state'?: { name: string; values: Record<string, unknown> };
  'x-request'?: { path?: Record<string, unknown>; query?: Record<string, unknown> };
}

interface MediaType {
  schema?: Schema;
  examples?: Record<string, Example>;
  /** What is sent in requests that are refused, and does not fit the schema either. */
  'x-refused-examples'?: Record<string, Example>;
}

interface RawResponse {
  content?: Record<string, MediaType>;
  headers?: Record<string, MediaType>;
  /** The operations that the answer leads to. */
  links?: Record<string, { operationId?: string }>;
}

interface RawOperation {
  operationId: string;
  summary?: string;
  description?: string;
  tags?: string[];
  deprecated?: boolean;
  parameters?: Parameter[];
  requestBody?: { content: Record<string, MediaType> };
  responses: Record<string, RawResponse>;
}

export interface Description {
  paths: Record<string, { parameters?: Parameter[] } & Partial<Record<Method, RawOperation>>>;
  components: { schemas: Record<string, Schema>; examples?: Record<string, Example> };
}

export type Method = 'get' | 'post' | 'put' | 'delete';

/** One operation of the description, with all that the generators derive from it. */
export interface Operation {
  /** The dotted name, such as `incidents.comments.create`. */
  id: string;
  method: Uppercase<Method>;
  /** The path template, ending in `.{format}`. */
  path: string;
  summary: string;
  description: string;
  /** The names of the path parameters without `format`, in the order of the path. */
  ids: string[];
  parameters: Parameter[];
  /**
   * The wrapper around the body's fields, null where they stand bare, and the body's schema by name; undefined when the
   * call takes no body.
   */
  body: { wrapper: string | null; name: string } | undefined;
  /**
   * The name of the success envelope, the key inside `result` and its schema; a list says so, and whether it has
   * totals. A result of several keys is taken as it is, and names none. A redirect answers with one of the envelopes of
   * the operations that it leads to.
   */
  result: {
    envelopes: string[];
    key?: string;
    schema: Schema;
    list: boolean;
    paged: boolean;
    redirect?: true;
  };
  /** The named examples of the request's body. */
  requestExamples: Record<string, Example>;
  /** The named examples of each response, by status. */
  responseExamples: Record<string, Record<string, Example>>;
}

const METHODS: readonly Method[] = ['get', 'post', 'put', 'delete'];
const JSON_TYPE = 'application/json';
const REDIRECT = '302';
const DEFAULT = 'default';

/** Reads the annotated bundle that `@service-desk/spec` builds, without what nothing is generated for. */
export function readDescription(): Description {
  const file = createRequire(import.meta.url).resolve('@service-desk/spec/openapi.annotated.json');
  return toGenerateFrom(JSON.parse(readFileSync(file, 'utf8')) as Description);
}

/**
 * A copy without the fields and alternatives that nothing is generated for: those that bear `x-guide-print`, which the
 * guide prints and no provider sends, and those that are `readOnly`, which inputs have so that a record that was read
 * fits them, and which are ignored there.
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
    // One of one is that one.
    return anyOf?.length === 1 ? { ...anyOf[0], ...own } : copy;
  };
  return copyOf(description) as Description;
}

/** Follows a local `$ref`; anything else is returned as it is. */
export function resolve<T extends object>(description: Description, node: T): T {
  if (!('$ref' in node) || typeof node.$ref !== 'string') return node;
  const target = node.$ref
    .replace(/^#\//, '')
    .split('/')
    .reduce<unknown>(
      (at, key) => (at as Record<string, unknown>)[key.replaceAll('~1', '/').replaceAll('~0', '~')],
      description,
    );
  if (target === undefined) throw new Error(`${node.$ref} leads nowhere`);
  return resolve(description, target as T);
}

/**
 * The schemas that tell of the fields of an object: those that it adds up, its own, and those of its alternatives, of
 * which no field is mandatory by itself.
 */
export function partsOf(description: Description, schema: Schema): Schema[] {
  const own = resolve(description, schema);
  const added = (own.allOf ?? []).flatMap((part) => partsOf(description, part));
  // What is only taken because it was read is no way to write something.
  const written = (own.anyOf ?? []).filter(({ readOnly }) => !readOnly);
  const alternatives = written.flatMap((part) => partsOf(description, part));
  return [...added, own, ...alternatives.map(({ required: _, ...part }) => part)];
}

/** The text of a schema, with what each of its codes means: an editor shows nothing but the text. */
export function textOf({ description, 'x-enumDescriptions': meanings = {} }: Schema): string {
  const codes = Object.entries(meanings).map(([code, meaning]) => `- \`${code}\` ${meaning}`);
  return [description, codes.join('\n')].filter(Boolean).join('\n\n');
}

/** The name of the component that a schema refers to. */
export function nameOf(schema: Schema): string {
  const name = schema.$ref?.split('/').pop();
  if (!name) throw new Error(`a named schema was expected, not ${JSON.stringify(schema)}`);
  return name;
}

/** All operations, in the order of the description. */
export function operationsOf(description: Description): Operation[] {
  return Object.entries(description.paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const raw = item[method];
      return raw ? [operationOf(description, path, method, raw, item.parameters ?? [])] : [];
    }),
  );
}

function operationOf(
  description: Description,
  path: string,
  method: Method,
  raw: RawOperation,
  shared: Parameter[],
): Operation {
  const parameters = [...shared, ...(raw.parameters ?? [])].map((p) => resolve(description, p));
  const ids = [...path.matchAll(/\{([^}]+)\}/g)].map((m) => m[1] ?? '').filter((name) => name !== 'format');
  const requestMedia = raw.requestBody && resolve(description, raw.requestBody).content[JSON_TYPE];
  return {
    id: raw.operationId,
    method: method.toUpperCase() as Uppercase<Method>,
    path,
    summary: raw.summary ?? '',
    description: raw.description ?? '',
    ids,
    parameters,
    body: requestMedia?.schema ? bodyOf(description, raw.operationId, requestMedia.schema) : undefined,
    result: resultOf(description, raw),
    requestExamples: examplesOf(description, requestMedia),
    responseExamples: Object.fromEntries(
      // What any address answers without a call has no state that an example could be true in.
      Object.entries(raw.responses)
        .filter(([status]) => status !== DEFAULT)
        .map(([status, response]) => {
          const { content, headers } = resolve(description, response);
          return [status, examplesOf(description, content?.[JSON_TYPE] ?? headers?.Location)];
        }),
    ),
  };
}

function examplesOf(description: Description, media: MediaType | undefined): Record<string, Example> {
  const examples = { ...media?.examples, ...media?.['x-refused-examples'] };
  return Object.fromEntries(
    Object.entries(examples).map(([name, example]) => [name, resolve(description, example)]),
  );
}

function bodyOf(description: Description, id: string, schema: Schema): NonNullable<Operation['body']> {
  const parts = partsOf(description, schema);
  const properties = Object.entries(Object.assign({}, ...parts.map((part) => part.properties)) as object);
  const wrappers = properties.filter(([, property]) => hasFields(description, property));
  const [wrapper] = wrappers;
  if (properties.length === 0 || (wrapper && properties.length > 1)) {
    throw new Error(`${id}: a body has one wrapper, or nothing but fields`);
  }
  return { wrapper: wrapper?.[0] ?? null, name: nameOf(schema) };
}

function hasFields(description: Description, schema: Schema): boolean {
  return partsOf(description, schema).some(({ properties, type }) => properties ?? type === 'object');
}

function rawOperations({ paths }: Description): RawOperation[] {
  return Object.values(paths).flatMap((item) => METHODS.flatMap((method) => item[method] ?? []));
}

const TOTALS = ['total_entries', 'total_pages'];

function resultOf(description: Description, raw: RawOperation): Operation['result'] {
  const targets = Object.values(raw.responses[REDIRECT]?.links ?? {});
  if (targets.length > 0) {
    const envelopes = targets.flatMap(({ operationId }) => {
      const target = rawOperations(description).find((other) => other.operationId === operationId);
      if (!target) throw new Error(`${raw.operationId} leads to ${operationId}, which is no operation`);
      return resultOf(description, target).envelopes;
    });
    return { envelopes, schema: {}, list: false, paged: false, redirect: true };
  }
  const success =
    raw.responses['200'] && resolve(description, raw.responses['200']).content?.[JSON_TYPE]?.schema;
  const envelope = success?.oneOf?.find((s) => resolve(description, s).properties?.result);
  const wrapped = envelope && resolve(description, envelope).properties?.result;
  const result = wrapped && resolve(description, wrapped);
  const keys = Object.entries(result?.properties ?? {});
  const [first, ...others] = keys.filter(([key]) => !TOTALS.includes(key));
  if (!envelope || !wrapped || !first)
    throw new Error(`${raw.operationId}: 200 has no result with a key of its own`);
  const envelopes = [nameOf(envelope)];
  if (others.length > 0) return { envelopes, schema: wrapped, list: false, paged: false };
  const [key, schema] = first;
  const list = resolve(description, schema).type === 'array';
  return {
    envelopes,
    key,
    schema,
    list,
    paged: list && keys.some(([name]) => TOTALS.includes(name)),
  };
}

/**
 * The first documented success of an operation, by its name.
 *
 * @throws Error when there is none
 */
export function firstSuccess({ id, responseExamples }: Operation): [name: string, example: Example] {
  const [redirected] = Object.entries(responseExamples[REDIRECT] ?? {});
  if (redirected) return redirected;
  const found = Object.entries(responseExamples['200'] ?? {}).find(
    ([, { value }]) => (value as { status?: string } | undefined)?.status === 'Success',
  );
  if (!found) throw new Error(`${id} has no example of a success`);
  return found;
}
