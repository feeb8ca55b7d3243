import { type OperationId, operationTable } from '@service-desk/client';

/** As much of a JSON Schema as the contract looks at. */
export interface Schema {
  $ref?: string;
  type?: string | readonly string[];
  const?: unknown;
  enum?: readonly unknown[];
  pattern?: string;
  required?: readonly string[];
  properties?: Record<string, Schema>;
  items?: Schema;
  anyOf?: readonly Schema[];
  oneOf?: readonly Schema[];
}

/** The bundled OpenAPI description, `@service-desk/spec/openapi.json`. */
export interface Description {
  paths: object;
  components?: object;
}

/** A schema of exactly one JSON type. */
export interface Alternative extends Schema {
  type: string;
}

/** What a schema allows, a schema for each JSON type or constant; empty where it allows anything. */
export function alternativesOf(description: Description, schema: Schema | undefined): Alternative[] {
  if (!schema) return [];
  if (schema.$ref) return alternativesOf(description, resolve(description, schema.$ref));
  const several = schema.anyOf ?? schema.oneOf;
  if (several) return several.flatMap((each) => alternativesOf(description, each));
  const types = typeof schema.type === 'string' ? [schema.type] : (schema.type ?? []);
  return types.map((type) => ({ ...schema, type }));
}

/** The schema of what stands inside the envelope when the operation succeeds. */
export function resultSchemaOf(description: Description, operation: OperationId): Schema | undefined {
  const { method, path } = operationTable[operation];
  const answer = at(description.paths, [path, method.toLowerCase(), 'responses', '200']);
  const schema = at(answer, ['content', 'application/json', 'schema']) as Schema | undefined;
  return alternativesOf(description, schema).find((each) => each.properties?.result)?.properties?.result;
}

function resolve(description: Description, ref: string): Schema | undefined {
  const keys = ref.slice(2).split('/');
  return at(
    description,
    keys.map((key) => decodeURIComponent(key).replaceAll('~1', '/').replaceAll('~0', '~')),
  ) as Schema | undefined;
}

function at(value: unknown, keys: readonly string[]): unknown {
  return keys.reduce<unknown>((inside, key) => (inside as Record<string, unknown> | undefined)?.[key], value);
}
