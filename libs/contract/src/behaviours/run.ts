import { stripVTControlCharacters } from 'node:util';
import type { ServiceDesk } from '@service-desk/client';
import { resourceOf } from '#description/operations';
import type { ProviderState } from '../generated/states.ts';
import type { Finding } from '../report/report.ts';
import { type SetState, StateUnavailableError } from '../v1/provider-states.ts';
import type { Behaviour, World } from './behaviour.ts';
import { beyondCases } from './beyond.ts';
import { changeCases } from './changes.ts';
import { configurationCases } from './configuration.ts';
import { incidentCases } from './incidents.ts';
import { linkCases } from './links.ts';
import { partCases } from './parts.ts';
import { peopleCases } from './people.ts';
import { behaviourOf } from './steps.ts';
import { wireCases } from './wire.ts';

/** All behaviours that a provider is checked for. */
export const behaviours: readonly Behaviour[] = [
  ...incidentCases,
  ...changeCases,
  ...partCases,
  ...linkCases,
  ...configurationCases,
  ...peopleCases,
  ...wireCases,
  ...beyondCases,
].map(behaviourOf);

/** How behaviours call a provider. */
export interface BehaviourOptions {
  /** A client of the provider with that token. */
  desk: (token: string) => ServiceDesk;
  /** Sets up a provider state: `sandboxStates(url)`, or your own. */
  setState: SetState;
}

/** Options of {@link runBehaviours}. */
export interface RunOptions extends BehaviourOptions {
  /** Limits the run to the behaviours that this returns true for. */
  only?: (behaviour: Behaviour) => boolean;
  /** Called with each result as soon as it is known. */
  onResult?: (result: BehaviourResult) => void;
}

/** The result of one behaviour. */
export interface BehaviourResult extends Pick<Behaviour, 'name' | 'row' | 'operations'> {
  /** Whether the provider has the behaviour. */
  ok: boolean;
  error?: Error;
  /** Why it was skipped: a state that it needs is not available. */
  skipped?: string;
  ms: number;
}

/** The world that a behaviour is run with. */
export function worldOf({ desk, setState }: BehaviourOptions, { needs }: Pick<Behaviour, 'needs'>): World {
  return {
    async given<Name extends ProviderState>(name: Name) {
      if (!needs.includes(name))
        throw new Error(`The behaviour does not declare that it needs the state "${name}"`);
      const values = await setState(name);
      return { ...values, desk: desk(values.token) };
    },
    as: desk,
  };
}

/** Runs the behaviours one after the other, since each may change data. A failure is reported and not thrown. */
export async function runBehaviours({
  only = () => true,
  onResult,
  ...options
}: RunOptions): Promise<BehaviourResult[]> {
  const results: BehaviourResult[] = [];
  for (const behaviour of behaviours.filter(only)) {
    const result = await runBehaviour(behaviour, options);
    results.push(result);
    onResult?.(result);
  }
  return results;
}

/** Runs one behaviour. A failure is reported in the result and not thrown. */
export async function runBehaviour(
  behaviour: Behaviour,
  options: BehaviourOptions,
): Promise<BehaviourResult> {
  const { name, row, operations } = behaviour;
  const started = performance.now();
  const result = (rest: Pick<BehaviourResult, 'ok' | 'error' | 'skipped'>) => ({
    ...{ name, row, operations },
    ...rest,
    ms: Math.round(performance.now() - started),
  });
  try {
    await behaviour.run(worldOf(options, behaviour));
    return result({ ok: true });
  } catch (reason) {
    if (reason instanceof StateUnavailableError) return result({ ok: false, skipped: reason.message });
    return result({ ok: false, error: reason instanceof Error ? reason : new Error(String(reason)) });
  }
}

/** A finding for each result. */
export function findingsOfBehaviours(results: readonly BehaviourResult[]): Finding[] {
  return results.map(({ name, row, operations: [operation = ''], ok, error, skipped }) => ({
    resource: resourceOf(operation),
    promise: name,
    reference: row,
    outcome: ok ? 'kept' : skipped === undefined ? 'broken' : 'skipped',
    seen: linesOf(skipped ?? error?.message ?? ''),
  }));
}

/** The lines of a message, without the colours and trailing blanks that assertions add. */
function linesOf(message: string): string[] {
  const lines = stripVTControlCharacters(message).split('\n');
  return lines.map((line) => line.trimEnd()).filter(Boolean);
}
