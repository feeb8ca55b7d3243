import type { ServiceDesk } from '@service-desk/client';
import type { ProviderState } from '../generated/states.ts';
import type { SetState } from '../provider-states.ts';
import type { Behaviour, World } from './behaviour.ts';
import { changeBehaviours } from './changes.ts';
import { closingBehaviours } from './closing.ts';
import { configurationBehaviours } from './configuration.ts';
import { linkBehaviours } from './links.ts';
import { listBehaviours } from './lists.ts';
import { noteBehaviours } from './notes.ts';
import { peopleBehaviours } from './people.ts';
import { problemBehaviours } from './problems.ts';
import { releaseBehaviours } from './releases.ts';
import { timeBehaviours } from './time.ts';
import { watchBehaviours } from './watches.ts';
import { writeBehaviours } from './writes.ts';

/** All behaviours that a provider is held to. */
export const behaviours: readonly Behaviour[] = [
  ...listBehaviours,
  ...writeBehaviours,
  ...closingBehaviours,
  ...releaseBehaviours,
  ...noteBehaviours,
  ...watchBehaviours,
  ...problemBehaviours,
  ...linkBehaviours,
  ...peopleBehaviours,
  ...changeBehaviours,
  ...configurationBehaviours,
  ...timeBehaviours,
];

/** How the behaviours reach a provider. */
export interface BehaviourOptions {
  /** A client of the provider with that token. */
  desk: (token: string) => ServiceDesk;
  /** Brings a provider state about: `sandboxStates(url)`, or your own. */
  setState: SetState;
  /** Only the behaviours that this is true for. */
  only?: (behaviour: Behaviour) => boolean;
}

/** How a provider did. */
export interface BehaviourResult {
  name: string;
  row: string;
  ok: boolean;
  error?: Error;
  ms: number;
}

/** What a single behaviour is run with. */
export function worldOf({ desk, setState }: Omit<BehaviourOptions, 'only'>): World {
  return {
    async given<Name extends ProviderState>(name: Name) {
      const values = await setState(name);
      return { ...values, desk: desk(values.token) };
    },
  };
}

/** Runs the behaviours one after the other, since each may change what the next one sees. Never throws for a failure. */
export async function runBehaviours(options: BehaviourOptions): Promise<BehaviourResult[]> {
  const { only = () => true } = options;
  const world = worldOf(options);
  const results: BehaviourResult[] = [];
  for (const behaviour of behaviours.filter(only)) results.push(await runBehaviour(behaviour, world));
  return results;
}

async function runBehaviour(behaviour: Behaviour, world: World): Promise<BehaviourResult> {
  const { name, row } = behaviour;
  const started = performance.now();
  const timed = () => Math.round(performance.now() - started);
  try {
    await behaviour.run(world);
    return { name, row, ok: true, ms: timed() };
  } catch (reason) {
    const error = reason instanceof Error ? reason : new Error(String(reason));
    return { name, row, ok: false, error, ms: timed() };
  }
}
