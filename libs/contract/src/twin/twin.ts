import type { OperationId } from '@service-desk/client';
import type { Finding } from '../report/report.ts';
import { readBundle } from '../v1/bundle.ts';
import { conformanceTo } from '../v1/conformance.ts';
import { shapesOf } from '../v1/shapes.ts';
import { type Transport, transportTo } from '../v1/transport.ts';
import { explorerOf } from './explorer.ts';
import { Pair, setClock } from './pair.ts';
import { phases } from './phases.ts';
import { startReference } from './reference.ts';

/** How a provider is compared with its twin. */
export interface TwinOptions {
  provider: { baseUrl: string; token: string };
  /** The twin's address with its path prefix; a sandbox is started unless given. */
  twin?: string | undefined;
  /** The token to call the twin with, where it is another one. */
  twinToken?: string | undefined;
  /** The way to the provider; a new one unless given. */
  transport?: Transport;
  only?: (operation: OperationId) => boolean;
  /** Chooses variations and sequences; 1 unless given. */
  seed?: number;
  /** The part of all variations that is tried, above 0 up to 1. */
  share?: number;
  signal?: AbortSignal | undefined;
  onPhase?: (name: string, calls: number) => void;
}

/** The part of the variations that takes a minute or two. */
const SHARE = 0.12;

/** A twin that was named is taken to have the provider's world. */
const GIVEN = {
  ...{ ownOnly: false, world: 'the same world', pairs: [] },
  [Symbol.asyncDispose]: async () => undefined,
};

const PATIENCE = { timeout: 10_000, patience: 60 };

/** What came of a comparison. */
export interface TwinReport {
  findings: Finding[];
  calls: number;
  seed: number;
  /** What both were compared on, as words. */
  world: string;
  /** How many writable fields, and values of codes, an update with them was accepted of. */
  taken: number;
  /** How many of these changed what is read, and which did not. */
  changed: number;
  unchanged: string[];
}

/** Sends a provider and its twin the same requests, and reports where their responses differ. */
export async function compareWithTwin(options: TwinOptions): Promise<TwinReport> {
  const { provider, only = () => true, seed = 1, share = SHARE, signal, onPhase } = options;
  const bundle = readBundle();
  const conformance = conformanceTo(bundle);
  const transport = options.transport ?? transportTo({ baseUrl: provider.baseUrl, conformance, ...PATIENCE });
  const twin = options.twin
    ? { ...GIVEN, baseUrl: options.twin, token: options.twinToken ?? provider.token }
    : await startReference(provider, transport);
  await using _ended = twin;
  const control = await controlOf(twin.baseUrl);
  const providerControl = control && (await controlOf(provider.baseUrl));
  const { ownOnly, world, pairs } = twin;
  const shapes = shapesOf(bundle);
  const pair = new Pair({ provider, twin, transport, shapes, control, providerControl, ownOnly, signal });
  for (const [kind, one, other] of pairs) pair.names.pair(kind, one, other);
  const explorer = explorerOf({ pair, shapes, conformance, only, seed, share });
  if (!ownOnly) explorer.learnExamples();
  const clock =
    providerControl && ((await (await fetch(`${providerControl}/clock`)).json()) as { tick: number });
  try {
    for (const [name, run] of Object.entries(phases)) {
      await run(explorer);
      onPhase?.(name, pair.calls);
    }
  } catch (error) {
    // What was found until then counts all the same.
    if (!signal?.aborted && !transport.ended()) throw error;
  } finally {
    // A provider that is a sandbox itself had its clock stopped: what looks at it next waits for time to pass.
    if (providerControl && clock) await setClock(providerControl, { tick: clock.tick });
  }
  const unchanged = [...explorer.changed].flatMap(([what, isChanged]) => (isChanged ? [] : [what]));
  const taken = explorer.changed.size;
  const changed = taken - unchanged.length;
  return { findings: pair.findings(), calls: pair.calls, seed, world, taken, changed, unchanged };
}

/** The control API of a sandbox; undefined of what is none. */
async function controlOf(baseUrl: string): Promise<string | undefined> {
  const control = `${new URL(baseUrl).origin}/_sandbox`;
  const response = await fetch(`${control}/clock`).catch(() => undefined);
  const clock = (await response?.json().catch(() => undefined)) as { tick?: unknown } | undefined;
  return typeof clock?.tick === 'number' ? control : undefined;
}
