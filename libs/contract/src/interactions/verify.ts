import { type ChildProcess, fork } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoStates, type ProviderState } from '../generated/states.ts';
import { injectedValues, type SetState } from '../v1/provider-states.ts';
import { participants } from './participants.ts';
import type { VerifierMessage, VerifierRequest } from './verifier-process.ts';

/** Options of {@link verifyPacts}. */
export interface VerifyOptions {
  /** The provider's address with its path prefix, such as `http://127.0.0.1:3000/v1`. */
  baseUrl: string;
  /** The directory of the pact files. */
  pactDir: string;
  /** Sets up a provider state: `sandboxStates(url)`, or your own. */
  setState: SetState;
  /** Limits the verification to the interactions whose name this returns true for. */
  only?: (interaction: string) => boolean;
  /** How many interactions one verifier run has. Its time grows faster than linearly with them. Default: 40. */
  shardSize?: number;
  /** The timeout of one request, in milliseconds. Default: 5,000. */
  timeout?: number;
  /** Ends the verification early. */
  signal?: AbortSignal;
}

/** The result of a verification. */
export interface Verification {
  interactions: number;
  passed: number;
  failures: InteractionFailure[];
  ms: number;
  /** The peak memory of Pact's verifier, which runs in its own process, in bytes. */
  memory: number;
}

/** An interaction that failed. */
export interface InteractionFailure {
  /** Such as `incidents.create: titleAndServiceBlank`. */
  interaction: string;
  /** The mismatches, a line each, such as `$.result.incident.id: …`. */
  mismatches: string[];
}

/** The provider does not keep the contract. The message has each failed interaction with its mismatches. */
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
 * Verifies a provider against the recorded pacts.
 *
 * @returns The result if all interactions pass.
 * @throws ContractError if interactions fail.
 * @throws Error if there are no pacts, or if the verification could not run.
 */
export async function verifyPacts(options: VerifyOptions): Promise<Verification> {
  const verification = await examineProvider(options);
  if (verification.failures.length > 0) throw new ContractError(verification);
  return verification;
}

/**
 * The same as {@link verifyPacts}, but failures are only returned.
 *
 * @throws Error if there are no pacts, or if the verification could not run.
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
    // One after the other, since a provider state may undo another one.
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
  if (!first || wanted.length === 0) throw new Error('There are no interactions to verify');
  return Array.from({ length: Math.ceil(wanted.length / size) }, (_, index) => ({
    ...first,
    interactions: wanted.slice(index * size, (index + 1) * size),
  }));
}

async function verifyShard(
  options: VerifyOptions,
  verifier: ReturnType<typeof startVerifier>,
  file: string,
  shard: PactFile,
): Promise<{ failures: InteractionFailure[]; memory: number }> {
  const { baseUrl, setState, timeout = 5_000 } = options;
  // Pact reports a failed state as a mismatch of the response, so the reason is kept here.
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

/** Starts Pact's verifier in its own process, since its output cannot be turned off. */
function startVerifier(signal?: AbortSignal) {
  const file = import.meta.url.endsWith('.ts') ? './verifier-process.ts' : './verifier-process.js';
  const child: ChildProcess = fork(new URL(file, import.meta.url), {
    ...{ execArgv: [], stdio: ['ignore', 'pipe', 'pipe', 'ipc'] },
    ...(signal && { signal }),
  });
  // An abort between two pacts has no other listener.
  child.on('error', () => {});
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      output = `${output}${chunk}`.slice(-2_000);
    });
  }
  return {
    verify: (
      request: VerifierRequest,
      setState: (name: string) => Promise<Record<string, string | number>>,
    ) =>
      new Promise<{ found: string | null; memory: number }>((resolve, reject) => {
        const ended = (why: unknown) =>
          reject(new Error(`The verification could not run: ${why}\n${output}`));
        const onMessage = async (message: VerifierMessage) => {
          if ('found' in message) {
            child.off('message', onMessage).off('exit', ended).off('error', ended);
            resolve(message);
            return;
          }
          const answer = await setState(message.state).then(
            (values): VerifierRequest => ({ values }),
            (error: Error): VerifierRequest => ({ error: error.message }),
          );
          if (child.connected) child.send(answer);
        };
        child.on('message', onMessage).once('exit', ended).once('error', ended);
        child.send(request);
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
    mismatches: mismatch?.mismatches?.map(lineOf) ?? [String(mismatch?.message ?? 'no response')],
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
