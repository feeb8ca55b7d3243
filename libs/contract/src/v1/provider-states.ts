import type { ProviderState, ProviderStates } from '../generated/states.ts';
import { authorizationOf } from './calls.ts';
import { causeOf } from './transport.ts';

/**
 * Sets up a provider state and returns its values, including a token.
 *
 * @throws StateUnavailableError if the state is not available, which is not a fault of the provider
 */
export type SetState = <Name extends ProviderState>(name: Name) => Promise<ProviderStates[Name]>;

/** A provider state is not available, so the checks that need it are skipped. The message has the reason. */
export class StateUnavailableError extends Error {
  override name = 'StateUnavailableError';
}

/**
 * The provider states of a server that has a sandbox: `POST {url}/_sandbox/states` with `{ state, params, action }`
 * returns the state's values.
 *
 * @param url The server's address, without a path prefix.
 */
export function sandboxStates(url: string): SetState {
  return async <Name extends ProviderState>(name: Name) => {
    const address = `${url.replace(/\/$/, '')}/_sandbox/states`;
    const response = await fetch(address, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ state: name, params: {}, action: 'setup' }),
    }).catch((cause) => {
      throw new Error(`The provider states cannot be reached: POST ${address}: ${causeOf(cause)}`, { cause });
    });
    const text = await response.text();
    if (!response.ok)
      throw new Error(`The state "${name}" cannot be set up: HTTP ${response.status} ${text.slice(0, 200)}`);
    return JSON.parse(text) as ProviderStates[Name];
  };
}

/** The values that pacts can refer to: those of the state, and the Authorization header of its token. */
export function injectedValues(values: { token: string }): Record<string, string | number> {
  return { ...values, authorization: authorizationOf(values.token) };
}
