import { stripVTControlCharacters } from 'node:util';
import type { ServiceDesk } from '@service-desk/client';
import type { ProviderState } from '../generated/states.ts';
import type { Finding } from '../report/report.ts';
import { resourceOf } from '../v1/calls.ts';
import { type SetState, StateUnavailableError } from '../v1/provider-states.ts';
import type { Behaviour, World } from './behaviour.ts';
import { changeCases } from './changes.ts';
import { configurationCases } from './configuration.ts';
import { incidentCases } from './incidents.ts';
import { linkCases } from './links.ts';
import { partCases } from './parts.ts';
import { peopleCases } from './people.ts';
import { behaviourOf } from './steps.ts';
import { wireCases } from './wire.ts';

/** All behaviours that a provider is held to. */
export const behaviours: readonly Behaviour[] = [
  ...incidentCases,
  ...changeCases,
  ...partCases,
  ...linkCases,
  ...configurationCases,
  ...peopleCases,
  ...wireCases,
].map(behaviourOf);

/** How the behaviours reach a provider. */
export interface BehaviourOptions {
  /** A client of the provider with that token. */
  desk: (token: string) => ServiceDesk;
  /** Brings a provider state about: `sandboxStates(url)`, or your own. */
  setState: SetState;
}

/** What is called while behaviours run. */
export interface RunOptions extends BehaviourOptions {
  /** Only the behaviours that this is true for. */
  only?: (behaviour: Behaviour) => boolean;
  /** Hears of each result as soon as it is there. */
  onResult?: (result: BehaviourResult) => void;
}

/** How a provider did. */
export interface BehaviourResult extends Pick<Behaviour, 'name' | 'row' | 'operations'> {
  /** Whether the provider behaves so. */
  ok: boolean;
  error?: Error;
  /** Why it was not looked at, where a state that it needs is not to be had. */
  skipped?: string;
  ms: number;
}

/** What a behaviour is run with. */
export function worldOf({ desk, setState }: BehaviourOptions, { needs }: Pick<Behaviour, 'needs'>): World {
  return {
    async given<Name extends ProviderState>(name: Name) {
      if (!needs.includes(name)) throw new Error(`The state "${name}" does not stand in what is needed`);
      const values = await setState(name);
      return { ...values, desk: desk(values.token) };
    },
    as: desk,
  };
}

/** Runs the behaviours one after the other, since each may change what the next one sees. Never throws for a failure. */
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

/** Runs one behaviour. Never throws: the result says what went wrong. */
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

/** What behaviours found: a finding for each. */
export function findingsOfBehaviours(results: readonly BehaviourResult[]): Finding[] {
  return results.map(({ name, row, operations: [operation = ''], ok, error, skipped }) => ({
    resource: resourceOf(operation),
    promise: name,
    reference: row,
    outcome: ok ? 'kept' : skipped === undefined ? 'broken' : 'skipped',
    seen: linesOf(skipped ?? error?.message ?? ''),
  }));
}

/** Without the colours and the trailing blanks that an assertion's message may have. */
function linesOf(message: string): string[] {
  const lines = stripVTControlCharacters(message).split('\n');
  return lines.map((line) => line.trimEnd()).filter(Boolean);
}
