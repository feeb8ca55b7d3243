import {
  firstSuccess,
  type Operation,
  operationsOf,
  readDescription,
} from '@service-desk/codegen/description';

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

/** The pattern of a schema, as JSON Schema's readers compile it: with the flag `u` and without. */
export function patternsOf(name: string): RegExp[] {
  const { pattern } = readDescription().components.schemas[name] ?? {};
  if (pattern === undefined) throw new Error(`${name} has no pattern`);
  return [new RegExp(pattern), new RegExp(pattern, 'u')];
}
