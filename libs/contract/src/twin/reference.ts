import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { createServiceDesk, type OperationId, operationTable, type ServiceDesk } from '@service-desk/client';
import { callByName, entriesOf, OPERATIONS } from '../v1/calls.ts';
import type { Transport } from '../v1/transport.ts';
import { furnishTwin, type Pairs } from './furnish.ts';

/** A twin: its address and token, and the data that it has of the provider. */
export interface Reference extends AsyncDisposable {
  baseUrl: string;
  token: string;
  /** Whether lists can only be compared on resources of this run. */
  ownOnly: boolean;
  /** A description of the data that both sides have. */
  world: string;
  pairs: Pairs;
}

interface Sandbox extends AsyncDisposable {
  baseUrl: string;
  tokens: { agent: string };
}

const DAY = 24 * 60 * 60 * 1000;
const LISTS = OPERATIONS.filter((each) => {
  const { method, ids, list } = operationTable[each];
  return method === 'GET' && ids.length === 0 && list;
});

/** Starts a sandbox with the provider's data: the demo world, or a copy of what v1 shows of the provider. */
export async function startReference(
  provider: { baseUrl: string; token: string },
  transport: Transport,
): Promise<Reference> {
  const desk = createServiceDesk({
    ...provider,
    idempotencyKeys: false,
    fetch: (input, init) => transport.fetch(new Request(input, init)),
  });
  const demo = await startDemo(desk, provider.token);
  if (demo) return { ...demo, token: provider.token, ownOnly: false, world: 'the demo world', pairs: [] };
  const sandbox = await startSandbox('--world', 'empty');
  try {
    return { ...sandbox, ...(await furnishTwin(desk, sandbox)), ownOnly: true };
  } catch (error) {
    await sandbox[Symbol.asyncDispose]();
    throw error;
  }
}

/** Starts a sandbox with the demo world, moved to the provider's day; undefined if the provider has other data. */
async function startDemo(desk: ServiceDesk, token: string): Promise<Sandbox | undefined> {
  const { created_at } = await desk.users.current();
  for (let shift = 0; ; ) {
    const started = await startSandbox('--shift', String(shift));
    const twin = createServiceDesk({ baseUrl: started.baseUrl, token, idempotencyKeys: false });
    const theirs = await twin.users.current().catch(() => undefined);
    const later = (Date.parse(created_at) - Date.parse(theirs?.created_at ?? '')) / DAY;
    if (later === 0 && (await hasNothingElse(desk, twin))) return started;
    await started[Symbol.asyncDispose]();
    if (!Number.isInteger(later) || later === 0 || shift !== 0) return undefined;
    shift = later;
  }
}

/** Whether the twin has everything that the provider lists, by name. */
async function hasNothingElse(desk: ServiceDesk, twin: ServiceDesk): Promise<boolean> {
  const namesIn = async (at: ServiceDesk, operation: OperationId) => {
    const list = await callByName(
      at,
      operation,
      ...(operationTable[operation].list === 'paged' ? [{ limit: 100 }] : []),
    );
    const entries = entriesOf(Object.values(list as object).find(Array.isArray) ?? list);
    return entries.map(
      ({ title, name, full_name, performed_at }) => title ?? name ?? full_name ?? performed_at,
    );
  };
  for (const operation of LISTS) {
    const known = await namesIn(twin, operation);
    if (!(await namesIn(desk, operation)).every((name) => known.includes(name))) return false;
  }
  return true;
}

/** Starts the sandbox of `@service-desk/server`, if it is installed. */
async function startSandbox(...flags: string[]): Promise<Sandbox> {
  const args = [path.join(serverFolder(), 'bin/service-desk.js'), 'sandbox', '--port', '0', ...flags];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  const exit = once(child, 'exit');
  const [line] = await Promise.race([once(createInterface({ input: child.stdout }), 'line'), exit]);
  if (typeof line !== 'string') throw new Error(`service-desk sandbox exited with ${line}: ${errors}`);
  const end = async () => {
    child.kill();
    await exit;
  };
  return { ...JSON.parse(line), [Symbol.asyncDispose]: end };
}

function serverFolder(): string {
  for (const from of [import.meta.url, path.join(process.cwd(), 'package.json')]) {
    try {
      return path.dirname(createRequire(from).resolve('@service-desk/server/package.json'));
    } catch {
      // It may be installed in the project that runs the check.
    }
  }
  const remedy = 'install it, or name a twin with --twin URL';
  throw new Error(`the twin is the sandbox of @service-desk/server, which is not installed: ${remedy}`);
}
