import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { OperationId } from '@service-desk/client';
import type { Transport } from '../inspection/transport.ts';
import type { Finding } from '../report/report.ts';
import type { Bundle, Conformance } from '../v1/conformance.ts';
import { Explorer } from './explorer.ts';
import { Pair } from './pair.ts';
import { phases } from './phases.ts';
import { shapesOf } from './shapes.ts';

/** How a provider is compared with its twin. */
export interface TwinOptions {
  provider: { baseUrl: string; token: string };
  /** The twin's address with its path prefix; a sandbox is started unless given. */
  twin?: string | undefined;
  /** The token to call the twin with, where it is another one. */
  twinToken?: string | undefined;
  transport: Transport;
  bundle: Bundle;
  conformance: Conformance;
  only?: (operation: OperationId) => boolean;
  /** Chooses variations and sequences; 1 unless given. */
  seed?: number;
  /** The part of all variations that is tried, above 0 up to 1. */
  share?: number;
  signal?: AbortSignal | undefined;
  onPhase?: (name: string, calls: number) => void;
}

/** The part of the variations that takes a minute or two. */
const SHARE = 0.15;

/** What came of a comparison. */
export interface TwinReport {
  findings: Finding[];
  calls: number;
  seed: number;
  /** What both were compared on, as words. */
  world: string;
  /** How many writable fields, and values of codes, an update with them was accepted of. */
  taken: number;
  /** How many of these changed what is read, and which did not. */
  changed: number;
  unchanged: string[];
}

/** Sends a provider and its twin the same requests, and tells what they answer differently. */
export async function compareWithTwin(options: TwinOptions): Promise<TwinReport> {
  const {
    provider,
    transport,
    bundle,
    conformance,
    only = () => true,
    seed = 1,
    share = SHARE,
    signal,
    onPhase,
  } = options;
  await using sandbox = options.twin === undefined ? await startTwin() : undefined;
  const baseUrl = options.twin ?? (sandbox as Twin).baseUrl;
  const control = await controlOf(baseUrl);
  const providerControl = await controlOf(provider.baseUrl);
  const pair = new Pair({
    ...{
      provider,
      twin: { baseUrl, token: options.twinToken ?? provider.token },
      transport,
      shapes: shapesOf(bundle),
    },
    ...{
      ...(control && { control }),
      ...(control && providerControl && { providerControl }),
      ownOnly: false,
      signal,
    },
  });
  const shapes = pair.options.shapes;
  const explorer = new Explorer({ pair, shapes, conformance, only, seed, share });
  for (const [name, run] of Object.entries(phases)) {
    await run(explorer);
    onPhase?.(name, pair.calls);
  }
  const unchanged = [...explorer.changed].flatMap(([what, isChanged]) => (isChanged ? [] : [what]));
  const taken = explorer.changed.size;
  return {
    findings: pair.findings(),
    ...{
      calls: pair.calls,
      seed,
      world: 'a world that both have',
      taken,
      changed: taken - unchanged.length,
      unchanged,
    },
  };
}

/** A sandbox that was started as a twin. */
interface Twin extends AsyncDisposable {
  baseUrl: string;
  tokens: { agent: string; account: string };
}

/** Starts the sandbox of `@service-desk/server`, where that is installed. */
async function startTwin(...flags: string[]): Promise<Twin> {
  const folder = serverFolder();
  const args = [path.join(folder, 'bin/service-desk.js'), 'sandbox', '--port', '0', ...flags];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let words = '';
  child.stderr.on('data', (chunk) => {
    words += chunk;
  });
  const exit = once(child, 'exit');
  const line = once(createInterface({ input: child.stdout }), 'line');
  const [told] = await Promise.race([line, exit]);
  if (typeof told !== 'string') throw new Error(`service-desk sandbox ended with ${told}: ${words}`);
  return {
    ...JSON.parse(told),
    async [Symbol.asyncDispose]() {
      child.kill();
      await exit;
    },
  };
}

function serverFolder(): string {
  const from = [import.meta.url, path.join(process.cwd(), 'package.json')];
  for (const each of from) {
    try {
      return path.dirname(createRequire(each).resolve('@service-desk/server/package.json'));
    } catch {
      // It may be installed beside the project that is checked.
    }
  }
  throw new Error(
    'the twin is the sandbox of @service-desk/server, which is not installed: npm install @service-desk/server, or name a twin, --twin URL',
  );
}

/** The control API of a sandbox; undefined of what is none. */
async function controlOf(baseUrl: string): Promise<string | undefined> {
  const control = `${new URL(baseUrl).origin}/_sandbox`;
  const response = await fetch(`${control}/clock`).catch(() => undefined);
  await response?.body?.cancel();
  return response?.ok ? control : undefined;
}
