import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';

/** A process that serves, and the way to end it. */
export interface Serving extends AsyncDisposable {
  /** Where it listens, without a path: `http://127.0.0.1:41234`. */
  url: string;
  process: ChildProcess;
  /** Ends the process and waits until it is gone. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** By path, because the server's own tests use this package: packages that start the server declare it themselves. */
const root = path.resolve(import.meta.dirname, '../../..');

/**
 * Starts the contract's sandbox (the demo world in a database file of its own, provider states, answers held against the
 * description) as a process on a free port.
 *
 * @param settings of Node, such as `--inspect`
 * @throws Error with the process's own words when it ends before it listens
 */
export function startSandbox(...settings: string[]): Promise<Serving> {
  const program = path.join(root, 'apps/server/src/sandbox/main.ts');
  return serve([...settings, '--conditions=@service-desk/source', program], {}, /^{"url":"([^"]+)"}/);
}

/**
 * Starts the built server with the built desk and docs, as `npm start` does, on a free port. Its demo world is in a
 * folder of its own, which goes when it ends.
 *
 * @param env settings of the server, by their variables
 * @throws Error with the process's own words when it ends before it listens
 */
export async function startServer(env: Record<string, string> = {}): Promise<Serving> {
  const folder = mkdtempSync(path.join(tmpdir(), 'service-desk-journey-'));
  const forget = () => rmSync(folder, { recursive: true, force: true });
  const args = [
    '--demo',
    '--log-level',
    'warn',
    '--site',
    path.join(root, 'apps/desk/dist'),
    '--docs',
    path.join(root, 'spec/dist/docs'),
  ];
  const program = path.join(root, 'apps/server/bin/service-desk.js');
  try {
    const { stop: end, ...serving } = await serve(
      [program, 'serve', ...args],
      { DATA_DIR: folder, ...env },
      /API\s+(\S+)\/v1$/,
    );
    const stop = (signal?: NodeJS.Signals) => end(signal).finally(forget);
    return { ...serving, stop, [Symbol.asyncDispose]: () => stop() };
  } catch (error) {
    forget();
    throw error;
  }
}

/**
 * Runs a program of Node on a free port, once it has printed a line that tells its address.
 *
 * @param told matches that line; its first group is the address
 * @param launcher what starts Node, such as `taskset -c 0`
 * @throws Error with the process's own words when it ends before it listens
 */
export async function serve(
  args: string[],
  env: Record<string, string>,
  told: RegExp,
  launcher: readonly string[] = [],
): Promise<Serving> {
  const [command = process.execPath, ...rest] = [...launcher, process.execPath, ...args];
  const child = spawn(command, rest, {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, HOST: '', RATE_LIMIT: '', DATABASE_URL: '', PORT: '0', ...env },
  });
  let words = '';
  child.stderr.on('data', (chunk) => {
    words += chunk;
  });
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const address = told.exec(line)?.[1];
      if (address) resolve(address);
    });
    child.once('exit', (code) => reject(new Error(`node ${args.join(' ')} ended with ${code}: ${words}`)));
  });
  async function stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  }
  return { url, process: child, stop, [Symbol.asyncDispose]: () => stop() };
}
