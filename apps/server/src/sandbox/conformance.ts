import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { OperationId } from '../generated/operations.ts';

interface Description {
  paths: Record<string, Record<string, { operationId?: OperationId; responses: Record<string, object> }>>;
}

/** Statuses with a Failed envelope that any path can have, by the description's prose. */
const UNIVERSAL: readonly number[] = [404, 405, 413];

/** Validates a response and returns the violations of the description. */
export type Conformance = (operation: OperationId, status: number, body: unknown) => string[];

/**
 * Creates a validator of responses by the bundled description. It is stricter than the description: properties that are not
 * described are violations.
 */
export function readConformance(): Conformance {
  const file = createRequire(import.meta.url).resolve('@service-desk/spec/openapi.annotated.json');
  const description = JSON.parse(readFileSync(file, 'utf8')) as Description;
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
  ajv.addSchema(closed(description) as object, 'openapi');
  const pointers = new Map<OperationId, string>();
  for (const [path, item] of Object.entries(description.paths)) {
    for (const [method, operation] of Object.entries(item)) {
      if (operation.operationId) pointers.set(operation.operationId, `/paths/${escaped(path)}/${method}`);
    }
  }
  const validators = new Map<string, ValidateFunction | undefined>();

  function validatorOf(operation: OperationId, status: number): ValidateFunction | undefined {
    const key = `${operation} ${status}`;
    if (!validators.has(key)) {
      const response = at(description, `${pointers.get(operation)}/responses/${status}`);
      const ref = (response as { $ref?: string } | undefined)?.$ref?.slice(1);
      const pointer = ref ?? `${pointers.get(operation)}/responses/${status}`;
      const schema = response ? `${pointer}/content/application~1json/schema` : '/components/schemas/Failed';
      const isDescribed = response || UNIVERSAL.includes(status);
      validators.set(key, isDescribed ? ajv.compile({ $ref: `openapi#${schema}` }) : undefined);
    }
    return validators.get(key);
  }

  function redirects(operation: OperationId): boolean {
    return at(description, `${pointers.get(operation)}/responses/302/headers/Location`) !== undefined;
  }

  return (operation, status, body) => {
    // A redirect has no body.
    if (body === undefined && status === 302 && redirects(operation)) return [];
    const validate = validatorOf(operation, status);
    if (!validate) return [`${operation}: status ${status} is not described`];
    if (validate(body)) return [];
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) =>
        `${operation} ${status} ${instancePath} ${message} ${JSON.stringify(params)}`,
    );
  };
}

function escaped(path: string): string {
  return path.replaceAll('~', '~0').replaceAll('/', '~1').replaceAll('{', '%7B').replaceAll('}', '%7D');
}

function at(node: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .map((key) => decodeURIComponent(key).replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], node);
}

/** A copy in which all object schemas are closed, without the parts that only the guide prints. */
function closed(description: Description): unknown {
  const extended = new Set(extensionsOf(description).map((ref) => at(description, ref.slice(1))));
  const copyOf = (node: unknown): unknown => {
    if (typeof node !== 'object' || node === null) return node;
    if (Array.isArray(node)) return node.filter(isSent).map(copyOf);
    const entries = Object.entries(node).filter(([, child]) => isSent(child));
    const copy: Record<string, unknown> = Object.fromEntries(
      entries.map(([key, child]) => [key, copyOf(child)]),
    );
    const isShape = typeof copy.properties === 'object' && copy.type === 'object';
    if (Array.isArray(copy.allOf)) copy.unevaluatedProperties = false;
    else if (isShape && !extended.has(node)) copy.additionalProperties ??= false;
    return copy;
  };
  return copyOf(description);
}

/** The schemas that others extend by `allOf`. These must stay open. */
function extensionsOf(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return [];
  const { allOf } = node as { allOf?: { $ref?: string }[] };
  const own = Array.isArray(allOf) ? allOf.flatMap(({ $ref = [] }) => $ref) : [];
  return [...own, ...Object.values(node).flatMap(extensionsOf)];
}

function isSent(node: unknown): boolean {
  return typeof node !== 'object' || node === null || !('x-guide-print' in node);
}
