import { MatchersV3 } from '@pact-foundation/pact';
import { operationTable } from '@service-desk/client';
import { numberIn } from '#description/scenarios';
import type { Scenario } from '../generated/scenarios.ts';
import { addressOf, authorizationOf } from '../v1/calls.ts';
import { stateKeyOf } from '../v1/scenarios.ts';

type Injected = ReturnType<typeof MatchersV3.fromProviderState<string>>;

/** A value that the provider state supplies in a verification. Pact's own matcher would accept any value of its type. */
function fromProviderState<Value>(expression: string, value: Value) {
  return { ...MatchersV3.fromProviderState(expression, value), 'pact:matcher:type': 'equality' };
}

/**
 * The expected request of a scenario. Values that equal a value of the provider state are replaced by those of the state
 * in a verification, so that a provider with other ids passes.
 */
export function requestTemplate(scenario: Scenario) {
  const { operation, request, state } = scenario;
  const row = operationTable[operation];
  return {
    method: row.method,
    path: pathTemplate(scenario),
    query: Object.fromEntries(
      Object.entries(request.query ?? {}).map(([key, value]) => [
        key,
        textTemplate(queryText(value), key, state.values),
      ]),
    ),
    headers: {
      Accept: 'application/json',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: Pact's own placeholder.
      Authorization: fromProviderState('${authorization}', authorizationOf(String(state.values.token))),
      // In another case, Pact would add a second header for the body.
      ...(row.wrapper !== undefined && { 'Content-Type': 'application/json' }),
    },
    body: row.wrapper !== undefined ? wrappedBody(row.wrapper, request.body, state.values) : undefined,
  };
}

function pathTemplate({ operation, request, state }: Scenario): string | Injected {
  const encoded = request.ids.map(encodeURIComponent);
  const keys = operationTable[operation].ids.map((name, index) =>
    stateKeyOf(request.ids[index], name, state.values),
  );
  const example = addressOf(operation, encoded);
  const injected = encoded.map((id, index) => (keys[index] ? `\${${keys[index]}}` : id));
  const expression = addressOf(operation, injected);
  return expression === example ? example : fromProviderState(expression, example);
}

function textTemplate(text: string, name: string, values: Scenario['state']['values']): string | Injected {
  const key = stateKeyOf(text, name, values);
  return key ? fromProviderState(`\${${key}}`, text) : text;
}

function wrappedBody(wrapper: string | null, fields: unknown, values: Scenario['state']['values']): unknown {
  if (wrapper === null) return bodyTemplate(fields, '', values);
  return { [wrapper]: bodyTemplate(fields, wrapper, values) };
}

function bodyTemplate(value: unknown, name: string, values: Scenario['state']['values']): unknown {
  if (Array.isArray(value)) return value.map((entry) => bodyTemplate(entry, name, values));
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, inside]) => [key, bodyTemplate(inside, key, values)]);
    return Object.fromEntries(entries);
  }
  const number = numberIn(value);
  const key = stateKeyOf(number ?? value, name, values);
  if (!key) return value;
  return fromProviderState(number ? String(value).replace(number, `\${${key}}`) : `\${${key}}`, value);
}

function queryText(value: unknown): string {
  return Array.isArray(value) ? value.join(',') : String(value);
}
