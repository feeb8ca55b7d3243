import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach } from 'vitest';

/** A line of the log. */
export type LogLine = Record<string, unknown>;

/** The program, started as a person would start it. */
export interface Program {
  child: ChildProcess;
  /** Resolves with how it ended. */
  exited: Promise<unknown[]>;
  output(): string;
  errors(): string;
  /** What it logged. */
  log(): LogLine[];
}

const running = new Set<ChildProcess>();

/** A folder for each test, which goes with the programs that it started. */
export function newFolder(): () => string {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'service-desk-program-'));
  });
  afterEach(async () => {
    for (const child of running) {
      if (child.exitCode === null && child.signalCode === null) {
        const gone = once(child, 'exit');
        child.kill('SIGKILL');
        await gone;
      }
    }
    running.clear();
    rmSync(folder, { recursive: true, force: true });
  });
  return () => folder;
}

/** Runs the program's command line in a folder, in an environment without settings of its own. */
export function run(folder: string, args: string[], env: Record<string, string> = {}): Program {
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

/** Starts `service-desk serve` on a free port, and waits until it says where it is, or ends. */
export async function serve(folder: string, env: Record<string, string>, args: string[]) {
  const program = run(folder, ['serve', ...args], { PORT: '0', DATA_DIR: 'data', ...env });
  const { child, exited, output, log } = program;
  const ready = () => output().includes('tokens') || log().some(({ msg }) => msg === 'ready');
  while (!ready() && child.exitCode === null && child.stdout) {
    await Promise.race([once(child.stdout, 'data'), exited]);
  }
  const { url } = log().find(({ msg }) => msg === 'ready') ?? {};
  const announced = /API\s+(\S+)\/v1$/m.exec(output())?.[1];
  return { ...program, url: String(announced ?? url) };
}

/** Waits until something is so. */
export async function until(so: () => boolean): Promise<void> {
  while (!so()) await new Promise((resolve) => setTimeout(resolve, 20));
}
