import type { OperationId } from '@service-desk/client';
import { type Finding, type InspectOptions, inspectProvider } from '@service-desk/contract';
import { type Serving, startSandbox } from '@service-desk/journeys/processes';
import { rootOf } from './calls.ts';
import { type Fault, honest, type SwitchableProxy, startProxy } from './proxy.ts';

/**
 * Who may judge: the options that the contract's inspection is called with, given the sandbox's address; or why this judge
 * is not here.
 */
export const JUDGES: Readonly<Record<string, ((sandbox: string) => Partial<InspectOptions>) | string>> = {
  safe: () => ({}),
  write: () => ({ write: true }),
  ci: (sandbox) => ({ states: sandbox }),
  twin: 'inspectProvider has no option `twin` yet',
};

/** What is judged: a fault, and the operations that it can show in. */
export interface Suspect {
  operations: readonly OperationId[];
  fault: () => Fault;
  /** Done while it is judged, until the signal ends it. */
  meanwhile?: ((url: string, signal: AbortSignal) => Promise<void>) | undefined;
  /** Whether the whole provider is looked at from the beginning. */
  everywhere?: boolean | undefined;
}

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

/** A judge at work: a sandbox with a proxy before it. */
export interface Bench extends AsyncDisposable {
  judge(suspect: Suspect): Promise<Judgement>;
}

interface Scope {
  name: string;
  only?: (operation: OperationId) => boolean;
}

/** How long one judgement may take, in milliseconds. */
const LONGEST = 300_000;
const TOKENS = { token: 'demo-luke', otherToken: 'sandbox-agent' };

/** Starts a judge of this name. */
export async function startBench(name: string): Promise<Bench> {
  const optionsOf = JUDGES[name];
  if (typeof optionsOf !== 'function') throw new Error(optionsOf ?? `there is no judge ${name}`);
  await using started = new AsyncDisposableStack();
  const sandbox = started.use(await startSandbox());
  const proxy = started.use(await startProxy(sandbox.url));
  const baselines = new Map<string, Promise<Set<string>>>();
  const inspect = inspection(sandbox, proxy, optionsOf(sandbox.url));

  /** What is found of the provider as it is. */
  function baselineOf(scope: Scope): Promise<Set<string>> {
    const known = baselines.get(scope.name) ?? run();
    baselines.set(scope.name, known);
    return known;

    async function run(): Promise<Set<string>> {
      const names = new Set<string>();
      await inspect(scope, honest, {
        onBroken(finding) {
          names.add(nameOf(finding));
          return false;
        },
      });
      return names;
    }
  }

  async function judge({ operations, fault, meanwhile, everywhere = false }: Suspect): Promise<Judgement> {
    const began = performance.now();
    const judgement: Judgement = { hits: 0, noise: [], ms: 0 };
    for (const scope of everywhere ? [WHOLE] : [scopeOf(operations), WHOLE]) {
      const baseline = await baselineOf(scope);
      const stopped = await inspect(scope, fault(), {
        meanwhile,
        onBroken(finding) {
          if (baseline.has(nameOf(finding))) return false;
          if (proxy.spoiled() > 0 || meanwhile) judgement.caught = complaintOf(finding);
          else judgement.noise.push(complaintOf(finding));
          return judgement.caught !== undefined;
        },
      });
      judgement.hits += proxy.spoiled();
      if (judgement.caught) break;
      if (stopped) {
        judgement.stopped = stopped;
        break;
      }
    }
    judgement.ms = Math.round(performance.now() - began);
    return judgement;
  }

  const running = started.move();
  return { judge, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

interface Watching {
  /** Hears of each broken promise; true ends the inspection. */
  onBroken(finding: Finding): boolean;
  meanwhile?: Suspect['meanwhile'];
}

/** Inspects a fresh world through the proxy with this fault. Its result is why it ended early, if not by a finding. */
function inspection(sandbox: Serving, proxy: SwitchableProxy, options: Partial<InspectOptions>) {
  return async (
    { only }: Scope,
    fault: Fault,
    { onBroken, meanwhile }: Watching,
  ): Promise<string | undefined> => {
    await fetch(`${sandbox.url}/_sandbox/reset`, { method: 'POST' });
    const stop = new AbortController();
    let isOver = false;
    // Once judged, it is not cleaned up after: the world is reset.
    proxy.become((asked, pass) => (isOver ? Promise.reject(new Error('over')) : fault(asked, pass)));
    const timer = setTimeout(() => end(), LONGEST);
    const end = () => {
      isOver = true;
      stop.abort();
    };
    const others = meanwhile?.(sandbox.url, stop.signal);
    let found = false;
    try {
      const { ended } = await inspectProvider({
        ...{ baseUrl: `${proxy.url}/v1`, ...TOKENS, ...options, ...(only && { only }) },
        ...{ timeout: 5000, patience: 1, signal: stop.signal },
        onFinding(finding) {
          if (isOver || finding.outcome !== 'broken' || !onBroken(finding)) return;
          found = true;
          end();
        },
      });
      return found ? undefined : isOver ? `it took longer than ${LONGEST / 1000} s` : ended;
    } catch (error) {
      if (found) return undefined;
      return isOver ? `it took longer than ${LONGEST / 1000} s` : (error as Error).message.split('\n')[0];
    } finally {
      clearTimeout(timer);
      stop.abort();
      await others;
    }
  };
}

const WHOLE: Scope = { name: 'the whole provider' };

/** The resources that these operations belong to. */
function scopeOf(operations: readonly OperationId[]): Scope {
  const roots = new Set(operations.map(rootOf));
  return { name: [...roots].toSorted().join(' '), only: (operation) => roots.has(rootOf(operation)) };
}

function nameOf({ resource, promise, reference }: Finding): string {
  return `${resource} ${reference} ${promise}`;
}

function complaintOf({ promise, reference, seen }: Finding): Complaint {
  return { promise, reference, seen: seen.slice(0, 2).join(' ').slice(0, 300) };
}
