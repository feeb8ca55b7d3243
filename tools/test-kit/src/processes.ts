import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';

/** A running server process. */
export interface Serving extends AsyncDisposable {
  /** Its origin, such as `http://127.0.0.1:41234`. */
  url: string;
  process: ChildProcess;
  /** Ends the process and waits for its exit. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** By path, because the server's own tests use this package: packages that start the server declare it themselves. */
const root = path.resolve(import.meta.dirname, '../../..');

/**
 * Starts the contract's sandbox as a process on a free port: a demo server with its own database file, provider states,
 * and validation of its responses against the description.
 *
 * @param settings options of Node, such as `--inspect`
 * @throws Error with the output of the process if it ends before it listens
 */
export function startSandboxProcess(...settings: string[]): Promise<Serving> {
  const program = path.join(root, 'apps/server/src/sandbox/main.ts');
  return serve([...settings, '--conditions=@service-desk/source', program], {}, /^{"url":"([^"]+)"}/);
}

/**
 * Starts the built server with the built desk and docs on a free port, as `npm start` does. Its data is in a temporary
 * folder, which is removed when it ends.
 *
 * @param env settings of the server, by environment variable
 * @throws Error with the output of the process if it ends before it listens
 */
export async function startServerProcess(env: Record<string, string> = {}): Promise<Serving> {
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
 * Runs a program of Node on a free port, and waits until it prints its address.
 *
 * @param ready matches the output when it listens; the first group is the address
 * @param launcher a command that starts Node, such as `taskset -c 0`
 * @throws Error with the output of the process if it ends before it listens
 */
export async function serve(
  args: string[],
  env: Record<string, string>,
  ready: RegExp,
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
      const address = ready.exec(line)?.[1];
      if (address) resolve(address);
    });
    child.once('exit', (code) =>
      reject(new Error(`node ${args.join(' ')} exited with code ${code}: ${words}`)),
    );
  });
  async function stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  }
  return { url, process: child, stop, [Symbol.asyncDispose]: () => stop() };
}
