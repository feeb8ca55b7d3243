import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { freePort } from '@service-desk/test-kit/ports';
import { type Serving, serve } from '@service-desk/test-kit/processes';
import { plainIncidents } from './incidents.ts';

/** The core of the measured server, and that of the load. */
const CORES = { server: '0', load: '1' };

const { resolve: find } = createRequire(import.meta.url);
const canPin = spawnSync('taskset', ['--version']).status === 0;
const launcher = canPin ? ['taskset', '-c', CORES.server] : [];

/** Leaves the server's core to the server, where the machine can. */
export function pinLoad(): boolean {
  return canPin && spawnSync('taskset', ['-cp', CORES.load, String(process.pid)]).status === 0;
}

/** The server on a data folder. `root` is the folder of another checkout, whose server it is. */
export function startServerOf(
  folder: string,
  env: Record<string, string> = {},
  root = path.resolve(import.meta.dirname, '../../..'),
): Promise<Serving> {
  const program = path.join(root, 'apps/server/src/cli/main.ts');
  const args = ['--conditions=@service-desk/source', program, 'serve', '--demo', '--log-level', 'warn'];
  return serve(args, { DATA_DIR: folder, ...env }, /API\s+(\S+)\/v1$/, launcher);
}

/** One of the programs beside this one. */
export function startProgram(name: string, ...args: string[]): Promise<Serving> {
  return serve([path.join(import.meta.dirname, name), ...args], {}, /^(http:\S+)$/, launcher);
}

/** Prism, mocking the description. */
export async function startPrism(description: string): Promise<Serving> {
  const port = await freePort();
  const prism = find('@stoplight/prism-cli/dist/index.js');
  const args = ['mock', description, '--port', String(port), '--verboseLevel', 'silent'];
  const child = spawn(
    launcher[0] ?? process.execPath,
    [...launcher.slice(1), ...(launcher[0] ? [process.execPath] : []), prism, ...args],
    {
      stdio: 'ignore',
    },
  );
  const url = `http://127.0.0.1:${port}`;
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill();
    await gone;
  };
  // It is silent, so that a log costs nothing, and does not print that it listens either.
  for (let tries = 0; !(await isPrism(url)); tries += 1) {
    if (child.exitCode !== null || tries > 300) throw new Error('Prism does not respond');
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return { url, process: child, stop, [Symbol.asyncDispose]: stop };
}

/** Whether Prism answers here: what it does not know is a problem to it. */
function isPrism(url: string): Promise<boolean> {
  return fetch(url).then(
    ({ headers }) => headers.get('content-type')?.includes('problem+json') ?? false,
    () => false,
  );
}

/**
 * json-server, holding the incidents of a database file.
 *
 * @throws Error when it cannot
 */
export async function startJsonServer(database: string, folder: string): Promise<Serving> {
  const file = path.join(folder, 'incidents.json');
  await pipeline(textOf(plainIncidents(database)), createWriteStream(file));
  return startProgram('json-file.ts', file);
}

function* textOf(incidents: Iterable<unknown>): Generator<string> {
  yield '{"incidents":[';
  let comma = '';
  for (const incident of incidents) {
    yield comma + JSON.stringify(incident);
    comma = ',\n';
  }
  yield ']}';
}
