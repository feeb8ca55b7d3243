import { Verifier } from '@pact-foundation/pact';
import { demoStates, type ProviderState } from '../generated/states.ts';
import { injectedValues, type SetState } from '../v1/provider-states.ts';
import { participants } from './record.ts';

/** Options of {@link examineBrokered}. */
export interface BrokeredOptions {
  /** The provider's address with its path prefix. */
  baseUrl: string;
  /** Sets up a provider state. */
  setState: SetState;
  /** The version of the provider that was verified. */
  version: string;
  /** The branch of that version. */
  branch?: string;
  /** Only the pacts of this client. */
  consumer?: string;
  /** The timeout of one request, in milliseconds. */
  timeout: number;
}

/**
 * Verifies the pacts that a Pact Broker has for v1, and publishes the results. The broker is at PACT_BROKER_BASE_URL;
 * PACT_BROKER_TOKEN, or PACT_BROKER_USERNAME and PACT_BROKER_PASSWORD, authenticate.
 *
 * @throws Error if PACT_BROKER_BASE_URL is not set
 */
export async function examineBrokered(options: BrokeredOptions): Promise<{ kept: boolean; report: string }> {
  const { baseUrl, setState, version, branch, consumer, timeout } = options;
  const { PACT_BROKER_BASE_URL: url, PACT_BROKER_TOKEN: token } = process.env;
  const { PACT_BROKER_USERNAME: username, PACT_BROKER_PASSWORD: password = '' } = process.env;
  if (!url) throw new Error('PACT_BROKER_BASE_URL is not set: it is the address of the Pact Broker');
  process.env.PACT_DO_NOT_TRACK = 'true';
  const names = Object.keys(demoStates) as ProviderState[];
  const verifier = new Verifier({
    provider: participants.provider,
    providerBaseUrl: baseUrl.replace(/\/$/, ''),
    ...{ pactBrokerUrl: url, publishVerificationResult: true, providerVersion: version, timeout },
    ...(branch && { providerVersionBranch: branch }),
    ...(token
      ? { pactBrokerToken: token }
      : username && { pactBrokerUsername: username, pactBrokerPassword: password }),
    consumerVersionSelectors: consumer
      ? [{ consumer, latest: true }]
      : [{ mainBranch: true }, { deployedOrReleased: true }],
    stateHandlers: Object.fromEntries(
      names.map((name) => [name, async () => injectedValues(await setState(name))]),
    ),
    logLevel: 'error',
  });
  return verifier.verifyProvider().then(
    (output) => ({ kept: true, report: String(output) }),
    (error: Error) => ({ kept: false, report: error.message }),
  );
}
