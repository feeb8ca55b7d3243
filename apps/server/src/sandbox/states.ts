import { demoStates, type ProviderStates } from '@service-desk/contract/states';

/** Brings a state about in a world that has just been reset, and answers the values that requests need. */
type StateHandlers = { [State in keyof ProviderStates]: () => ProviderStates[State] };

/** The demo world is every state at once: what is promised in a state names its people and records. */
export const stateHandlers = Object.fromEntries(
  Object.entries(demoStates).map(([state, values]) => [state, () => values]),
) as unknown as StateHandlers;
