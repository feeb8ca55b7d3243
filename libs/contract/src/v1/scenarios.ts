import { operationTable, type ServiceDesk } from '@service-desk/client';
import type { Scenario } from '../generated/scenarios.ts';
import { callByName } from './calls.ts';

/**
 * Whether a scenario is in the pacts. Redirects are not, since Pact's verifier follows them; behaviours check them
 * instead.
 */
export function isInPacts({ response }: Scenario): boolean {
  return response.location === undefined;
}

export function isSuccess({ response }: Scenario): boolean {
  return (response.body as { status?: string } | undefined)?.status === 'Success';
}

/** The promise of a scenario, as a sentence. */
export function promiseOf({ operation, state, summary, response }: Scenario): string {
  const status = response.status === 200 ? '' : `, with HTTP ${response.status}`;
  return `${operation}, in the state “${state.name}”: ${summary}${status}`;
}

/** Calls the client with the request of the example. */
export function callOf(desk: ServiceDesk, scenario: Scenario): Promise<unknown> {
  return callByName(desk, scenario.operation, ...argumentsOf(scenario));
}

/** The arguments of the client's method for the example. */
export function argumentsOf({ operation, request }: Scenario): unknown[] {
  const { ids, query, body } = request;
  const row = operationTable[operation];
  if (row.wrapper !== undefined) return [...ids, body, ...(query ? [{ query }] : [])];
  return row.query ? [...ids, query] : [...ids];
}

/** The key of the state that has this value. The token is left out, since it is not in any path, query or body. */
export function stateKeyOf(value: unknown, name: string, values: Scenario['state']['values']) {
  if (value === null || value === undefined || value === '') return undefined;
  const keys = Object.keys(values).filter((key) => key !== 'token' && String(values[key]) === String(value));
  return keys.find((key) => key === name) ?? keys[0];
}
