import {
  firstSuccess,
  type Operation,
  operationsOf,
  readDescription,
} from '@service-desk/codegen/description';
import { Ajv2020 } from 'ajv/dist/2020.js';

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

/** The first success example of every operation. */
export function documentedCalls(): DocumentedCall[] {
  return operationsOf(readDescription()).map((operation) => {
    const [name, example] = firstSuccess(operation);
    const { path = {}, query = {} } = example['x-request'] ?? {};
    const entries = Object.entries(query).map(([key, value]): [string, string] => [key, String(value)]);
    return {
      operation: operation.id,
      method: operation.method,
      path: operation.path
        .replace('.{format}', '')
        .replaceAll(/\{(\w+)\}/g, (_all, id: string) => encodeURIComponent(String(path[id]))),
      query: entries.length > 0 ? `?${new URLSearchParams(entries)}` : '',
      token: String(example['x-state']?.values.token),
      body: operation.requestExamples[name]?.value,
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
  return operationsOf(readDescription())
    .filter(({ body }) => body)
    .flatMap(({ id, method, requestExamples, responseExamples }) =>
      Object.entries(responseExamples['200'] ?? {}).flatMap(([name, { value }]) => {
        const { errors } = value as { errors?: { error: string }[] };
        if (!errors) return [];
        const faults = errors.map(({ error }) => error.replace('[E400] ', ''));
        return [{ operation: id, method, name, body: requestExamples[name]?.value, faults }];
      }),
    );
}

/** Returns a validator of the bodies of operations by the description. */
export function bodyCheck(): (operation: string, body: unknown) => boolean {
  const description = readDescription();
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema(description, 'openapi');
  const names = new Map(operationsOf(description).map(({ id, body }) => [id, body?.name]));
  return (operation, body) => {
    const validate = ajv.getSchema(`openapi#/components/schemas/${names.get(operation)}`);
    if (!validate) throw new Error(`${operation} takes no body`);
    return validate(body) as boolean;
  };
}

/** The pattern of a schema, with and without the flag `u`, because validators differ in that. */
export function patternsOf(name: string): RegExp[] {
  const { pattern } = readDescription().components.schemas[name] ?? {};
  if (pattern === undefined) throw new Error(`${name} has no pattern`);
  return [new RegExp(pattern), new RegExp(pattern, 'u')];
}
