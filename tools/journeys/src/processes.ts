import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
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

const serverRoot = path.dirname(createRequire(import.meta.url).resolve('@service-desk/server/package.json'));

/**
 * Starts the server's sandbox (the demo world in a database file of its own, provider states, answers held against the
 * description) as a process on a free port.
 *
 * @throws Error with the process's own words when it ends before it listens
 */
export async function startSandbox(args: string[] = []): Promise<Serving> {
  const child = spawn(
    process.execPath,
    ['--conditions=@service-desk/source', path.join(serverRoot, 'src/sandbox/main.ts'), ...args],
    { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, PORT: '0' } },
  );
  let words = '';
  child.stderr.on('data', (chunk) => {
    words += chunk;
  });
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.startsWith('{"url":')) resolve((JSON.parse(line) as { url: string }).url);
    });
    child.once('exit', (code) => reject(new Error(`the sandbox ended with ${code}: ${words}`)));
  });
  async function stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  }
  return { url, process: child, stop, [Symbol.asyncDispose]: () => stop() };
}
