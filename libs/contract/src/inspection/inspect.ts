import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConnectionError, createServiceDesk, type OperationId, operationTable } from '@service-desk/client';
import type { Behaviour } from '../behaviours/behaviour.ts';
import { findingsOfBehaviours, runBehaviours } from '../behaviours/run.ts';
import { scenarios } from '../generated/scenarios.ts';
import { coverageOf } from '../interactions/coverage.ts';
import { findingsOfPacts } from '../interactions/findings.ts';
import { recordPacts } from '../interactions/record.ts';
import { examineProvider } from '../interactions/verify.ts';
import { findingsOfFaults } from '../properties/check.ts';
import { runProperties } from '../properties/run.ts';
import type { Ids } from '../properties/session.ts';
import type { Finding, Report } from '../report/report.ts';
import { compareWithTwin, type TwinOptions, type TwinReport } from '../twin/twin.ts';
import { readBundle } from '../v1/bundle.ts';
import { OPERATIONS, resourceOf } from '../v1/calls.ts';
import { conformanceTo } from '../v1/conformance.ts';
import { type SetState, sandboxStates } from '../v1/provider-states.ts';
import { isInPacts } from '../v1/scenarios.ts';
import { EndedError, type Transport, transportTo } from '../v1/transport.ts';
import { type Cleaning, clean } from './clean.ts';
import { statesThrough } from './world.ts';

/** Which provider is looked at, and how closely. */
export interface InspectOptions {
  /** The provider's address with its path prefix, such as `http://127.0.0.1:3000/v1`. */
  baseUrl: string;
  /** A user's token, or the account-wide one. */
  token: string;
  /** The token of another account at the same provider, which must open nothing of this one. */
  otherToken?: string;
  /** The token of another person of the same account, who reads and writes the same things in their own name. */
  colleagueToken?: string;
  /** Only the operations that this is true for. */
  only?: (operation: OperationId) => boolean;
  /** Creates what is needed through v1 itself, and removes it afterwards. Unless given, nothing is written. */
  write?: boolean;
  /** The address of a server with provider states, which bring about everything that the contract speaks of. */
  states?: string;
  /** Compares it with a twin, the one at this address or a sandbox that is started. It writes, as `write` does. */
  twin?: Pick<TwinOptions, 'twin' | 'twinToken' | 'seed' | 'share'>;
  /** How long one request may take, in milliseconds. Default, 10,000. */
  timeout?: number;
  /** How many seconds are waited at most while the hour's requests are used up. Default, 60. */
  patience?: number;
  /** Ends it early: what was created is removed all the same. */
  signal?: AbortSignal;
  /** Hears of each finding as soon as it is there. */
  onFinding?: (finding: Finding) => void;
}

/** What was found about a provider, and what is left there. */
export interface Inspection extends Report {
  /** How many answers were held against the description. */
  answers: number;
  /** What became of what was created; absent where nothing was. */
  cleaning?: Cleaning;
  /** How much the comparison with a twin asked; absent where there was none. */
  twin?: Omit<TwinReport, 'findings'>;
  /** Why it ended before everything was looked at. */
  ended?: string;
}

/**
 * Holds a provider to v1 that has nothing prepared for it.
 *
 * @throws ServiceDeskError when it cannot be reached, or refuses the token
 */
export async function inspectProvider(options: InspectOptions): Promise<Inspection> {
  const {
    baseUrl,
    token,
    only = () => true,
    write = false,
    states,
    timeout = 10_000,
    patience = 60,
  } = options;
  if (options.twin && !write) throw new TypeError('a twin is compared by writing: it needs write');
  const started = performance.now();
  const address = baseUrl.replace(/\/$/, '');
  const bundle = readBundle();
  const conformance = conformanceTo(bundle);
  const findings: Finding[] = [];
  const reported = new Set<string>();
  /** Passes a finding on once: a broken one as soon as its first place is known, whatever resources follow. */
  const report = (finding: Finding) => {
    const { outcome, resource, promise } = finding;
    const key = outcome === 'broken' ? promise : `${resource} ${promise}`;
    if (reported.has(key)) return;
    reported.add(key);
    options.onFinding?.(finding);
  };
  const tell = (found: Finding[]) => {
    findings.push(...found);
    for (const finding of found) report(finding);
  };
  const wrote = write || states !== undefined;
  const isLookedAt = (operation: OperationId) =>
    only(operation) && (wrote || operationTable[operation].method === 'GET');
  const transport = transportTo({
    ...{ baseUrl: address, conformance, timeout, patience, token },
    onFault(operation, fault) {
      if (isLookedAt(operation)) report(findingOfAnswers(operation, 'broken', [fault]));
    },
  });
  const fetchUntil = (signal?: AbortSignal) => (request: Request) => {
    signal?.throwIfAborted();
    return transport.fetch(request);
  };
  const deskOf = (own: string, signal?: AbortSignal) =>
    createServiceDesk({
      baseUrl: address,
      token: own,
      fetch: (input, init) => fetchUntil(signal)(new Request(input, init)),
    });
  const desk = deskOf(token, options.signal);
  await desk.users.current();

  let cleaning: Cleaning | undefined;
  let ended: string | undefined;
  let pacts: Awaited<ReturnType<typeof pactsOf>> | undefined;
  let twin: Omit<TwinReport, 'findings'> | undefined;
  /** Runs a part. An answer that ends it early is a finding, and the parts after it are run all the same. */
  const part = async (name: string, run: () => Promise<void>) => {
    try {
      await run();
    } catch (error) {
      const isOver = transport.ended() || options.signal?.aborted || error instanceof ConnectionError;
      if (isOver || !(error instanceof Error)) throw error;
      const promise = `${name} comes to its end`;
      const seen = error.message.split('\n').slice(0, 3);
      tell([{ resource: 'provider', promise, reference: 'envelope.1', outcome: 'broken', seen }]);
    }
  };
  const signal = options.signal;
  try {
    // First of all: what the others write is not at the twin.
    if (options.twin) {
      const provider = { baseUrl: address, token };
      const how = { ...options.twin, provider, transport, only, signal };
      await part('the comparison with the twin', async () => {
        const { findings: found, ...more } = await compareWithTwin(how);
        tell(found);
        twin = more;
      });
    }
    if (states) {
      pacts = await pactsOf(options, states);
      tell(pacts.findings);
    }
    await part('looking at properties', async () => {
      const properties = await runProperties({
        ...{ baseUrl: address, token, fetch: fetchUntil(signal), only },
        ...(options.otherToken && { otherToken: options.otherToken }),
        ...(options.colleagueToken && { colleagueToken: options.colleagueToken }),
        ...(states && { homes: await publications(sandboxStates(states)) }),
        write: wrote,
        onFault: (fault) => findingsOfFaults([fault]).forEach(report),
        isEnd: (error) => error instanceof EndedError || signal?.aborted === true,
      });
      tell(properties.findings);
    });
    await runBehaviours({
      desk: (own) => deskOf(own, signal),
      setState: states ? sandboxStates(states) : statesThrough({ desk, token, write }),
      only: ({ operations: [first], writes }: Behaviour) =>
        (wrote || !writes) && first !== undefined && only(first),
      onResult(result) {
        stopIfEnded(transport, signal);
        tell(findingsOfBehaviours([result]));
      },
    });
  } catch (error) {
    if (!transport.ended() && !options.signal?.aborted) throw error;
    ended = transport.ended()?.message ?? 'it was interrupted';
  } finally {
    if (write && !states)
      await part('the removal of what was created', async () => {
        cleaning = await clean(transport, deskOf(token));
      });
  }
  tell(findingsOfAnswers(transport, isLookedAt, wrote));
  if (cleaning && cleaning.faults.length > 0) {
    const promise = 'what v1 can remove is removed';
    tell([{ resource: 'provider', promise, reference: '--write', outcome: 'broken', seen: cleaning.faults }]);
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

/** Messages and articles, which v1 can neither create nor list: only states know of them. */
async function publications(setState: SetState): Promise<Record<string, Ids>> {
  const article = await setState('a knowledge article without watches');
  const message = await setState('a message without watches');
  return {
    'messages.watches': [message.message_id],
    'knowledgeArticles.watches': [article.knowledge_article_id],
  };
}

function stopIfEnded(transport: Transport, signal: AbortSignal | undefined): void {
  signal?.throwIfAborted();
  const ended = transport.ended();
  if (ended) throw ended;
}

/** What the verification of pacts found, how much it looked at, and the most memory that Pact's verifier took. */
async function pactsOf(options: InspectOptions, states: string) {
  const { baseUrl, only = () => true, timeout = 10_000, signal } = options;
  const dir = await mkdtemp(join(tmpdir(), 'service-desk-contract-'));
  const wanted = scenarios.filter((scenario) => isInPacts(scenario) && only(scenario.operation));
  try {
    await recordPacts({ dir, description: readBundle(), scenarios: wanted });
    const verification = await examineProvider({
      ...{ baseUrl, pactDir: dir, setState: sandboxStates(states), timeout },
      ...(signal && { signal }),
    });
    const names = new Set(wanted.map(({ name }) => name));
    return {
      findings: findingsOfPacts(verification, (name) => names.has(name)),
      coverage: coverageOf(readBundle(), names, only),
      memory: verification.memory,
    };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** That what each operation answered is what the description says: of everything that was asked, by whatever check. */
function findingsOfAnswers(
  { answers }: Transport,
  isLookedAt: (operation: OperationId) => boolean,
  wrote: boolean,
): Finding[] {
  return OPERATIONS.filter(isLookedAt).map((operation) => {
    const { successes = 0, faults = new Set<string>() } = answers.get(operation) ?? {};
    if (faults.size > 0) return findingOfAnswers(operation, 'broken', [...faults]);
    if (successes > 0) return findingOfAnswers(operation, 'kept', []);
    return findingOfAnswers(operation, 'skipped', [reasonOf(operation, wrote)]);
  });
}

function findingOfAnswers(operation: OperationId, outcome: Finding['outcome'], seen: string[]): Finding {
  const promise = `${operation} answers as it is described`;
  return { resource: resourceOf(operation), promise, reference: operation, outcome, seen };
}

function reasonOf(operation: OperationId, wrote: boolean): string {
  if (operationTable[operation].method !== 'GET') return 'nothing here called it with success';
  return wrote
    ? 'v1 cannot create what it reads, and nothing of it is here'
    : 'nothing of what it reads is here: --write creates it';
}
