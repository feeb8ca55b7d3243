import {
  firstSuccess,
  type Operation,
  operationsOf,
  readDescription,
} from '@service-desk/codegen/description';
import { Ajv2020 } from 'ajv/dist/2020.js';

/** A call that the description documents, with the values of its first success. */
export interface DocumentedCall {
  operation: string;
  method: Operation['method'];
  /** Below the prefix, without extension and query: `/incidents/13534`. */
  path: string;
  query: string;
  /** Who makes it. */
  token: string;
  body: unknown;
  /** Whether something is named by an id in the path. */
  hasIds: boolean;
}

/** The first documented success of every operation. */
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

/** A call that the description shows to fail. */
export interface DocumentedFailure {
  operation: string;
  method: Operation['method'];
  /** The name of the example. */
  name: string;
  body: unknown;
  /** What is wrong, without the codes. */
  faults: string[];
}

/** The documented failures of every operation that takes a body. */
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

/** Whether the description takes a body of an operation. */
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

/** The pattern of a schema, as JSON Schema's readers compile it: with the flag `u` and without. */
export function patternsOf(name: string): RegExp[] {
  const { pattern } = readDescription().components.schemas[name] ?? {};
  if (pattern === undefined) throw new Error(`${name} has no pattern`);
  return [new RegExp(pattern), new RegExp(pattern, 'u')];
}
