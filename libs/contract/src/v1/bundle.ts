import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type OperationId, operationTable } from '@service-desk/client';

/** As much of a JSON Schema as the contract looks at. */
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
  /** What a new thing has. */
  'x-default'?: unknown;
  /** The guide prints it, and no provider sends it. */
  'x-guide-print'?: boolean;
  /** What an id names, such as `user`; of all ids, the fields that name each. */
  'x-kind'?: string;
  'x-kinds'?: Record<string, string[]>;
}

interface Described {
  parameters?: Reference<Parameter>[];
  /** The fields that a list goes by. */
  'x-order'?: readonly string[];
  requestBody?: Reference<{ content: Content }>;
  responses: Record<string, Reference<{ content?: Content; headers?: Record<string, object> }>>;
}

type Reference<Node> = Node & { $ref?: string };
type Content = Record<string, { schema?: Schema; examples?: Record<string, Reference<{ value?: unknown }>> }>;

/** A parameter of an address or a query. */
export interface Parameter {
  name: string;
  in: string;
  schema: Schema;
  example?: unknown;
  'x-kind'?: string;
  /** Of a parameter that orders a list, the fields that each of its values stands for. */
  'x-order'?: Readonly<Record<string, readonly string[]>>;
}

/** The bundled description, as far as the checks read it. */
export interface Bundle {
  paths: Record<string, { parameters?: Reference<Parameter>[] } & Record<string, Described>>;
  components: Record<string, Record<string, object>>;
}

let bundle: Bundle | undefined;

/** The description that this version of the contract stands for. It is read once. */
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

/** What the description says of an operation. */
export function describedBy(bundle: Bundle, operation: OperationId): Described {
  const { method, path } = operationTable[operation];
  return bundle.paths[path]?.[method.toLowerCase()] as Described;
}

/** The parameters of an operation, in its address and in its query. */
export function describedParameters(bundle: Bundle, operation: OperationId): Parameter[] {
  const shared = bundle.paths[operationTable[operation].path]?.parameters ?? [];
  const { parameters = [] } = describedBy(bundle, operation);
  return [...shared, ...parameters].map((each) => resolved(bundle, each));
}

/** The schema of the body that an operation takes, in JSON. */
export function bodySchemaOf(bundle: Bundle, operation: OperationId): Schema | undefined {
  const { requestBody } = describedBy(bundle, operation);
  return requestBody && resolved(bundle, requestBody).content['application/json']?.schema;
}

/** The schema of what an operation answers with a status, in JSON. */
export function answerSchemaOf(bundle: Bundle, operation: OperationId, status = 200): Schema | undefined {
  const response = describedBy(bundle, operation).responses[status];
  return response && resolved(bundle, response).content?.['application/json']?.schema;
}
