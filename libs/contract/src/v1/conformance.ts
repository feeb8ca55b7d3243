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

/** An address of v1: the operation behind it, and the ids that stand in it. */
export interface Address {
  operation: OperationId;
  ids: string[];
  format: string;
}

/** Holds requests and answers against the description. What it says is for people. */
export interface Conformance {
  /** The operation that a method and a path without prefix name; undefined when there is none. */
  addressOf(method: string, path: string): Address | undefined;
  /** The same, behind a prefix of the provider's own: `/helpdesk/incidents/1.json`. */
  addressBehind(method: string, path: string): Address | undefined;
  /** What is wrong about the query and the body of a request. */
  requestFaults(operation: OperationId, query: URLSearchParams, body: unknown): string[];
  /** Whether a call may be answered with a status; the fault if not. */
  statusFaults(operation: OperationId, status: number): string[];
  /** What is wrong about an answer. Fields that the description does not know are no fault. */
  answerFaults(operation: OperationId, status: number, body: unknown): string[];
}

/** The status that the description's prose promises for every call, with a Failed envelope: a body that is too large. */
const UNIVERSAL: readonly number[] = [413];
/** What scripts add to an address so that no cache answers it, and v1 ignores. */
const CACHE_BUSTER = '_';

/**
 * The checks that a description stands for.
 *
 * @param closed whether an answer may have no field that the description does not know
 */
export function conformanceTo(bundle: Bundle, closed = false): Conformance {
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false, verbose: true });
  ajv.addSchema(bundle, 'openapi');
  // What stands in a query is a text, whatever it means.
  const lenient = new Ajv2020({ strict: false, coerceTypes: true, validateFormats: false, verbose: true });
  lenient.addSchema(bundle, 'openapi');
  const addresses = Object.entries(operationTable).map(([operation, { method, path }]) => ({
    operation: operation as OperationId,
    method,
    pattern: new RegExp(
      `^${path.replace('.{format}', '(?:\\.(json|js|xml))?').replace(/\{[^}]+\}/g, '([^/.]+)')}$`,
    ),
    // Among several that fit, the one with the most words is meant: current_user is no id.
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
    return [`HTTP ${status}, where the description knows ${statuses}`];
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
      if (body === undefined) return [...faults, 'a body is needed'];
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

/** A provider may add fields. A failure with a result is something else. */
function isAboutNewField({ keyword, params }: ErrorObject): boolean {
  return keyword === 'additionalProperties' && params.additionalProperty !== 'result';
}

/** Forms may stand in the query of a write: `incident[title]=…`. */
function isField(name: string): boolean {
  return /^\w+\[\w+\]/.test(name);
}

/** Of a success or a failure the one that the answer claims to be, so that what is said of it is about that one. */
function branchOf(bundle: Bundle, schema: Schema | undefined, body: unknown): string | undefined {
  if (!schema?.oneOf) return schema?.$ref;
  const { status: said, errors } = (body ?? {}) as { status?: unknown; errors?: unknown };
  const failed = said === 'Failed' || (said === undefined && errors !== undefined);
  return schema.oneOf.find(({ $ref = '' }) => {
    const { status } = resolved(bundle, { $ref } as Schema).properties ?? {};
    return (status?.const === 'Failed') === failed;
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
  // Blank means that nothing is said.
  if (value === '') return [];
  const inside = JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"openapi#/')) as Schema;
  const validate = ajv.compile({ type: 'object', properties: { [name]: inside } });
  return validate({ [name]: value }) ? [] : faultsInWords(validate.errors ?? [], { [name]: value });
}

/** What an account keeps under names of its own, which may be anything. */
export const OWN_NAMES = /^(additional_(values|fields)|config_(type|item)_fields)$/;
/** Links in bodies are paths under the guide's prefix, without an extension: the row dates.3. */
const LINK = /^\/external_api\/v1\/\S+$(?<!\.(json|js|xml))/;

/** What is wrong about the links in an answer. */
export function linkFaults(value: unknown, place = ''): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inside]) => {
    const own = Array.isArray(value) ? `${place}[]` : `${place}.${key}`.replace(/^\./, '');
    if (OWN_NAMES.test(key)) return [];
    if (!key.endsWith('_link') || typeof inside !== 'string') return linkFaults(inside, own);
    return LINK.test(inside)
      ? []
      : [`${own} is ${JSON.stringify(inside)}, not a path such as /external_api/v1/users/1`];
  });
}
