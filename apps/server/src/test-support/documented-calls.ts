import { readDescription, toGenerateFrom } from '@service-desk/description/description';
import { type Operation, operationsOf } from '@service-desk/description/operations';
import { addressOf, firstSuccess, requestOf, searchOf } from '@service-desk/description/scenarios';
import { validatorsOf } from '@service-desk/description/validators';

/** A documented call, with the values of its first success example. */
export interface DocumentedCall {
  operation: string;
  method: Operation['method'];
  /** Without prefix, extension and query: `/incidents/13534`. */
  path: string;
  query: string;
  /** The caller's token. */
  token: string;
  body: unknown;
  /** Whether the path contains an id. */
  hasIds: boolean;
}

const description = toGenerateFrom(readDescription());
const operations = operationsOf(description);

/** The first success example of every operation. */
export function documentedCalls(): DocumentedCall[] {
  return operations.map((operation) => {
    const { request, token } = firstSuccess(operation);
    return {
      operation: operation.id,
      method: operation.method,
      path: addressOf(operation, request.path, ''),
      query: searchOf(request.query),
      token,
      body: request.body,
      hasIds: operation.ids.length > 0,
    };
  });
}

/** A documented failure. */
export interface DocumentedFailure {
  operation: string;
  method: Operation['method'];
  /** The name of the example. */
  name: string;
  body: unknown;
  /** The messages without the error codes. */
  faults: string[];
}

/** The failure examples of all operations with a body. */
export function documentedFailures(): DocumentedFailure[] {
  return operations
    .filter(({ body }) => body)
    .flatMap((operation) =>
      Object.entries(operation.responseExamples['200'] ?? {}).flatMap(([name, { value }]) => {
        const { errors } = value as { errors?: { error: string }[] };
        if (!errors) return [];
        const faults = errors.map(({ error }) => error.replace('[E400] ', ''));
        const { id, method } = operation;
        return [{ operation: id, method, name, body: requestOf(operation, '200', name).body, faults }];
      }),
    );
}

/** Returns a validator of the bodies of operations by the description. */
export function bodyCheck(): (operation: string, body: unknown) => boolean {
  const { errorsOf } = validatorsOf(description);
  const schemas = new Map(operations.map(({ id, requestSchema }) => [id, requestSchema?.$ref]));
  return (operation, body) => {
    const schema = schemas.get(operation);
    if (!schema) throw new Error(`${operation} takes no body`);
    return errorsOf(schema, body).length === 0;
  };
}

/** The pattern of a schema, with and without the flag `u`, because validators differ in that. */
export function patternsOf(name: string): RegExp[] {
  const { pattern } = description.components.schemas[name] ?? {};
  if (pattern === undefined) throw new Error(`${name} has no pattern`);
  return [new RegExp(pattern), new RegExp(pattern, 'u')];
}
