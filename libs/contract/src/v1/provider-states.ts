import type { ProviderState, ProviderStates } from '../generated/states.ts';
import { authorizationOf } from './calls.ts';

/**
 * Brings a provider state about and answers its values, a usable token among them.
 *
 * @throws StateUnavailableError when the state is not to be had, which is no fault of the provider's
 */
export type SetState = <Name extends ProviderState>(name: Name) => Promise<ProviderStates[Name]>;

/** A provider state is not to be had: what needs it is not looked at. The message says why. */
export class StateUnavailableError extends Error {
  override name = 'StateUnavailableError';
}

/**
 * The provider states of a server that has a sandbox: `POST {url}/_sandbox/states` with `{ state, params, action }`
 * answers the state's values.
 *
 * @param url The server's address, without a path prefix.
 */
export function sandboxStates(url: string): SetState {
  return async <Name extends ProviderState>(name: Name) => {
    const response = await fetch(`${url.replace(/\/$/, '')}/_sandbox/states`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ state: name, params: {}, action: 'setup' }),
    });
    const text = await response.text();
    if (!response.ok)
      throw new Error(`The state "${name}" failed: HTTP ${response.status} ${text.slice(0, 200)}`);
    return JSON.parse(text) as ProviderStates[Name];
  };
}

/** The values of a state as pacts refer to them: its own, and the Authorization header of its token. */
export function injectedValues(values: { token: string }): Record<string, string | number> {
  return { ...values, authorization: authorizationOf(values.token) };
}
