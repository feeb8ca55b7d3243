import { Verifier, type VerifierOptions } from '@pact-foundation/pact';

/** What this process is told: to hold a provider to a pact, or what became of a state that it asked for. */
export type Told =
  | {
      verify: Pick<VerifierOptions, 'provider' | 'providerBaseUrl' | 'pactUrls' | 'timeout'>;
      states: string[];
    }
  | { state: number; values: Record<string, string | number> }
  | { state: number; error: string };

/** What it says: that it needs a state, or what it found, as the verifier reports it, and the most memory that it took, in bytes. */
export type Said = { state: number; name: string } | { found: string | null; memory: number };

type Values = Record<string, string | number>;

/*
 * Pact's verifier prints some ten lines for each interaction, and nothing tells it not to. Here that goes where whoever
 * started this process sends it.
 */
const awaited = new Map<number, { resolve(values: Values): void; reject(error: Error): void }>();

function say(message: Said): void {
  process.send?.(message);
}

function stateFrom(name: string): Promise<Values> {
  return new Promise((resolve, reject) => {
    const state = awaited.size;
    awaited.set(state, { resolve, reject });
    say({ state, name });
  });
}

process.on('message', async (told: Told) => {
  if ('verify' in told) {
    const stateHandlers = Object.fromEntries(told.states.map((name) => [name, () => stateFrom(name)]));
    const found = await new Verifier({ ...told.verify, stateHandlers, logLevel: 'error' })
      .verifyProvider()
      .then(
        () => null,
        (reason: unknown) => (reason instanceof Error ? reason.message : String(reason)),
      );
    say({ found, memory: process.resourceUsage().maxRSS * 1024 });
    return;
  }
  const waiting = awaited.get(told.state);
  if ('error' in told) waiting?.reject(new Error(told.error));
  else waiting?.resolve(told.values);
});
process.on('disconnect', () => process.exit());
