import type { Scenario } from '@service-desk/description/scenarios';
import { banner } from './types.ts';

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
