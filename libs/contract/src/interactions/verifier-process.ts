import { once } from 'node:events';
import { Verifier, type VerifierOptions } from '@pact-foundation/pact';

type Values = Record<string, string | number>;

/** What this process receives: an order to hold a provider to a pact, or what became of the state that it requested. */
export type Told =
  | {
      verify: Pick<VerifierOptions, 'provider' | 'providerBaseUrl' | 'pactUrls' | 'timeout'>;
      states: string[];
    }
  | { values: Values }
  | { error: string };

/** What it says: that it needs a state, or what it found, as the verifier reports it, and the most memory that it took, in bytes. */
export type Said = { state: string } | { found: string | null; memory: number };

function say(message: Said): void {
  process.send?.(message);
}

/** The verifier requests one state after the other. */
async function stateFrom(state: string): Promise<Values> {
  const answered = once(process, 'message');
  say({ state });
  const [told] = (await answered) as [Told];
  if ('error' in told) throw new Error(told.error);
  return 'values' in told ? told.values : {};
}

/*
 * Pact's verifier prints some ten lines for each interaction, and no option stops it. Here that goes where its parent
 * process sends it.
 */
process.on('message', async (told: Told) => {
  if (!('verify' in told)) return;
  const stateHandlers = Object.fromEntries(told.states.map((name) => [name, () => stateFrom(name)]));
  const found = await new Verifier({ ...told.verify, stateHandlers, logLevel: 'error' })
    .verifyProvider()
    .then(
      () => null,
      (reason: unknown) => (reason instanceof Error ? reason.message : String(reason)),
    );
  say({ found, memory: process.resourceUsage().maxRSS * 1024 });
});
process.on('disconnect', () => process.exit());
