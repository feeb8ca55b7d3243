import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Fetch, OperationId, ServiceDesk } from '@service-desk/client';
import {
  type Behaviour,
  behaviours,
  type ComparedPact,
  examineProvider,
  recordPacts,
  runBehaviour,
  runProperties,
  type SetState,
  sandboxStates,
} from '@service-desk/contract';
import { readDescription } from '@service-desk/description/description';
import { resourceOf } from '@service-desk/description/operations';
import { startSandboxProcess } from '@service-desk/test-kit/processes';
import type { ClientMutant } from './catalogue/client.ts';
import type { Mutant } from './catalogue/mutant.ts';
import { rootResource } from './operation-of.ts';
import { honest, type SwitchableProxy, startProxy } from './proxy.ts';
import { deskAt, examplesOf, lineOf, spoiled } from './requests.ts';
import { type Rivals, startRivals } from './rivals.ts';

/** Who caught a mutant: for each, what it complained of first, or undefined where it found nothing. */
export interface Verdict {
  pacts: string | undefined;
  properties: string | undefined;
  behaviours: string | undefined;
  prism: string | undefined;
  /** It looks at pacts and the description and never meets a provider. */
  comparator: string | undefined;
  /** Whether anything that was asked showed the fault at all. */
  seen: boolean;
}

/** The sandbox's other account. */
const OTHER_TOKEN = 'sandbox-agent';

/** Everything that mutants are held against, started once. */
export interface Rounds extends AsyncDisposable {
  /** With `quick`, only pacts and the behaviours of its operations look: all else looks at what is harmless with `--harmless`. */
  judge(mutant: Mutant, quick?: boolean): Promise<Verdict>;
  judgeClient(mutant: ClientMutant): Promise<Verdict>;
}

/**
 * Starts a sandbox with a proxy before it, and records the pacts of these operations.
 *
 * @param everyone whether all of them judge, Prism and the comparator too; otherwise judging ends once a fault is caught
 */
export async function startRounds(operations: readonly OperationId[], everyone: boolean): Promise<Rounds> {
  await using started = new AsyncDisposableStack();
  const dir = await mkdtemp(path.join(tmpdir(), 'mutants-'));
  started.defer(() => rm(dir, { recursive: true }));
  const { files } = await recordPacts({
    dir,
    description: readDescription(),
    scenarios: examplesOf(operations),
  });
  const sandbox = started.use(await startSandboxProcess());
  const proxy = started.use(await startProxy(sandbox.url));
  const read = async (file: string) => JSON.parse(await readFile(file, 'utf8')) as ComparedPact;
  const pacts = await Promise.all(files.map(read));
  const rivals = everyone ? started.use(await startRivals(`${proxy.url}/v1`, pacts)) : undefined;
  const parts = { dir, states: sandboxStates(sandbox.url), proxy, rivals };
  const running = started.move();
  return {
    judge: (mutant, quick = false) => judge(parts, mutant, quick),
    judgeClient: (mutant) => judgeClient(parts, mutant),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

interface Parts {
  /** Where the pacts are. */
  dir: string;
  states: SetState;
  proxy: SwitchableProxy;
  rivals: Rivals | undefined;
}

async function judge(
  { dir, states, proxy, rivals }: Parts,
  { operations, fault, values = (same) => same }: Mutant,
  quick: boolean,
): Promise<Verdict> {
  proxy.become(honest);
  await rivals?.learn(operations, states);
  proxy.become(fault());
  const setState: SetState = async (name) => values(await states(name));
  const { failures } = await examineProvider({
    baseUrl: `${proxy.url}/v1`,
    pactDir: dir,
    setState,
    only: (interaction) => operations.some((operation) => interaction.startsWith(`${operation}: `)),
  });
  const [failure] = failures;
  const pacts = failure && `${failure.interaction}: ${failure.mismatches[0]}`;
  const desk = (token: string) => deskAt(proxy.url, token);
  const { looking, others } = behavioursOf(operations);
  const isEnough = (...found: (string | undefined)[]) => !rivals && found.some((each) => each !== undefined);
  const own = isEnough(pacts) ? undefined : await firstBroken(looking, desk, setState);
  const properties =
    quick || isEnough(pacts, own) ? undefined : await firstFault(operations, proxy.url, states);
  // Last, because they take longest and are least likely to see it.
  const isOver = quick || own !== undefined || isEnough(pacts, properties);
  const behaviours = own ?? (isOver ? undefined : await firstBroken(others, desk, setState));
  return {
    ...{ pacts, behaviours, properties },
    prism: await rivals?.prism(operations, setState),
    comparator: undefined,
    seen: proxy.spoiled() > 0,
  };
}

async function judgeClient(
  { states, proxy, rivals }: Parts,
  { operations, spoil }: ClientMutant,
): Promise<Verdict> {
  proxy.become(honest);
  await rivals?.learn(operations, states);
  const send: Fetch = async (input, init) => fetch(await spoiled(new Request(input, init), spoil));
  const pacts = await faultOfRecording(operations, send);
  const { looking, others } = behavioursOf(operations);
  return {
    pacts,
    properties: undefined,
    behaviours:
      pacts && !rivals
        ? undefined
        : await firstBroken([...looking, ...others], (token) => deskAt(proxy.url, token, send), states),
    prism: await rivals?.prism(operations, states, spoil),
    comparator: await rivals?.comparator(operations, spoil),
    seen: true,
  };
}

/** Why such a client cannot be recorded, which it can where it sends what the examples say. */
async function faultOfRecording(
  operations: readonly OperationId[],
  fetch: Fetch,
): Promise<string | undefined> {
  const dir = await mkdtemp(path.join(tmpdir(), 'mutant-'));
  try {
    await recordPacts({ dir, description: readDescription(), scenarios: examplesOf(operations), fetch });
    return undefined;
  } catch (error) {
    return lineOf(error as Error);
  } finally {
    await rm(dir, { recursive: true });
  }
}

/** A fault was found: nothing more is sent. */
class Found extends Error {}

/** The first property that does not hold: of the resources of these operations, or else of all beside them. */
async function firstFault(
  operations: readonly OperationId[],
  url: string,
  states: SetState,
): Promise<string | undefined> {
  for (const nameOf of [resourceOf, rootResource]) {
    const names = new Set(operations.map(nameOf));
    // The world as it was: what others have judged is not looked at.
    await states('an agent with open incidents');
    const first = await faultOf(url, (operation) => names.has(nameOf(operation)));
    if (first !== undefined) return first;
  }
  return undefined;
}

async function faultOf(url: string, only: (operation: OperationId) => boolean): Promise<string | undefined> {
  let first: string | undefined;
  await runProperties({
    ...{
      baseUrl: `${url}/v1`,
      token: 'demo-luke',
      otherToken: OTHER_TOKEN,
      colleagueToken: 'demo-dan',
      write: true,
      only,
    },
    fetch(request) {
      if (first !== undefined) throw new Found();
      return fetch(request);
    },
    onFault({ property, place, text }) {
      first ??= `${property}: ${text} at ${place}`;
    },
    isEnd: (error) => error instanceof Found,
  }).catch((error) => {
    if (!(error instanceof Found)) throw error;
  });
  return first;
}

/** The behaviours that look at these operations, and all others. */
function behavioursOf(operations: readonly OperationId[]) {
  const looking = behaviours.filter((each) => each.operations.some((one) => operations.includes(one)));
  return { looking, others: behaviours.filter((each) => !looking.includes(each)) };
}

/** The first of these behaviours that fails. */
async function firstBroken(
  list: readonly Behaviour[],
  desk: (token: string) => ServiceDesk,
  setState: SetState,
): Promise<string | undefined> {
  for (const behaviour of list) {
    const { ok, skipped, row, name, error } = await runBehaviour(behaviour, {
      desk,
      setState,
    });
    if (!ok && !skipped) return `[${row}] ${name}: ${error && lineOf(error)}`;
  }
  return undefined;
}
