import type { OperationId } from '@service-desk/client';
import { conformanceTo } from '#description/conformance';
import { readDescription } from '#description/description';
import { shapesOf } from '#description/shapes';
import type { Finding } from '../report/report.ts';
import { type Transport, transportTo } from '../v1/transport.ts';
import { explorerOf } from './explorer.ts';
import { Pair, setClock } from './pair.ts';
import { phases } from './phases.ts';
import { startReference } from './reference.ts';

/** Options of {@link compareWithTwin}. */
export interface TwinOptions {
  provider: { baseUrl: string; token: string };
  /** The twin's address with its path prefix. Default: a sandbox that is started. */
  twin?: string | undefined;
  /** The token for the twin. Default: that of the provider. */
  twinToken?: string | undefined;
  /** The transport to the provider. Default: a new one. */
  transport?: Transport;
  only?: (operation: OperationId) => boolean;
  /** Selects variations and sequences. Default: 1. */
  seed?: number;
  /** The share of all variations that is tried, above 0 up to 1. */
  share?: number;
  signal?: AbortSignal | undefined;
  onPhase?: (name: string, calls: number) => void;
}

/** The share of variations that takes a minute or two. */
const SHARE = 0.12;

/** A twin with a given address is assumed to have the provider's data. */
const GIVEN = {
  ...{ ownOnly: false, world: 'the same data', pairs: [] },
  [Symbol.asyncDispose]: async () => undefined,
};

const LIMITS = { timeout: 10_000, maxWait: 60 };

/** The result of a comparison. */
export interface TwinReport {
  findings: Finding[];
  calls: number;
  seed: number;
  /** A description of the data that both sides have. */
  world: string;
  /** How many writable fields and codes an update was accepted with. */
  taken: number;
  /** How many of these changed anything that can be read, and which did not. */
  changed: number;
  unchanged: string[];
}

/** Sends a provider and its twin the same requests, and reports where their responses differ. */
export async function compareWithTwin(options: TwinOptions): Promise<TwinReport> {
  const { provider, only = () => true, seed = 1, share = SHARE, signal, onPhase } = options;
  const description = readDescription();
  const conformance = conformanceTo<OperationId>(description);
  const transport = options.transport ?? transportTo({ baseUrl: provider.baseUrl, conformance, ...LIMITS });
  const twin = options.twin
    ? { ...GIVEN, baseUrl: options.twin, token: options.twinToken ?? provider.token }
    : await startReference(provider, transport);
  await using _ended = twin;
  const control = await controlOf(twin.baseUrl);
  const providerControl = control && (await controlOf(provider.baseUrl));
  const { ownOnly, world, pairs } = twin;
  const shapes = shapesOf(description);
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
    // The differences so far are reported even if the run was interrupted.
    if (!signal?.aborted && !transport.ended()) throw error;
  } finally {
    // Restart the provider's clock if it is a sandbox, since later checks wait for time to pass.
    if (providerControl && clock) await setClock(providerControl, { tick: clock.tick });
  }
  const unchanged = [...explorer.changed].flatMap(([what, isChanged]) => (isChanged ? [] : [what]));
  const taken = explorer.changed.size;
  const changed = taken - unchanged.length;
  return { findings: pair.findings(), calls: pair.calls, seed, world, taken, changed, unchanged };
}

/** The control API of a sandbox; undefined if the server is not one. */
async function controlOf(baseUrl: string): Promise<string | undefined> {
  const control = `${new URL(baseUrl).origin}/_sandbox`;
  const response = await fetch(`${control}/clock`).catch(() => undefined);
  const clock = (await response?.json().catch(() => undefined)) as { tick?: unknown } | undefined;
  return typeof clock?.tick === 'number' ? control : undefined;
}
