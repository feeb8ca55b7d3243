import { demoStates, type ProviderStates } from '@service-desk/contract/states';

/** Sets up a state after a reset, and returns the values that requests need. */
type StateHandlers = { [State in keyof ProviderStates]: () => ProviderStates[State] };

/** The demo world contains all states, so only their values are returned. */
export const stateHandlers = Object.fromEntries(
  Object.entries(demoStates).map(([state, values]) => [state, () => values]),
) as unknown as StateHandlers;
