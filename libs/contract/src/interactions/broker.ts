import { demoStates, type ProviderState } from '../generated/states.ts';
import { injectedValues, type SetState } from '../v1/provider-states.ts';
import { causeOf } from '../v1/transport.ts';
import { participants } from './participants.ts';

export interface BrokeredOptions {
  /** The provider's address with its path prefix. */
  baseUrl: string;
  setState: SetState;
  /** The version of the provider that was verified. */
  version: string;
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
 * @throws Error if PACT_BROKER_BASE_URL is not set, or if the broker, the provider or its states cannot be reached
 */
export async function examineBrokered(options: BrokeredOptions): Promise<{ kept: boolean; report: string }> {
  const { baseUrl, setState, version, branch, consumer, timeout } = options;
  const { url, token, username, password } = brokerOf(process.env);
  await reach('The Pact Broker', url, token ? `Bearer ${token}` : username && basic(username, password));
  await reach('The provider', baseUrl);
  process.env.PACT_DO_NOT_TRACK = 'true';
  const names = Object.keys(demoStates) as [ProviderState, ...ProviderState[]];
  await setState(names[0]);
  // Loaded here, because Pact takes longer to load than the rest of the command.
  const { Verifier } = await import('@pact-foundation/pact');
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

/** The broker that the environment names. Its address holds no password, because Pact's verifier prints the address. */
function brokerOf(environment: NodeJS.ProcessEnv) {
  const { PACT_BROKER_BASE_URL: address, PACT_BROKER_TOKEN: token } = environment;
  if (!address) throw new Error('PACT_BROKER_BASE_URL is not set: it is the address of the Pact Broker');
  if (!URL.canParse(address)) throw new Error('PACT_BROKER_BASE_URL is not an address');
  const url = new URL(address);
  const { PACT_BROKER_USERNAME: username = decodeURIComponent(url.username) } = environment;
  const { PACT_BROKER_PASSWORD: password = decodeURIComponent(url.password) } = environment;
  url.username = '';
  url.password = '';
  return { url: url.href.replace(/\/$/, ''), token, username, password };
}

function basic(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

/** @throws Error if there is no response, or if it refuses the credentials */
async function reach(what: string, url: string, authorization?: string): Promise<void> {
  const headers = { Accept: 'application/hal+json', ...(authorization && { Authorization: authorization }) };
  const { status, body } = await fetch(url, { headers }).catch((cause) => {
    throw new Error(`${what} cannot be reached: GET ${url}: ${causeOf(cause)}`, { cause });
  });
  await body?.cancel();
  if (authorization && (status === 401 || status === 403))
    throw new Error(`${what} refuses the credentials: GET ${url}: HTTP ${status}`);
}
