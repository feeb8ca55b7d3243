import {
  type Description,
  type Example,
  type MediaType,
  type Method,
  nameOf,
  type OperationNode,
  type Parameter,
  resolve,
  type Schema,
} from './description.ts';
import { partsOf } from './schemas.ts';

/** An operation of the description, with its references resolved. */
export interface Operation {
  /** The dotted name, such as `incidents.comments.create`. */
  id: string;
  /** The name without its verb: `incidents.comments`. */
  resource: string;
  method: Uppercase<Method>;
  /** The path template, ending in `.{format}`. */
  path: string;
  summary: string;
  description: string;
  tags: string[];
  /** The names of the path parameters without `format`, in the order of the path. */
  ids: string[];
  parameters: Parameter[];
  /** The fields that a list is ordered by. */
  order: string[] | undefined;
  /**
   * The wrapper around the body's fields, null if there is none, and the name of the body's schema; undefined if the
   * operation has no body.
   */
  body: { wrapper: string | null; name: string } | undefined;
  /**
   * The name of the success envelope, the key inside `result` and its schema, whether it is a list, and whether it has
   * totals. A result of several keys has no `key`. A redirect has the envelopes of the operations that it leads to.
   */
  result: {
    envelopes: string[];
    key?: string;
    schema: Schema;
    list: boolean;
    paged: boolean;
    redirect?: true;
  };
  /** The schema of the request body in JSON. */
  requestSchema: Schema | undefined;
  /** The schema of each response in JSON, by status. */
  responseSchemas: Record<string, Schema | undefined>;
  /** The named examples of the request body. */
  requestExamples: Record<string, Example>;
  /** The named examples of each response, by status. */
  responseExamples: Record<string, Record<string, Example>>;
}

/** The methods that v1 has. */
export const METHODS: readonly Method[] = ['get', 'post', 'put', 'delete'];
const JSON_TYPE = 'application/json';
export const REDIRECT = '302';
const DEFAULT = 'default';

/** The resource of an operation: `changes.testers` of `changes.testers.create`. */
export function resourceOf(operation: string): string {
  return operation.slice(0, operation.lastIndexOf('.'));
}

/** A path without its extension and the names of its parameters. */
export function collectionOf(path: string): string {
  return path.replace('.{format}', '').replace(/\{[^}]+\}/g, '{}');
}

/** All operations, in the order of the description. */
export function operationsOf(description: Description): Operation[] {
  return Object.entries(description.paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const node = item[method];
      return node ? [operationOf(description, path, method, node, item.parameters ?? [])] : [];
    }),
  );
}

const indexes = new WeakMap<Description, ReadonlyMap<string, Operation>>();

/** All operations by their names. They are read once for each description. */
export function operationsById(description: Description): ReadonlyMap<string, Operation> {
  const index = indexes.get(description) ?? new Map(operationsOf(description).map((each) => [each.id, each]));
  indexes.set(description, index);
  return index;
}

/**
 * An operation by its name.
 *
 * @throws Error if it does not exist
 */
export function operationNamed(description: Description, id: string): Operation {
  const operation = operationsById(description).get(id);
  if (!operation) throw new Error(`the description has no operation ${id}`);
  return operation;
}

/** The query parameters of an operation by name. */
export function queryOf({ parameters }: Operation): Map<string, Parameter> {
  return new Map(parameters.filter((each) => each.in === 'query').map((each) => [each.name, each]));
}

/** The names of the examples of its failures. */
export function failuresOf({ responseExamples }: Operation): string[] {
  return Object.values(responseExamples)
    .flatMap((examples) => Object.entries(examples))
    .filter(([, { value }]) => (value as { status?: string } | undefined)?.status === 'Failed')
    .map(([name]) => name);
}

function operationOf(
  description: Description,
  path: string,
  method: Method,
  node: OperationNode,
  shared: Parameter[],
): Operation {
  const { operationId: id } = node;
  const ids = [...path.matchAll(/\{([^}]+)\}/g)].map((m) => m[1] ?? '').filter((name) => name !== 'format');
  const requestMedia = node.requestBody && resolve(description, node.requestBody).content[JSON_TYPE];
  // The default response is for addresses without an operation.
  const responses = Object.entries(node.responses)
    .filter(([status]) => status !== DEFAULT)
    .map(([status, response]) => [status, resolve(description, response)] as const);
  return {
    id,
    resource: resourceOf(id),
    method: method.toUpperCase() as Uppercase<Method>,
    path,
    summary: node.summary ?? '',
    description: node.description ?? '',
    tags: node.tags ?? [],
    ids,
    parameters: [...shared, ...(node.parameters ?? [])].map((each) => resolve(description, each)),
    order: node['x-order'],
    body: requestMedia?.schema ? bodyOf(description, id, requestMedia.schema) : undefined,
    result: resultOf(description, node),
    requestSchema: requestMedia?.schema,
    responseSchemas: Object.fromEntries(
      responses.map(([status, { content }]) => [status, content?.[JSON_TYPE]?.schema]),
    ),
    requestExamples: examplesOf(description, requestMedia),
    responseExamples: Object.fromEntries(
      responses.map(([status, { content, headers }]) => [
        status,
        examplesOf(description, content?.[JSON_TYPE] ?? headers?.Location),
      ]),
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
    throw new Error(`${id}: a body must have either one wrapper or only fields`);
  }
  return { wrapper: wrapper?.[0] ?? null, name: nameOf(schema) };
}

function hasFields(description: Description, schema: Schema): boolean {
  return partsOf(description, schema).some(({ properties, type }) => properties ?? type === 'object');
}

const TOTALS = ['total_entries', 'total_pages'];

function resultOf(description: Description, node: OperationNode): Operation['result'] {
  const targets = Object.values(node.responses[REDIRECT]?.links ?? {});
  if (targets.length > 0) {
    const nodes = Object.values(description.paths).flatMap((item) =>
      METHODS.flatMap((each) => item[each] ?? []),
    );
    const envelopes = targets.flatMap(({ operationId }) => {
      const target = nodes.find((other) => other.operationId === operationId);
      if (!target) throw new Error(`${node.operationId} links to ${operationId}, which is not an operation`);
      return resultOf(description, target).envelopes;
    });
    return { envelopes, schema: {}, list: false, paged: false, redirect: true };
  }
  const success =
    node.responses['200'] && resolve(description, node.responses['200']).content?.[JSON_TYPE]?.schema;
  const envelope = success?.oneOf?.find((s) => resolve(description, s).properties?.result);
  const wrapped = envelope && resolve(description, envelope).properties?.result;
  const result = wrapped && resolve(description, wrapped);
  const keys = Object.entries(result?.properties ?? {});
  const [first, ...others] = keys.filter(([key]) => !TOTALS.includes(key));
  if (!envelope || !wrapped || !first)
    throw new Error(`${node.operationId}: the 200 response has no result with its own key`);
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
