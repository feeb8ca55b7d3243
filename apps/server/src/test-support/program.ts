import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach } from 'vitest';

/** A line of the log. */
export type LogLine = Record<string, unknown>;

/** A running process of the program. */
export interface Program {
  child: ChildProcess;
  /** Resolves with the arguments of the `close` event. */
  exited: Promise<unknown[]>;
  output(): string;
  errors(): string;
  /** The log lines. */
  log(): LogLine[];
}

const running = new Set<ChildProcess>();

/** Creates a folder for each test. After the test, the folder is removed and its programs are killed. */
export function newFolder(): () => string {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'service-desk-program-'));
  });
  afterEach(async () => {
    for (const child of running) {
      if (child.exitCode === null && child.signalCode === null) {
        const exited = once(child, 'exit');
        child.kill('SIGKILL');
        await exited;
      }
    }
    running.clear();
    rmSync(folder, { recursive: true, force: true });
  });
  return () => folder;
}

/** Runs the program in a folder, with only these settings in the environment. */
export function runProgram(folder: string, args: string[], env: Record<string, string> = {}): Program {
  const main = path.resolve(import.meta.dirname, '../cli/main.ts');
  const { PATH = '', HOME = '', NODE_COMPILE_CACHE = '' } = process.env;
  const child = spawn(process.execPath, ['--conditions=@service-desk/source', main, ...args], {
    cwd: folder,
    env: { PATH, HOME, NODE_COMPILE_CACHE, ...env },
  });
  running.add(child);
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  return {
    child,
    exited: once(child, 'close'),
    output: () => output,
    errors: () => errors,
    log: () =>
      output
        .split('\n')
        .filter((line) => line.startsWith('{'))
        .map((line) => JSON.parse(line)),
  };
}

/** Starts `service-desk serve` on a free port, and waits until it is ready or exits. */
export async function serveProgram(folder: string, env: Record<string, string>, args: string[]) {
  const program = runProgram(folder, ['serve', ...args], { PORT: '0', DATA_DIR: 'data', ...env });
  const { child, exited, output, log } = program;
  const ready = () => output().includes('tokens') || log().some(({ msg }) => msg === 'ready');
  while (!ready() && child.exitCode === null && child.stdout) {
    await Promise.race([once(child.stdout, 'data'), exited]);
  }
  const { url } = log().find(({ msg }) => msg === 'ready') ?? {};
  const announced = /API\s+(\S+)\/v1$/m.exec(output())?.[1];
  return { ...program, url: String(announced ?? url) };
}

/** Waits until a condition is true. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 20));
}
