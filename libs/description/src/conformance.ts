import type { ErrorObject } from 'ajv/dist/2020.js';
import { type Description, type Parameter, resolve, type Schema } from './description.ts';
import { operationNamed, queryOf } from './operations.ts';
import { type Routes, routesOf } from './routes.ts';
import { type Validators, validatorsOf } from './validators.ts';
import { faultsInWords } from './words.ts';

/** Checks requests and responses against the description. Faults are messages for people. */
export interface Conformance<Id extends string = string> extends Routes<Id> {
  /** The faults of the query and the body of a request. */
  requestFaults(operation: Id, query: URLSearchParams, body: unknown): string[];
  /** A fault if an operation does not have this status. */
  statusFaults(operation: Id, status: number): string[];
  /** The faults of a response. */
  answerFaults(operation: Id, status: number, body: unknown): string[];
  /** The faults of the event of a webhook. One of a type that the description does not know has none. */
  eventFaults(event: { type: string }): string[];
}

export interface ConformanceOptions {
  /** Whether a field that the description does not know is a fault. */
  closed?: boolean;
  /**
   * Statuses that every operation may have. Default: that of a body that is too large, which the description only has
   * in its prose.
   */
  universal?: readonly number[];
}

const FAILED = '#/components/schemas/Failed';
/** A parameter that scripts add to bypass caches, and that v1 ignores. */
const CACHE_BUSTER = '_';

/** The checks against a description. */
export function conformanceTo<Id extends string = string>(
  description: Description,
  { closed = false, universal = [413] }: ConformanceOptions = {},
): Conformance<Id> {
  const validators = validatorsOf(description);

  function statusFaults(operation: Id, status: number): string[] {
    const statuses = Object.keys(operationNamed(description, operation).responseSchemas);
    if (statuses.includes(String(status)) || universal.includes(status)) return [];
    return [`HTTP status ${status}, expected one of ${statuses.join(', ')}`];
  }

  function faultsOf(ref: string, value: unknown): string[] {
    const errors = validators.errorsOf(ref, value);
    return faultsInWords(
      errors.filter((error) => closed || !isAboutNewField(error)),
      value,
    );
  }

  return {
    ...routesOf<Id>(description),

    requestFaults(id, query, body) {
      const operation = operationNamed(description, id);
      const named = queryOf(operation);
      const faults = [...new Set(query.keys())].flatMap((name) => {
        if (name === CACHE_BUSTER) return [];
        const parameter = named.get(name.replace(/\[\d*\]$/, ''));
        if (!parameter) return isField(name) ? [] : [`the query has no parameter ${name}`];
        return parameterFaults(validators, description, parameter, query.getAll(name));
      });
      const schema = operation.requestSchema?.$ref;
      if (!schema || (body === undefined && [...query.keys()].some(isField))) return faults;
      if (body === undefined) return [...faults, 'the body is missing'];
      return [...faults, ...faultsInWords(validators.errorsOf(schema, body), body)];
    },

    statusFaults,

    answerFaults(operation, status, body) {
      const faults = statusFaults(operation, status);
      if (faults.length > 0) return faults;
      const { responseSchemas } = operationNamed(description, operation);
      const schema = responseSchemas[status];
      if (status in responseSchemas && !schema) return [];
      return faultsOf(branchOf(description, schema, body) ?? FAILED, body);
    },

    eventFaults(event) {
      const { type } = event;
      if (!Object.hasOwn(description.webhooks ?? {}, type)) return [];
      return faultsOf(`#/webhooks/${type}/post/requestBody/content/application~1json/schema`, event);
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
function branchOf(description: Description, schema: Schema | undefined, body: unknown): string | undefined {
  if (!schema?.oneOf) return schema?.$ref;
  const { status, errors } = (body ?? {}) as { status?: unknown; errors?: unknown };
  const failed = status === 'Failed' || (status === undefined && errors !== undefined);
  return schema.oneOf.find((branch) => {
    const { status: described } = resolve(description, branch).properties ?? {};
    return (described?.const === 'Failed') === failed;
  })?.$ref;
}

function parameterFaults(
  validators: Validators,
  description: Description,
  { name, schema }: Parameter,
  values: string[],
): string[] {
  const { type } = resolve(description, schema);
  const value = type === 'array' ? values.flatMap((each) => each.split(',')) : values[0];
  // A blank parameter counts as absent.
  if (value === '') return [];
  const named = { [name]: value };
  const errors = validators.queryErrorsOf({ type: 'object', properties: { [name]: schema } }, named);
  return faultsInWords(errors, { [name]: value });
}
