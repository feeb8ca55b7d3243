import { execFile, spawnSync } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

/** The folder of this package. */
export const HERE = path.dirname(import.meta.dirname);

const LONGEST_MS = 300_000;

/** Runs a command of an installed package, and throws with its last words if it fails. */
export function runCommand(command: string, args: readonly string[], cwd = HERE): string {
  const bin = path.join(HERE, 'node_modules/.bin');
  const { error, status, stdout, stderr } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    timeout: LONGEST_MS,
    maxBuffer: 2 ** 27,
    env: { ...process.env, PATH: `${bin}${path.delimiter}${process.env.PATH}`, NO_COLOR: '1' },
  });
  if (error) throw error;
  if (status !== 0) throw new Error((stderr.trim() || stdout.trim()).slice(-4000));
  return stdout;
}

/** Runs a command that calls a server of this process, which has to answer meanwhile. */
export async function runBeside(command: string, args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(command, args, { timeout: LONGEST_MS, maxBuffer: 2 ** 27 });
  return stdout;
}
