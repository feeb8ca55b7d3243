import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Verifier } from '@pact-foundation/pact';
import { demoStates, type ProviderState } from './generated/states.ts';
import { injectedValues, type SetState } from './provider-states.ts';
import { participants } from './record.ts';

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
}

/** What a verification found. */
export interface Verification {
  interactions: number;
  passed: number;
  failures: InteractionFailure[];
  ms: number;
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

interface Interaction {
  description: string;
}

interface PactFile {
  interactions: Interaction[];
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
  const work = await mkdtemp(join(tmpdir(), 'verify-'));
  try {
    // One after the other: a provider state may be undone by another one.
    for (const [index, shard] of shards.entries()) {
      const file = join(work, `${index}.json`);
      await writeFile(file, JSON.stringify(shard));
      failures.push(...(await verifyShard(options, file, shard)));
    }
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  const interactions = shards.reduce((sum, shard) => sum + shard.interactions.length, 0);
  return {
    interactions,
    passed: interactions - failures.length,
    failures,
    ms: Math.round(performance.now() - started),
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
  file: string,
  shard: PactFile,
): Promise<InteractionFailure[]> {
  const { baseUrl, setState, timeout = 5_000 } = options;
  // Pact reports a state that failed as a mere mismatch of the answer, so the reason is kept here.
  const stateErrors: string[] = [];
  const handler = async (name: ProviderState) => {
    try {
      return injectedValues(await setState(name));
    } catch (error) {
      stateErrors.push(error instanceof Error ? error.message : String(error));
      throw error;
    }
  };
  const names = Object.keys(demoStates) as ProviderState[];
  const verifier = new Verifier({
    provider: participants.provider,
    providerBaseUrl: baseUrl.replace(/\/$/, ''),
    pactUrls: [file],
    stateHandlers: Object.fromEntries(names.map((name) => [name, () => handler(name)])),
    timeout,
    logLevel: 'error',
  });
  const error = await verifier.verifyProvider().then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (stateErrors.length > 0) throw new Error([...new Set(stateErrors)].join('\n'), { cause: error });
  return error === undefined ? [] : failuresOf(error, shard);
}

/** The failures in the report that Pact throws. */
function failuresOf(error: unknown, shard: PactFile): InteractionFailure[] {
  const text = error instanceof Error ? error.message : String(error);
  let report: { errors?: Reported[] };
  try {
    report = JSON.parse(text) as { errors?: Reported[] };
  } catch {
    throw new Error(`The verification could not run: ${text}`, { cause: error });
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
