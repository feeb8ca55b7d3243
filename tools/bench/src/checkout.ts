import { execFileSync } from 'node:child_process';
import { globSync, lstatSync, mkdirSync, mkdtempSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
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

/**
 * Checks a commit out, beside this working tree. It is built from its own sources by what is installed here, so its
 * dependencies have to be about the same.
 */
export function checkOut(ref: string): Checkout {
  const place = mkdtempSync(path.join(tmpdir(), 'service-desk-checkout-'));
  const folder = path.join(place, 'source');
  git('worktree', 'add', '--detach', folder, ref);
  linkModules(folder);
  return {
    folder,
    run(targets, projects) {
      // What an outer run has told its tasks is not meant for this one.
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

/**
 * Links every package that is installed here. What is a link already, as the repository's own packages and the commands,
 * is relative, and leads to those of the checkout.
 */
function linkModules(folder: string): void {
  for (const project of ['.', ...globSync(['apps/*', 'libs/*', 'spec', 'tools/*'], { cwd: folder })]) {
    const modules = path.join(root, project, 'node_modules');
    for (const entry of globSync(['[^@]*', '@*/*', '.bin/*'], { cwd: modules })) {
      const [from, to] = [path.join(modules, entry), path.join(folder, project, 'node_modules', entry)];
      mkdirSync(path.dirname(to), { recursive: true });
      symlinkSync(lstatSync(from).isSymbolicLink() ? readlinkSync(from) : from, to);
    }
  }
}

function git(...args: string[]): string {
  return execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
}
