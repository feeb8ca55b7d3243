import type { Example } from './description.ts';
import { type Operation, REDIRECT } from './operations.ts';

/** The request of an example. */
export interface ExampleRequest {
  /** The name of the example that has the request. */
  name: string;
  /** The values of the path parameters. */
  path: Record<string, unknown>;
  query: Record<string, unknown> | undefined;
  /** The body, with its wrapper. */
  body: unknown;
}

const OK = '200';
/** The statuses whose examples belong to one operation. The examples of other statuses are shared. */
const OWN = [OK, REDIRECT];

/**
 * The request that an example of a response answers. An example of a shared response (401, 429) has no request of its
 * own, and takes that of the first example.
 *
 * @throws Error if the operation has no such example
 */
export function requestOf(operation: Operation, status: string, name: string): ExampleRequest {
  const { responseExamples, requestExamples } = operation;
  const isOwn = OWN.includes(status);
  const own = isOwn ? name : Object.keys(responseExamples[OK] ?? {})[0];
  const example = own === undefined ? undefined : responseExamples[isOwn ? status : OK]?.[own];
  if (own === undefined || !example) throw new Error(`${operation.id}: ${status} has no example`);
  const { path = {}, query } = example['x-request'] ?? {};
  return { name: own, path, query, body: requestExamples[own]?.value };
}

/**
 * The address of an operation below the prefix.
 *
 * @param extension with its dot
 */
export function addressOf(
  { path }: { path: string },
  ids: Record<string, unknown>,
  extension = '.json',
): string {
  return path
    .replace('.{format}', extension)
    .replaceAll(/\{(\w+)\}/g, (_all, id: string) => encodeURIComponent(String(ids[id])));
}

/** A query as text, with its question mark; empty if there are no parameters. */
export function searchOf(query: Record<string, unknown> | undefined): string {
  const entries = Object.entries(query ?? {}).map(([key, value]): [string, string] => [key, String(value)]);
  return entries.length > 0 ? `?${new URLSearchParams(entries)}` : '';
}

/** A documented success. */
export interface Success {
  name: string;
  example: Example;
  request: ExampleRequest;
  /** The token of its state. */
  token: string;
}

/** The documented successes of an operation; for a redirect, its targets. */
export function successesOf(operation: Operation): Success[] {
  const { responseExamples } = operation;
  const isSuccess = ({ value }: Example) => (value as { status?: string } | undefined)?.status === 'Success';
  const status = responseExamples[REDIRECT] ? REDIRECT : OK;
  return Object.entries(responseExamples[status] ?? {})
    .filter(([, example]) => status === REDIRECT || isSuccess(example))
    .map(([name, example]) => ({
      ...{ name, example, request: requestOf(operation, status, name) },
      token: String(example['x-state']?.values.token),
    }));
}

/**
 * The first documented success of an operation.
 *
 * @throws Error if there is none
 */
export function firstSuccess(operation: Operation): Success {
  const [first] = successesOf(operation);
  if (!first) throw new Error(`${operation.id} has no example of a success`);
  return first;
}

/** An example of an operation, with its state, its request and its response. */
export interface Scenario {
  /** Such as `incidents.create: titleAndServiceBlank`. */
  name: string;
  operation: string;
  example: string;
  summary: string;
  state: { name: string; values: Record<string, unknown> };
  request: { ids: unknown[]; query?: Record<string, unknown>; body?: unknown };
  response: { status: number; body?: unknown; location?: string };
}

/**
 * The scenarios of all operations: each named example of each response.
 *
 * @throws Error if an example has no state or no request, or if a state has different values in two examples
 */
export function scenariosOf(operations: readonly Operation[]): Scenario[] {
  const scenarios = operations.flatMap((operation) =>
    Object.entries(operation.responseExamples).flatMap(([status, examples]) =>
      Object.entries(examples).map(([name, example]) => scenarioOf(operation, status, name, example)),
    ),
  );
  statesOf(scenarios);
  return scenarios;
}

function scenarioOf(operation: Operation, status: string, name: string, example: Example): Scenario {
  const at = `${operation.id}: ${name}`;
  if (!example['x-state']) throw new Error(`${at} has no x-state`);
  const request = requestOf(operation, status, name);
  const ids = operation.ids.map((id) => {
    const value = request.path[id];
    if (value === undefined) throw new Error(`${at} has no x-request.path.${id}`);
    return value;
  });
  if (operation.body && request.body === undefined)
    throw new Error(`${at} has no request example named ${request.name}`);
  return {
    name: at,
    operation: operation.id,
    example: name,
    summary: example.summary ?? name,
    state: example['x-state'],
    request: {
      ids,
      ...(request.query && { query: request.query }),
      ...(operation.body && { body: unwrapped(operation, request.body) }),
    },
    response:
      status === REDIRECT
        ? { status: Number(status), location: String(example.value) }
        : { status: Number(status), body: example.value },
  };
}

/** The record's number in the text of a time entry, `B#1234 Another look`. */
export function numberIn(value: unknown): string | undefined {
  return /^B#(\d+)/.exec(String(value))?.[1];
}

/** The fields of a body, without the wrapper if it has one. */
export function unwrapped({ body }: Operation, value: unknown): unknown {
  return body?.wrapper ? (value as Record<string, unknown>)[body.wrapper] : value;
}

/**
 * The values of each state.
 *
 * @throws Error if a state has different values in two examples
 */
export function statesOf(scenarios: readonly Scenario[]): Map<string, Record<string, unknown>> {
  const states = new Map<string, Record<string, unknown>>();
  for (const { name, state } of scenarios) {
    const known = states.get(state.name);
    if (known && JSON.stringify(known) !== JSON.stringify(state.values)) {
      throw new Error(`${name}: the state "${state.name}" has different values in another example`);
    }
    states.set(state.name, state.values);
  }
  return states;
}
