import { once } from 'node:events';
import { Verifier, type VerifierOptions } from '@pact-foundation/pact';

type Values = Record<string, string | number>;

/** A message to this process: the request to verify a pact, or the values or the error of a state that it requested. */
export type VerifierRequest =
  | {
      verify: Pick<VerifierOptions, 'provider' | 'providerBaseUrl' | 'pactUrls' | 'timeout'>;
      states: string[];
    }
  | { values: Values }
  | { error: string };

/** A message from this process: the request for a state, or the verifier's report and its peak memory in bytes. */
export type VerifierMessage = { state: string } | { found: string | null; memory: number };

function send(message: VerifierMessage): void {
  process.send?.(message);
}

/** Requests a state. The verifier requests one state after the other. */
async function stateFrom(state: string): Promise<Values> {
  const answer = once(process, 'message');
  send({ state });
  const [request] = (await answer) as [VerifierRequest];
  if ('error' in request) throw new Error(request.error);
  return 'values' in request ? request.values : {};
}

/*
 * Pact's verifier prints about ten lines for each interaction, and has no option to turn that off. In a process of its
 * own, the parent can redirect the output.
 */
process.on('message', async (request: VerifierRequest) => {
  if (!('verify' in request)) return;
  const stateHandlers = Object.fromEntries(request.states.map((name) => [name, () => stateFrom(name)]));
  const found = await new Verifier({ ...request.verify, stateHandlers, logLevel: 'error' })
    .verifyProvider()
    .then(
      () => null,
      (reason: unknown) => (reason instanceof Error ? reason.message : String(reason)),
    );
  send({ found, memory: process.resourceUsage().maxRSS * 1024 });
});
process.on('disconnect', () => process.exit());
