import type { Description, Example } from '@service-desk/description/description';
import { type Operation, operationsOf } from '@service-desk/description/operations';
import { addressOf, firstSuccess, requestOf } from '@service-desk/description/scenarios';
import type { ProviderAccess, SampleCall } from './sample-call.ts';

/** A documented call with its first documented success. */
export interface DocumentedCall extends SampleCall {
  /** Whether it changes nothing. */
  reads: boolean;
  /** The provider state in which the documented success is true. */
  state: string;
  /** The documented response. */
  answer: unknown;
  /** The resource in it, which the client's method resolves to. */
  result: unknown;
}

/** A description that says where its provider is. */
export interface ServedDescription extends Description {
  servers: readonly [{ url: string }, ...{ url: string }[]];
}

/** The provider that the samples are written for: the first that the description names. */
export function documentedConnection(
  { servers }: Pick<ServedDescription, 'servers'>,
  { token }: Pick<SampleCall, 'token'>,
): ProviderAccess {
  return { baseUrl: servers[0].url, token };
}

/**
 * The calls of all operations, in the order of the description.
 *
 * @throws Error if an operation has no documented success
 */
export function documentedCalls(description: ServedDescription): DocumentedCall[] {
  const operations = operationsOf(description);
  return operations.map((operation) => documentedCall(operation, operations));
}

/** The tokens that the documented successes are for, that of most of them first. */
export function documentedTokens(description: ServedDescription): string[] {
  const states = operationsOf(description)
    .flatMap(({ responseExamples }) => Object.values(responseExamples).flatMap(Object.values))
    .filter(({ value }: Example) => (value as { status?: string } | undefined)?.status === 'Success')
    .map((example: Example) => String(example['x-state']?.values.token));
  const counted = [...Map.groupBy(states, (token) => token)];
  return counted.toSorted(([, a], [, b]) => b.length - a.length).map(([token]) => token);
}

function documentedCall(operation: Operation, operations: Operation[]): DocumentedCall {
  const { name, example, request, token } = firstSuccess(operation);
  const { path, query, body } = request;
  const state = example['x-state'];
  if (!state) throw new Error(`${operation.id}: ${name} has no x-state`);
  const { key, paged, redirect } = operation.result;
  const { value } = redirect ? exampleAt(String(example.value), operations) : example;
  const answer = value as { result: Record<string, unknown> };
  return {
    operation: operation.id,
    method: operation.method,
    path: addressOf(operation, path),
    ...(query && { query: query as NonNullable<SampleCall['query']> }),
    ...(body !== undefined && { body }),
    token,
    ids: operation.ids.map((id) => path[id] as SampleCall['ids'][number]),
    ...(operation.body?.wrapper && { wrapper: operation.body.wrapper }),
    ...(key !== undefined && { key }),
    ...(paged && { paged }),
    ...(redirect && { redirect }),
    reads: operation.method === 'GET',
    state: state.name,
    answer,
    result: key === undefined ? answer.result : answer.result[key],
  };
}

/** The documented response at a location that a redirect leads to. */
function exampleAt(location: string, operations: Operation[]): Example {
  const { pathname } = new URL(location);
  for (const operation of operations.filter(({ method }) => method === 'GET')) {
    for (const [name, example] of Object.entries(operation.responseExamples['200'] ?? {})) {
      const { path, query } = requestOf(operation, '200', name);
      // After the prefix that all addresses have.
      if (!query && pathname.endsWith(addressOf(operation, path))) return example;
    }
  }
  throw new Error(`no response is documented at ${location}`);
}
