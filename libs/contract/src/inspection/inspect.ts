import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AuthenticationError,
  ConnectionError,
  createServiceDesk,
  type OperationId,
  operationTable,
} from '@service-desk/client';
import { conformanceTo } from '#description/conformance';
import { readDescription } from '#description/description';
import { resourceOf } from '#description/operations';
import type { Behaviour } from '../behaviours/behaviour.ts';
import { findingsOfBehaviours, runBehaviours } from '../behaviours/run.ts';
import { scenarios } from '../generated/scenarios.ts';
import { coverageOf } from '../interactions/coverage.ts';
import { findingsOfPacts } from '../interactions/findings.ts';
import { recordPacts } from '../interactions/record.ts';
import { examineProvider } from '../interactions/verify.ts';
import { findingsOfFaults } from '../properties/check.ts';
import { runProperties } from '../properties/run.ts';
import type { Finding, Report } from '../report/report.ts';
import { compareWithTwin, type TwinOptions, type TwinReport } from '../twin/twin.ts';
import { OPERATIONS } from '../v1/calls.ts';
import { sandboxStates } from '../v1/provider-states.ts';
import { isInPacts } from '../v1/scenarios.ts';
import { EndedError, type Transport, transportTo } from '../v1/transport.ts';
import { checkWebhooks } from '../webhooks/check.ts';
import { startReceiver, type WebhookReceiverOptions } from '../webhooks/receiver.ts';
import { type Cleaning, clean } from './clean.ts';
import { statesThrough } from './world.ts';

/** Options of {@link inspectProvider}. */
export interface InspectOptions {
  /** The provider's address with its path prefix, such as `http://127.0.0.1:3000/v1`. */
  baseUrl: string;
  /** A user's token, or the account-wide one. */
  token: string;
  /** A token of another account at the same provider: nothing of this account may be visible with it. */
  otherToken?: string | undefined;
  /** A token of another person of the same account, who reads and writes the same resources in their own name. */
  colleagueToken?: string | undefined;
  /** Limits the inspection to the operations that this returns true for. */
  only?: ((operation: OperationId) => boolean) | undefined;
  /** Creates what is needed through v1 itself, and removes it afterwards. Default: nothing is written. */
  write?: boolean | undefined;
  /** The address of a server with provider states, for which all of the contract can be checked. */
  states?: string | undefined;
  /** Compares the provider with a twin, at an address or in a sandbox that is started. Needs `write`. */
  twin?: Pick<TwinOptions, 'twin' | 'twinToken' | 'seed' | 'share'> | undefined;
  /**
   * Receives the webhooks of the run, for an endpoint that the operator of the provider has added for all events. Needs
   * `write`, and is not limited by `only`.
   */
  webhooks?: WebhookReceiverOptions | undefined;
  /** The timeout of one request, in milliseconds. Default: 10,000. */
  timeout?: number;
  /** The longest wait for the rate limit, in seconds. Default: 60. */
  patience?: number;
  /** Ends the inspection early. Created resources are still removed. */
  signal?: AbortSignal;
  /** Called with each finding as soon as it is known. */
  onFinding?: (finding: Finding) => void;
}

/** The result of an inspection. */
export interface Inspection extends Report {
  /** How many responses were checked against the description. */
  answers: number;
  /** The cleanup of created resources; absent if nothing was created. */
  cleaning?: Cleaning;
  /** The extent of the comparison with a twin; absent if there was none. */
  twin?: Omit<TwinReport, 'findings'>;
  /** Why it ended early. */
  ended?: string;
}

/**
 * Checks whether a provider conforms to v1. The provider needs no preparation.
 *
 * @throws ServiceDeskError if the provider cannot be reached, or refuses the token
 * @throws Error if it refuses one of the other tokens
 */
export async function inspectProvider(options: InspectOptions): Promise<Inspection> {
  const { baseUrl, token, otherToken, colleagueToken, states, signal } = options;
  const { only = () => true, write = false, timeout = 10_000, patience = 60 } = options;
  if (options.twin && !write) throw new TypeError('the comparison with a twin needs write');
  if (options.webhooks && (!write || states))
    throw new TypeError('the check of webhooks needs write, and excludes states');
  const started = performance.now();
  const address = baseUrl.replace(/\/$/, '');
  const bundle = readDescription();
  const conformance = conformanceTo<OperationId>(bundle);
  const findings: Finding[] = [];
  const reported = new Set<string>();
  /** Passes a finding to `onFinding` once. A broken one is passed at its first place, whatever resources follow. */
  const announce = (finding: Finding) => {
    const { outcome, resource, promise } = finding;
    const key = outcome === 'broken' ? promise : `${resource} ${promise}`;
    if (reported.has(key)) return;
    reported.add(key);
    options.onFinding?.(finding);
  };
  const add = (found: Finding[]) => {
    findings.push(...found);
    for (const finding of found) announce(finding);
  };
  const wrote = write || states !== undefined;
  const isChecked = (operation: OperationId) =>
    only(operation) && (wrote || operationTable[operation].method === 'GET');
  const transport = transportTo({
    ...{ baseUrl: address, conformance, timeout, maxWait: patience, token },
    onFault(operation, fault) {
      if (isChecked(operation)) announce(findingOfResponses(operation, 'broken', [fault]));
    },
  });
  const fetchUntilAborted = (request: Request) => {
    signal?.throwIfAborted();
    return transport.fetch(request);
  };
  const deskOf = (own: string, fetch = fetchUntilAborted) =>
    createServiceDesk({
      // A client of v1 knows no keys.
      idempotencyKeys: false,
      baseUrl: address,
      token: own,
      fetch: (input, init) => fetch(new Request(input, init)),
    });
  const desk = deskOf(token);
  await desk.users.current();
  // With a token that is refused, nothing could be seen, and everything would pass.
  const others = { 'another account': otherToken, 'a colleague': colleagueToken };
  for (const [name, own] of Object.entries(others)) {
    if (own === undefined) continue;
    await deskOf(own)
      .users.current()
      .catch((error) => {
        if (error instanceof AuthenticationError)
          throw new Error(`the provider refuses the token of ${name}`, { cause: error });
        throw error;
      });
  }

  const receiver = options.webhooks ? await startReceiver(options.webhooks, conformance) : undefined;
  let cleaning: Cleaning | undefined;
  let ended: string | undefined;
  let pacts: Awaited<ReturnType<typeof pactsOf>> | undefined;
  let twin: Omit<TwinReport, 'findings'> | undefined;
  /** Runs a part. An unexpected error becomes a finding, and the following parts still run. */
  const part = async (name: string, run: () => Promise<void>) => {
    try {
      await run();
    } catch (error) {
      const isOver = transport.ended() || signal?.aborted || error instanceof ConnectionError;
      if (isOver || !(error instanceof Error)) throw error;
      const promise = `${name} completes without an error`;
      const seen = error.message.split('\n').slice(0, 3);
      add([{ resource: 'provider', promise, reference: 'envelope.1', outcome: 'broken', seen }]);
    }
  };
  try {
    // The twin comes first, since it does not have what other checks create.
    if (options.twin) {
      const provider = { baseUrl: address, token };
      const how = { ...options.twin, provider, transport, only, signal };
      await part('the comparison with the twin', async () => {
        const { findings: found, ...more } = await compareWithTwin(how);
        add(found);
        twin = more;
      });
    }
    if (states) {
      pacts = await pactsOf(options, states);
      add(pacts.findings);
    }
    await part('the check of properties', async () => {
      const properties = await runProperties({
        ...{ baseUrl: address, token, fetch: fetchUntilAborted, only },
        ...{ otherToken, colleagueToken, write: wrote },
        onFault: (fault) => findingsOfFaults([fault]).forEach(announce),
        isEnd: (error) => error instanceof EndedError || signal?.aborted === true,
      });
      add(properties.findings);
    });
    await runBehaviours({
      desk: deskOf,
      setState: states ? sandboxStates(states) : statesThrough(desk, token, write),
      only: ({ operations: [first], writes }: Behaviour) =>
        (wrote || !writes) && first !== undefined && only(first),
      onResult(result) {
        signal?.throwIfAborted();
        const over = transport.ended();
        if (over) throw over;
        add(findingsOfBehaviours([result]));
      },
    });
    if (receiver || (wrote && !options.only))
      await part('the check of webhooks', async () => {
        const setState = statesThrough(desk, token, write);
        add(await checkWebhooks({ desk, setState, receiver, signal }));
      });
  } catch (error) {
    if (!transport.ended() && !signal?.aborted) throw error;
    ended = transport.ended()?.message ?? 'it was interrupted';
  } finally {
    try {
      if (write && !states)
        await part('the cleanup', async () => {
          // It also removes what an aborted run has created.
          cleaning = await clean(transport, deskOf(token, transport.fetch));
        });
    } finally {
      receiver?.close();
    }
  }
  add(findingsOfResponses(transport, isChecked, wrote));
  if (cleaning && cleaning.faults.length > 0) {
    const promise = 'created resources can be deleted';
    add([{ resource: 'provider', promise, reference: '--write', outcome: 'broken', seen: cleaning.faults }]);
  }
  const answers = [...transport.answers.values()].reduce((sum, { count }) => sum + count, 0);
  const ms = Math.round(performance.now() - started);
  const memory = process.resourceUsage().maxRSS * 1024 + (pacts?.memory ?? 0);
  return {
    ...{ provider: address, findings, ms, memory, answers },
    ...(pacts && { coverage: pacts.coverage }),
    ...(cleaning && { cleaning }),
    ...(twin && { twin }),
    ...(ended && { ended }),
  };
}

/** Verifies the pacts: the findings, the coverage, and the peak memory of Pact's verifier. */
async function pactsOf(options: InspectOptions, states: string) {
  const { baseUrl, only = () => true, timeout = 10_000, signal } = options;
  const dir = await mkdtemp(join(tmpdir(), 'service-desk-contract-'));
  const wanted = scenarios.filter((scenario) => isInPacts(scenario) && only(scenario.operation));
  try {
    await recordPacts({ dir, description: readDescription(), scenarios: wanted });
    const verification = await examineProvider({
      ...{ baseUrl, pactDir: dir, setState: sandboxStates(states), timeout },
      ...(signal && { signal }),
    });
    const names = new Set(wanted.map(({ name }) => name));
    return {
      findings: findingsOfPacts(verification, (name) => names.has(name)),
      coverage: coverageOf(readDescription(), names, only),
      memory: verification.memory,
    };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** For each operation, whether all of its responses match the description, whatever check caused them. */
function findingsOfResponses(
  { answers }: Transport,
  isChecked: (operation: OperationId) => boolean,
  wrote: boolean,
): Finding[] {
  return OPERATIONS.filter(isChecked).map((operation) => {
    const { successes = 0, faults = new Set<string>() } = answers.get(operation) ?? {};
    if (faults.size > 0) return findingOfResponses(operation, 'broken', [...faults]);
    if (successes > 0) return findingOfResponses(operation, 'kept', []);
    return findingOfResponses(operation, 'skipped', [reasonOf(operation, wrote)]);
  });
}

function findingOfResponses(operation: OperationId, outcome: Finding['outcome'], seen: string[]): Finding {
  const promise = `responses of ${operation} match the description`;
  return { resource: resourceOf(operation), promise, reference: operation, outcome, seen };
}

function reasonOf(operation: OperationId, wrote: boolean): string {
  if (operationTable[operation].method !== 'GET') return 'no request of this run to it succeeded';
  return wrote
    ? 'the provider has nothing that it reads, and v1 cannot create it'
    : 'the provider has nothing that it reads; --write creates it';
}
