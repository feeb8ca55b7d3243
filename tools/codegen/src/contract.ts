import type { Example, Operation } from './description.ts';
import { banner } from './types.ts';

/** One promise of the contract: an operation's named example with the state and the request behind it. */
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

/** The statuses whose examples are an operation's own; those of the others are shared. */
const OWN = ['200', '302'];

/**
 * The scenarios of all operations: each named example of each response. An example of a shared response (401, 429) has
 * no request of its own and takes that of the operation's first success.
 *
 * @throws Error when an example has no state, no request, or names a value that another example gives differently.
 */
export function scenariosOf(operations: Operation[]): Scenario[] {
  const scenarios = operations.flatMap((operation) => {
    const [first] = Object.entries(operation.responseExamples['200'] ?? {});
    if (!first) throw new Error(`${operation.id}: 200 has no example`);
    return Object.entries(operation.responseExamples).flatMap(([status, examples]) =>
      Object.entries(examples).map(([name, example]) =>
        scenarioOf(operation, status, name, example, OWN.includes(status) ? [name, example] : first),
      ),
    );
  });
  statesOf(scenarios);
  return scenarios;
}

function scenarioOf(
  operation: Operation,
  status: string,
  name: string,
  example: Example,
  [requestName, requestExample]: [string, Example],
): Scenario {
  const at = `${operation.id}: ${name}`;
  if (!example['x-state']) throw new Error(`${at} has no x-state`);
  const request = requestExample['x-request'] ?? {};
  const ids = operation.ids.map((id) => {
    const value = request.path?.[id];
    if (value === undefined) throw new Error(`${at} has no x-request.path.${id}`);
    return value;
  });
  const body = operation.body && operation.requestExamples[requestName]?.value;
  if (operation.body && body === undefined)
    throw new Error(`${at} has no request example named ${requestName}`);
  return {
    name: at,
    operation: operation.id,
    example: name,
    summary: example.summary ?? name,
    state: example['x-state'],
    request: {
      ids,
      ...(request.query && { query: request.query }),
      ...(operation.body && { body: unwrapped(operation.body.wrapper, body) }),
    },
    response:
      status === '302'
        ? { status: 302, location: String(example.value) }
        : { status: Number(status), body: example.value },
  };
}

/** What the client is given of a body: the fields, without the wrapper if they have one. */
function unwrapped(wrapper: string | null, body: unknown): unknown {
  return wrapper === null ? body : (body as Record<string, unknown>)[wrapper];
}

/** Each state with its values: the same state always has the same ones. */
export function statesOf(scenarios: Scenario[]): Map<string, Record<string, unknown>> {
  const states = new Map<string, Record<string, unknown>>();
  for (const { name, state } of scenarios) {
    const known = states.get(state.name);
    if (known && JSON.stringify(known) !== JSON.stringify(state.values)) {
      throw new Error(`${name}: the state "${state.name}" has other values elsewhere`);
    }
    states.set(state.name, state.values);
  }
  return states;
}

/** The scenarios as data. */
export function generateScenarios(scenarios: Scenario[]): string {
  return `${banner()}
import type { OperationId } from '@service-desk/client';
import type { ProviderStates } from './states.ts';

/** One promise of the contract: an operation's named example with the state and the request behind it. */
export interface Scenario {
  /** Such as \`incidents.create: titleAndServiceBlank\`. */
  name: string;
  operation: OperationId;
  /** The example's name in the description. */
  example: string;
  summary: string;
  /** The provider state in which the promise holds, and the values that it has in the demo world. */
  state: { name: keyof ProviderStates; values: Record<string, string | number> };
  /** What the client is called with. */
  request: { ids: (string | number)[]; query?: Record<string, unknown>; body?: Record<string, unknown> };
  /** What the provider answers: a body, or where to look for it. */
  response: { status: number; body?: unknown; location?: string };
}

/** All promises, in the order of the description. */
// As a text: a literal of this size is more than the type checker can take.
export const scenarios: readonly Scenario[] = JSON.parse(${JSON.stringify(JSON.stringify(scenarios))});
`;
}

/** The types of the provider states, and their names. */
export function generateStates(states: Map<string, Record<string, unknown>>): string {
  const fields = [...states].map(([name, values]) => {
    const inside = Object.entries(values).map(
      ([key, value]) => `${key}: ${typeof value === 'string' ? 'string' : 'Id'}`,
    );
    return `  '${name}': { ${inside.join('; ')} };`;
  });
  const defaults = [...states].map(([name, values]) => `  '${name}': ${JSON.stringify(values)},`);
  return `${banner()}
/** An id, as a number or, beyond 2^53, as a string of digits. */
export type Id = number | string;

/** Each provider state, and the values that a provider answers when it has brought the state about. */
export interface ProviderStates {
${fields.join('\n')}
}

/** The name of a provider state. */
export type ProviderState = keyof ProviderStates;

/** The values that each state has in the demo world. */
export const demoStates: ProviderStates = {
${defaults.join('\n')}
};
`;
}
