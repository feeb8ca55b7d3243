import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Finding, type InspectOptions, inspectProvider } from '@service-desk/contract';
import { type Serving, startSandboxProcess } from '@service-desk/test-kit/processes';
import { type Baseline, mayShow, type RecordedExchange } from './baseline.ts';
import { OPERATIONS } from './generate/model.ts';
import { operationOf, rootResource } from './operation-of.ts';
import { type ProxyFault, type SwitchableProxy, startProxy } from './proxy.ts';
import type { Suspect } from './suspect.ts';

/**
 * Who may judge: the options that the contract's inspection is called with, given the sandbox's address; or why this judge
 * is not here.
 */
export const JUDGES: Readonly<Record<string, (sandbox: string, twin: string) => Partial<InspectOptions>>> = {
  safe: () => ({}),
  write: () => ({ write: true }),
  ci: (sandbox) => ({ states: sandbox }),
  twin: (_, twin) => ({ write: true, twin: { twin: `${twin}/v1` } }),
};

/** A finding, as far as it is reported. */
export interface Complaint {
  promise: string;
  reference: string;
  seen: string;
}

/** What a judge said of a suspect. */
export interface Judgement {
  /** How often the fault took effect. */
  hits: number;
  /** The first finding that is not in the baseline, after the fault took effect. */
  caught?: Complaint;
  /** Findings before the fault took effect, which are about nothing. */
  noise: Complaint[];
  /** Why the judge ended early, where it did: it crashed, or took too long. */
  stopped?: string;
  ms: number;
}

/** How a judge is started. */
export interface BenchOptions {
  /** One of {@link JUDGES}. */
  name: string;
  /** A folder for baselines, which several processes share. */
  folder: string;
  /** The resources that are looked at; all unless given. */
  roots?: readonly string[];
}

/** A judge at work: a sandbox with a proxy before it. */
export interface Bench extends AsyncDisposable {
  /** Has it look at a resource without a fault, and keeps what comes of it. */
  prepare(root: string): Promise<Baseline>;
  judge(suspect: Suspect): Promise<Judgement>;
}

/** The outermost resources. */
export const ROOTS: readonly string[] = [...new Set(OPERATIONS.map(rootResource))];
/** Resources that a resource is only checked with, because it is about theirs. */
const NEEDS: Readonly<Record<string, readonly string[]>> = {
  links: ['incidents', 'problems'],
  beetils: ['incidents'],
};
const NOTHING: Baseline = { findings: [], traffic: [] };
/** How long one judgement of a resource may take, in milliseconds. */
const LONGEST = 300_000;
const TOKENS = { token: 'demo-luke', otherToken: 'sandbox-agent' };
/** A colleague of each caller. */
const COLLEAGUES: Readonly<Record<string, string>> = { 'demo-luke': 'demo-dan', 'demo-dan': 'demo-luke' };

/**
 * Starts a judge. A fault is judged resource by resource, its own first, as far as it may show in what the judge sends
 * there.
 */
export async function startBench({ name, folder, roots = ROOTS }: BenchOptions): Promise<Bench> {
  const optionsOf = JUDGES[name];
  if (!optionsOf) throw new Error(`unknown judge ${name}`);
  await using started = new AsyncDisposableStack();
  const sandbox = started.use(await startSandboxProcess());
  const proxy = started.use(await startProxy(sandbox.url));
  const twin = name === 'twin' ? started.use(await startSandboxProcess()) : sandbox;
  const inspect = inspection([sandbox, twin], proxy, optionsOf(sandbox.url, twin.url));
  const baselines = new Map<string, Promise<Baseline>>();

  function prepare(root: string): Promise<Baseline> {
    const known = baselines.get(root) ?? read(root).catch(() => record(root));
    baselines.set(root, known);
    return known;
  }

  async function read(root: string): Promise<Baseline> {
    return JSON.parse(await readFile(path.join(folder, `${root}.json`), 'utf8')) as Baseline;
  }

  async function record(root: string): Promise<Baseline> {
    const findings: string[] = [];
    const traffic: RecordedExchange[] = [];
    const recorder: ProxyFault = async (request, pass) => {
      const answer = await pass(request);
      const operation = operationOf(request);
      if (operation) traffic.push({ operation, request, answer });
      return answer;
    };
    await inspect(root, { operations: [], fault: () => recorder }, (finding) => {
      findings.push(nameOf(finding));
      return false;
    });
    await writeFile(path.join(folder, `${root}.json`), JSON.stringify({ findings, traffic }));
    return { findings, traffic };
  }

  async function judge(suspect: Suspect): Promise<Judgement> {
    const began = performance.now();
    const judgement: Judgement = { hits: 0, noise: [], ms: 0 };
    const own = suspect.operations.map(rootResource);
    const ordered = roots.toSorted((a, b) => Number(own.includes(b)) - Number(own.includes(a)));
    for (const root of ordered) {
      if (suspect.inOwn && !own.includes(root)) continue;
      const baseline = suspect.inOwn ? NOTHING : await prepare(root);
      const isLookedAt = suspect.inOwn || (await mayShow(suspect, baseline));
      if (!isLookedAt) continue;
      const { hits, stopped } = await inspect(root, suspect, (finding) => {
        if (baseline.findings.includes(nameOf(finding))) return false;
        if (proxy.spoiled() === 0) judgement.noise.push(complaintOf(finding));
        else judgement.caught = complaintOf(finding);
        return judgement.caught !== undefined;
      });
      judgement.hits += hits;
      if (stopped) judgement.stopped = stopped;
      if (judgement.caught || stopped) break;
    }
    judgement.ms = Math.round(performance.now() - began);
    return judgement;
  }

  const running = started.move();
  return { prepare, judge, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

/** How an inspection ended. */
interface Ending {
  hits: number;
  /** Why it ended early, if not by a finding. */
  stopped?: string;
}

/** Inspects a resource of a fresh world through the proxy with this fault, until `onBroken` has seen enough. */
function inspection(
  sandboxes: readonly [Serving, Serving],
  proxy: SwitchableProxy,
  options: Partial<InspectOptions>,
) {
  const [sandbox] = sandboxes;
  return async (root: string, suspect: Suspect, onBroken: (finding: Finding) => boolean): Promise<Ending> => {
    const { before, meanwhile, token = TOKENS.token, otherToken = TOKENS.otherToken } = suspect;
    const colleagueToken = COLLEAGUES[token];
    for (const { url } of new Set(sandboxes))
      await (await fetch(`${url}/_sandbox/reset`, { method: 'POST' })).text();
    await before?.(sandbox.url);
    proxy.become(suspect.fault());
    const stop = new AbortController();
    let ending: Ending | undefined;
    // Once it is over, nothing is answered any more: the world is reset and need not be cleaned.
    const end = (stopped?: string) => {
      ending ??= { hits: proxy.spoiled(), ...(stopped && { stopped }) };
      proxy.become(() => Promise.reject(new Error('the judgement is over')));
      stop.abort();
    };
    const others = meanwhile?.(sandbox.url, stop.signal);
    const timer = setTimeout(() => end(`it took longer than ${LONGEST / 1000} s`), LONGEST);
    try {
      const { ended } = await inspectProvider({
        ...{
          baseUrl: `${proxy.url}/v1`,
          ...{ token, otherToken, ...(colleagueToken && { colleagueToken }) },
          ...options,
          only: (operation) => [root, ...(NEEDS[root] ?? [])].includes(rootResource(operation)),
        },
        ...{ timeout: 5000, patience: 1, signal: stop.signal },
        onFinding(finding) {
          if (!ending && finding.outcome === 'broken' && onBroken(finding)) end();
        },
      });
      return ending ?? { hits: proxy.spoiled(), ...(ended && { stopped: ended }) };
    } catch (error) {
      return ending ?? { hits: proxy.spoiled(), stopped: String((error as Error).message.split('\n')[0]) };
    } finally {
      clearTimeout(timer);
      stop.abort();
      await others;
    }
  };
}

function nameOf({ resource, promise, reference }: Finding): string {
  return `${resource} ${reference} ${promise}`;
}

function complaintOf({ promise, reference, seen }: Finding): Complaint {
  return { promise, reference, seen: seen.slice(0, 2).join(' ').slice(0, 300) };
}
