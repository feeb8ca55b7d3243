import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../../..');

/** The sources of a commit in a folder of their own, which goes when they are done with. */
export interface Checkout extends Disposable {
  folder: string;
  /** Runs targets of projects there, and what they depend on. */
  run(targets: string, projects: string): void;
}

/** The full name of a commit, and what it says of itself. */
export function commitOf(ref: string): { hash: string; title: string } {
  const [hash = '', title = ''] = git('log', '-1', '--format=%H%n%s', ref).split('\n');
  return { hash, title };
}

/** Checks a commit out, beside this working tree, and installs its own dependencies. */
export function checkOut(ref: string): Checkout {
  const place = mkdtempSync(path.join(tmpdir(), 'service-desk-checkout-'));
  const folder = path.join(place, 'source');
  git('worktree', 'add', '--detach', folder, ref);
  execFileSync('npm', ['ci'], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  return {
    folder,
    run(targets, projects) {
      // Variables of an outer run of Nx are not meant for this one.
      const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('NX_')));
      const nx = path.join(folder, 'node_modules/nx/dist/bin/nx.js');
      const args = [nx, 'run-many', '-t', targets, '-p', projects, '--output-style=static'];
      execFileSync(process.execPath, args, { cwd: folder, env, stdio: ['ignore', 'ignore', 'inherit'] });
    },
    [Symbol.dispose]() {
      git('worktree', 'remove', '--force', folder);
      rmSync(place, { recursive: true });
    },
  };
}

function git(...args: string[]): string {
  return execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
}
