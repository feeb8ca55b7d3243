import { type OperationId, operationTable } from '@service-desk/client';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import {
  answerSchemaOf,
  type Bundle,
  bodySchemaOf,
  describedBy,
  describedParameters,
  type Parameter,
  resolved,
  type Schema,
} from './bundle.ts';
import { faultsInWords } from './words.ts';

/** An address of v1: its operation, ids and format. */
export interface Address {
  operation: OperationId;
  ids: string[];
  format: string;
}

/** Checks requests and responses against the description. Faults are messages for people. */
export interface Conformance {
  /** The operation of a method and a path without prefix; undefined if there is none. */
  addressOf(method: string, path: string): Address | undefined;
  /** The same for a path with any prefix: `/helpdesk/incidents/1.json`. */
  addressBehind(method: string, path: string): Address | undefined;
  /** The faults of the query and the body of a request. */
  requestFaults(operation: OperationId, query: URLSearchParams, body: unknown): string[];
  /** A fault if an operation does not have this status. */
  statusFaults(operation: OperationId, status: number): string[];
  /** The faults of a response. Fields that the description does not know are not a fault. */
  answerFaults(operation: OperationId, status: number, body: unknown): string[];
}

/** The status for a body that is too large, which the description has in its prose for every operation. */
const UNIVERSAL: readonly number[] = [413];
/** A parameter that scripts add to bypass caches, and that v1 ignores. */
const CACHE_BUSTER = '_';

/**
 * The checks against a description.
 *
 * @param closed whether a field that the description does not know is a fault
 */
export function conformanceTo(bundle: Bundle, closed = false): Conformance {
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false, verbose: true });
  ajv.addSchema(bundle, 'openapi');
  // Values in a query are strings, so they are coerced.
  const lenient = new Ajv2020({ strict: false, coerceTypes: true, validateFormats: false, verbose: true });
  lenient.addSchema(bundle, 'openapi');
  const addresses = Object.entries(operationTable).map(([operation, { method, path }]) => ({
    operation: operation as OperationId,
    method,
    pattern: new RegExp(
      `^${path.replace('.{format}', '(?:\\.(json|js|xml))?').replace(/\{[^}]+\}/g, '([^/.]+)')}$`,
    ),
    // Of several matches, the one with the fewest ids is right: current_user is not an id.
    ids: path.split('{').length,
  }));
  addresses.sort((a, b) => a.ids - b.ids);
  const compiled = new Map<string, ValidateFunction>();

  function validator(pointer: string): ValidateFunction {
    const known = compiled.get(pointer) ?? ajv.compile({ $ref: `openapi${pointer}` });
    compiled.set(pointer, known);
    return known;
  }

  function statusFaults(operation: OperationId, status: number): string[] {
    const { responses } = describedBy(bundle, operation);
    if (responses[status] || UNIVERSAL.includes(status)) return [];
    const statuses = Object.keys(responses)
      .filter((each) => each !== 'default')
      .join(', ');
    return [`HTTP status ${status}, expected one of ${statuses}`];
  }

  function addressOf(method: string, path: string): Address | undefined {
    for (const each of addresses) {
      if (each.method !== method.toUpperCase()) continue;
      const found = each.pattern.exec(path);
      if (!found) continue;
      const parts = found.slice(1);
      const format = parts.pop() ?? 'json';
      return { operation: each.operation, ids: parts.map((part) => decodeURIComponent(part)), format };
    }
    return undefined;
  }

  return {
    addressOf,

    addressBehind(method, path) {
      const parts = path.split('/');
      for (let first = 1; first < parts.length; first += 1) {
        const address = addressOf(method, `/${parts.slice(first).join('/')}`);
        if (address) return address;
      }
      return undefined;
    },

    requestFaults(operation, query, body) {
      const all = describedParameters(bundle, operation);
      const named = new Map(all.filter((each) => each.in === 'query').map((each) => [each.name, each]));
      const faults = [...new Set(query.keys())].flatMap((name) => {
        if (name === CACHE_BUSTER) return [];
        const parameter = named.get(name.replace(/\[\d*\]$/, ''));
        if (!parameter) return isField(name) ? [] : [`the query has no parameter ${name}`];
        return parameterFaults(lenient, bundle, parameter, query.getAll(name));
      });
      const schema = bodySchemaOf(bundle, operation)?.$ref;
      if (!schema || (body === undefined && [...query.keys()].some(isField))) return faults;
      if (body === undefined) return [...faults, 'the body is missing'];
      const validate = validator(schema);
      return validate(body) ? faults : [...faults, ...faultsInWords(validate.errors ?? [], body)];
    },

    statusFaults,

    answerFaults(operation, status, body) {
      const faults = statusFaults(operation, status);
      if (faults.length > 0) return faults;
      const schema = answerSchemaOf(bundle, operation, status);
      if (describedBy(bundle, operation).responses[status] && !schema) return [];
      const validate = validator(branchOf(bundle, schema, body) ?? '#/components/schemas/Failed');
      if (validate(body)) return [];
      const errors = validate.errors?.filter((error) => closed || !isAboutNewField(error)) ?? [];
      return errors.length === 0 ? [] : faultsInWords(errors, body);
    },
  };
}

/** A provider may add fields, but not a result to a failure. */
function isAboutNewField({ keyword, params }: ErrorObject): boolean {
  return keyword === 'additionalProperties' && params.additionalProperty !== 'result';
}

/** The query of a write may contain form fields: `incident[title]=…`. */
function isField(name: string): boolean {
  return /^\w+\[\w+\]/.test(name);
}

/** The schema of a success or of a failure, by the status in the envelope, so that faults refer to the right one. */
function branchOf(bundle: Bundle, schema: Schema | undefined, body: unknown): string | undefined {
  if (!schema?.oneOf) return schema?.$ref;
  const { status, errors } = (body ?? {}) as { status?: unknown; errors?: unknown };
  const failed = status === 'Failed' || (status === undefined && errors !== undefined);
  return schema.oneOf.find(({ $ref = '' }) => {
    const { status: described } = resolved(bundle, { $ref } as Schema).properties ?? {};
    return (described?.const === 'Failed') === failed;
  })?.$ref;
}

function parameterFaults(
  ajv: Ajv2020,
  bundle: Bundle,
  { name, schema }: Parameter,
  values: string[],
): string[] {
  const { type } = resolved(bundle, schema);
  const value = type === 'array' ? values.flatMap((each) => each.split(',')) : values[0];
  // A blank parameter counts as absent.
  if (value === '') return [];
  const inside = JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"openapi#/')) as Schema;
  const validate = ajv.compile({ type: 'object', properties: { [name]: inside } });
  return validate({ [name]: value }) ? [] : faultsInWords(validate.errors ?? [], { [name]: value });
}

/** The fields whose content has names of the account's own. */
export const OWN_NAMES = /^(additional_(values|fields)|config_(type|item)_fields)$/;
/** Links in bodies are paths under the guide's prefix, without an extension (row dates.3). */
const LINK = /^\/external_api\/v1\/\S+$(?<!\.(json|js|xml))/;

/** The faults of the links in a response. */
export function linkFaults(value: unknown, place = ''): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inside]) => {
    const own = Array.isArray(value) ? `${place}[]` : `${place}.${key}`.replace(/^\./, '');
    if (OWN_NAMES.test(key)) return [];
    if (!key.endsWith('_link') || typeof inside !== 'string') return linkFaults(inside, own);
    return LINK.test(inside)
      ? []
      : [`${own} is ${JSON.stringify(inside)}, expected a path such as /external_api/v1/users/1`];
  });
}
