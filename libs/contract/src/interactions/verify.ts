import { type ChildProcess, fork } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoStates, type ProviderState } from '../generated/states.ts';
import { injectedValues, type SetState } from '../v1/provider-states.ts';
import { participants } from './record.ts';
import type { Said, Told } from './verifier-process.ts';

/** Which provider is held to which pacts. */
export interface VerifyOptions {
  /** The provider's address with its path prefix, such as `http://127.0.0.1:3000/v1`. */
  baseUrl: string;
  /** The directory of the pact files. */
  pactDir: string;
  /** Brings a provider state about: `sandboxStates(url)`, or your own. */
  setState: SetState;
  /** Only the interactions whose name this is true for. */
  only?: (interaction: string) => boolean;
  /** How many interactions are verified at once by one verifier; more are slower than linearly. Default, 40. */
  shardSize?: number;
  /** How long one request may take, in milliseconds. Default, 5,000. */
  timeout?: number;
  /** Ends it early. */
  signal?: AbortSignal;
}

/** What a verification found. */
export interface Verification {
  interactions: number;
  passed: number;
  failures: InteractionFailure[];
  ms: number;
  /** The most memory that Pact's verifier took, in bytes. It runs in a process of its own. */
  memory: number;
}

/** An interaction that the provider does not keep. */
export interface InteractionFailure {
  /** Such as `incidents.create: titleAndServiceBlank`. */
  interaction: string;
  /** What is wrong, a line each, such as `$.result.incident.id: …`. */
  mismatches: string[];
}

/** The provider does not keep the contract. The message names each interaction and what is wrong with it. */
export class ContractError extends Error {
  override name = 'ContractError';
  readonly verification: Verification;

  constructor(verification: Verification) {
    super(
      `${verification.failures.length} of ${verification.interactions} interactions fail:\n${listOf(verification)}`,
    );
    this.verification = verification;
  }
}

interface PactFile {
  interactions: { description: string }[];
}

/**
 * Holds a provider to the recorded pacts.
 *
 * @returns What was found, when all is well.
 * @throws ContractError when the provider does not keep them.
 * @throws Error when there are no pacts, or when the verification itself could not run.
 */
export async function verifyPacts(options: VerifyOptions): Promise<Verification> {
  const verification = await examineProvider(options);
  if (verification.failures.length > 0) throw new ContractError(verification);
  return verification;
}

/**
 * The same as {@link verifyPacts}, but failures are only reported.
 *
 * @throws Error when there are no pacts, or when the verification itself could not run.
 */
export async function examineProvider(options: VerifyOptions): Promise<Verification> {
  const { pactDir, only = () => true, shardSize = 40 } = options;
  process.env.PACT_DO_NOT_TRACK = 'true';
  const started = performance.now();
  const shards = shardsOf(await pactsIn(pactDir), only, shardSize);
  const failures: InteractionFailure[] = [];
  let memory = 0;
  const work = await mkdtemp(join(tmpdir(), 'verify-'));
  const verifier = startVerifier(options.signal);
  try {
    // One after the other: a provider state may be undone by another one.
    for (const [index, shard] of shards.entries()) {
      const file = join(work, `${index}.json`);
      await writeFile(file, JSON.stringify(shard));
      const verified = await verifyShard(options, verifier, file, shard);
      failures.push(...verified.failures);
      memory = verified.memory;
    }
  } finally {
    verifier.end();
    await rm(work, { recursive: true, force: true });
  }
  const interactions = shards.reduce((sum, shard) => sum + shard.interactions.length, 0);
  return {
    interactions,
    passed: interactions - failures.length,
    failures,
    ms: Math.round(performance.now() - started),
    memory,
  };
}

async function pactsIn(dir: string): Promise<PactFile[]> {
  const names = await readdir(dir).catch(() => []);
  const files = names.filter((name) => name.endsWith('.json')).sort();
  if (files.length === 0) throw new Error(`There are no pacts in ${dir}: record them first`);
  return Promise.all(
    files.map(async (name) => JSON.parse(await readFile(join(dir, name), 'utf8')) as PactFile),
  );
}

function shardsOf(pacts: PactFile[], only: (interaction: string) => boolean, size: number): PactFile[] {
  const [first] = pacts;
  const wanted = pacts
    .flatMap(({ interactions }) => interactions)
    .filter(({ description }) => only(description));
  if (!first || wanted.length === 0) throw new Error('No interaction is left to verify');
  return Array.from({ length: Math.ceil(wanted.length / size) }, (_, index) => ({
    ...first,
    interactions: wanted.slice(index * size, (index + 1) * size),
  }));
}

async function verifyShard(
  options: VerifyOptions,
  verifier: VerifierProcess,
  file: string,
  shard: PactFile,
): Promise<{ failures: InteractionFailure[]; memory: number }> {
  const { baseUrl, setState, timeout = 5_000 } = options;
  // Pact reports a state that failed as a mere mismatch of the answer, so the reason is kept here.
  const stateErrors: string[] = [];
  const verify = {
    ...{ provider: participants.provider, providerBaseUrl: baseUrl.replace(/\/$/, '') },
    ...{ pactUrls: [file], timeout },
  };
  const { found, memory } = await verifier.verify(
    { verify, states: Object.keys(demoStates) },
    async (name) => {
      try {
        return injectedValues(await setState(name as ProviderState));
      } catch (error) {
        stateErrors.push(error instanceof Error ? error.message : String(error));
        throw error;
      }
    },
  );
  if (stateErrors.length > 0) throw new Error([...new Set(stateErrors)].join('\n'), { cause: found });
  return { failures: found === null ? [] : failuresOf(found, shard), memory };
}

interface VerifierProcess {
  verify(
    told: Told,
    setState: (name: string) => Promise<Record<string, string | number>>,
  ): Promise<{ found: string | null; memory: number }>;
  end(): void;
}

/** Pact's verifier in a process of its own, since what it prints cannot be turned off. */
function startVerifier(signal?: AbortSignal): VerifierProcess {
  const file = import.meta.url.endsWith('.ts') ? './verifier-process.ts' : './verifier-process.js';
  const child: ChildProcess = fork(new URL(file, import.meta.url), {
    ...{ execArgv: [], stdio: ['ignore', 'pipe', 'pipe', 'ipc'] },
    ...(signal && { signal }),
  });
  // Whoever ends it early may do so between two pacts, when nobody waits for it.
  child.on('error', () => {});
  let words = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      words = `${words}${chunk}`.slice(-2_000);
    });
  }
  return {
    verify: (told, setState) =>
      new Promise((resolve, reject) => {
        const ended = (why: unknown) => reject(new Error(`The verification could not run: ${why}\n${words}`));
        const hear = async (said: Said) => {
          if ('found' in said) {
            child.off('message', hear).off('exit', ended).off('error', ended);
            resolve(said);
            return;
          }
          const answer = await setState(said.state).then(
            (values): Told => ({ values }),
            (error: Error): Told => ({ error: error.message }),
          );
          if (child.connected) child.send(answer);
        };
        child.on('message', hear).once('exit', ended).once('error', ended);
        child.send(told);
      }),
    end: () => child.kill(),
  };
}

/** The failures in the report that Pact throws. */
function failuresOf(found: string, shard: PactFile): InteractionFailure[] {
  let report: { errors?: Reported[] };
  try {
    report = JSON.parse(found) as { errors?: Reported[] };
  } catch {
    throw new Error(`The verification could not run: ${found}`);
  }
  return (report.errors ?? []).map(({ interaction, mismatch }) => ({
    interaction:
      shard.interactions.find(({ description }) => interaction?.endsWith(` - ${description}`))?.description ??
      interaction ??
      'the pact',
    mismatches: mismatch?.mismatches?.map(lineOf) ?? [String(mismatch?.message ?? 'no answer')],
  }));
}

interface Reported {
  interaction?: string;
  mismatch?: { mismatches?: Mismatch[]; message?: string };
}

interface Mismatch {
  path?: string;
  key?: string;
  mismatch?: string;
  type?: string;
}

function lineOf({ path, key, mismatch, type }: Mismatch): string {
  return `${path ?? key ?? type}: ${mismatch ?? 'does not match'}`;
}

function listOf({ failures }: Verification): string {
  return failures.map(({ interaction, mismatches }) => [interaction, ...mismatches].join('\n  ')).join('\n');
}
