import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type OperationId, operationTable } from '@service-desk/client';

/** A JSON Schema, as far as the contract uses it. */
export interface Schema {
  $ref?: string;
  type?: string | readonly string[];
  const?: unknown;
  enum?: readonly unknown[];
  maxLength?: number;
  readOnly?: boolean;
  examples?: readonly unknown[];
  pattern?: string;
  required?: readonly string[];
  properties?: Record<string, Schema>;
  additionalProperties?: unknown;
  items?: Schema;
  allOf?: readonly Schema[];
  anyOf?: readonly Schema[];
  oneOf?: readonly Schema[];
  default?: unknown;
  /** The value in a new resource. */
  'x-default'?: unknown;
  /** The guide prints it, but providers do not send it. */
  'x-guide-print'?: boolean;
  /** The kind of resource that an id names, such as `user`; on `Id`, the fields of each kind. */
  'x-kind'?: string;
  'x-kinds'?: Record<string, string[]>;
}

interface Described {
  parameters?: Reference<Parameter>[];
  /** The fields that a list is ordered by. */
  'x-order'?: readonly string[];
  requestBody?: Reference<{ content: Content }>;
  responses: Record<string, Reference<{ content?: Content; headers?: Record<string, object> }>>;
}

type Reference<Node> = Node & { $ref?: string };
type Content = Record<string, { schema?: Schema; examples?: Record<string, Reference<{ value?: unknown }>> }>;

/** A parameter in the path or the query. */
export interface Parameter {
  name: string;
  in: string;
  schema: Schema;
  example?: unknown;
  'x-kind'?: string;
  /** For a parameter that orders a list: the fields for each of its values. */
  'x-order'?: Readonly<Record<string, readonly string[]>>;
}

/** The bundled description, as far as the contract uses it. */
export interface Bundle {
  paths: Record<string, { parameters?: Reference<Parameter>[] } & Record<string, Described>>;
  components: Record<string, Record<string, object>>;
}

let bundle: Bundle | undefined;

/** The description of this version of the contract. It is read once. */
export function readBundle(): Bundle {
  const file = createRequire(import.meta.url).resolve('@service-desk/spec/openapi.annotated.json');
  bundle ??= JSON.parse(readFileSync(file, 'utf8')) as Bundle;
  return bundle;
}

/** Follows references within the bundle. */
export function resolved<Node extends object>(bundle: Bundle, node: Reference<Node>): Node {
  if (!node.$ref) return node;
  const keys = node.$ref.slice(2).split('/').map(decodeURIComponent);
  const target = keys.reduce<unknown>(
    (at, key) => (at as Record<string, unknown>)[key.replaceAll('~1', '/').replaceAll('~0', '~')],
    bundle,
  );
  return resolved(bundle, target as Reference<Node>);
}

/** The description of an operation. */
export function describedBy(bundle: Bundle, operation: OperationId): Described {
  const { method, path } = operationTable[operation];
  return bundle.paths[path]?.[method.toLowerCase()] as Described;
}

/** The parameters of an operation, in the path and in the query. */
export function describedParameters(bundle: Bundle, operation: OperationId): Parameter[] {
  const shared = bundle.paths[operationTable[operation].path]?.parameters ?? [];
  const { parameters = [] } = describedBy(bundle, operation);
  return [...shared, ...parameters].map((each) => resolved(bundle, each));
}

/** The schema of the request body of an operation, in JSON. */
export function bodySchemaOf(bundle: Bundle, operation: OperationId): Schema | undefined {
  const { requestBody } = describedBy(bundle, operation);
  return requestBody && resolved(bundle, requestBody).content['application/json']?.schema;
}

/** The schema of the response of an operation with a status, in JSON. */
export function answerSchemaOf(bundle: Bundle, operation: OperationId, status = 200): Schema | undefined {
  const response = describedBy(bundle, operation).responses[status];
  return response && resolved(bundle, response).content?.['application/json']?.schema;
}
