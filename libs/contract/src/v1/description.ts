import { type OperationId, operationTable } from '@service-desk/client';
import { answerSchemaOf, type Bundle, describedBy, resolved, type Schema } from './bundle.ts';

/** The annotated OpenAPI description, `@service-desk/spec/openapi.annotated.json`. */
export interface Description {
  paths: object;
  components?: object;
}

/** A schema of exactly one JSON type. */
export interface Alternative extends Schema {
  type: string;
}

/** The alternatives of a schema, one for each JSON type or constant; empty if it allows anything. */
export function alternativesOf(description: Description, schema: Schema | undefined): Alternative[] {
  if (!schema) return [];
  if (schema.$ref) return alternativesOf(description, resolved(description as Bundle, schema));
  if (schema.allOf) return [extended(description, schema.allOf, schema)];
  const several = (schema.anyOf ?? schema.oneOf)?.filter((each) => !each['x-guide-print']);
  if (several) return several.flatMap((each) => alternativesOf(description, each));
  const types = typeof schema.type === 'string' ? [schema.type] : (schema.type ?? []);
  return types.map((type) => ({ ...schema, type }));
}

/** Merges an object schema with those that it extends. */
function extended(description: Description, bases: readonly Schema[], own: Schema): Alternative {
  const parts = [...bases.flatMap((base) => alternativesOf(description, base)), own];
  return {
    type: 'object',
    required: parts.flatMap(({ required = [] }) => required),
    properties: Object.assign({}, ...parts.map(({ properties }) => properties)),
  };
}

/** The fields of an object that is one of these. A field of several alternatives may match any of them. */
export function fieldsOf(alternatives: readonly Alternative[]): Record<string, Schema> {
  const schemas = new Map<string, Schema[]>();
  for (const { properties = {} } of alternatives) {
    for (const [key, schema] of Object.entries(properties))
      schemas.set(key, [...(schemas.get(key) ?? []), schema]);
  }
  return Object.fromEntries(
    [...schemas].map(([key, several]) => [
      key,
      several.length > 1 ? { anyOf: several } : (several[0] as Schema),
    ]),
  );
}

/** Whether an object may be this alternative: no field contradicts it by being null or another constant. */
export function mayBe(description: Description, value: object, { properties = {} }: Alternative): boolean {
  return Object.entries(value).every(([key, inside]) => {
    const allowed = alternativesOf(description, properties[key]);
    const takes = ({ type, const: constant }: Alternative) =>
      (type === 'null') === (inside === null) && (constant === undefined || constant === inside);
    return allowed.length === 0 || allowed.some(takes);
  });
}

/** The schema of `result` in the envelope of a success. */
export function resultSchemaOf(description: Description, operation: OperationId): Schema | undefined {
  const schema = answerSchemaOf(description as Bundle, operation);
  return alternativesOf(description, schema).find((each) => each.properties?.result)?.properties?.result;
}

/**
 * The schemas of the fields that every example of an object has. v1 always sends them, though its guide does not say so.
 * A field that only some examples have, such as the link to an author, depends on the data.
 */
export function fieldsAlwaysShown(description: Description): Set<Schema> {
  const shown = new Map<Schema, boolean>();
  function look(value: unknown, schema: Schema | undefined): void {
    const alternatives = alternativesOf(description, schema);
    if (Array.isArray(value)) {
      const items = alternatives.find(({ type }) => type === 'array')?.items;
      for (const entry of value) look(entry, items);
      return;
    }
    if (typeof value !== 'object' || value === null) return;
    for (const { properties } of alternatives) {
      for (const [key, field] of Object.entries(properties ?? {}))
        shown.set(field, (shown.get(field) ?? true) && key in value);
    }
    const fields = fieldsOf(alternatives);
    for (const [key, inside] of Object.entries(value)) look(inside, fields[key]);
  }
  for (const operation of Object.keys(operationTable) as OperationId[]) {
    const schema = resultSchemaOf(description, operation);
    for (const { status, value } of examplesOf(description, operation))
      if (status === 200) look((value as { result?: unknown } | undefined)?.result, schema);
  }
  return new Set([...shown.keys()].filter((field) => shown.get(field)));
}

/** A documented response of an operation. */
export interface Documented {
  status: number;
  /** The example's name. */
  name: string;
  value: unknown;
}

/** The documented responses of an operation. */
export function examplesOf(description: Description, operation: OperationId): Documented[] {
  const bundle = description as Bundle;
  return Object.entries(describedBy(bundle, operation).responses).flatMap(([status, response]) => {
    // The default is for addresses without an operation.
    if (status === 'default') return [];
    const { examples = {} } = resolved(bundle, response).content?.['application/json'] ?? {};
    return Object.entries(examples).map(([name, example]) => ({
      status: Number(status),
      name,
      value: resolved(bundle, example).value,
    }));
  });
}
