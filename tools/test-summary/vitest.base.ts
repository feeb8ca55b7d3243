import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ViteUserConfig } from 'vitest/config';

const resolve = { conditions: ['@service-desk/source'] };

/**
 * What the tests of every package have in common. They import the other packages as sources, and they wait long enough
 * for a machine that does much else: a timeout only says that something never happens.
 */
export const base = {
  resolve,
  ssr: { resolve },
  test: {
    include: ['src/**/*.test.ts'],
    // The files share what they import: to load it again for each takes longer than most of them.
    isolate: false,
    testTimeout: 600_000,
    hookTimeout: 600_000,
    expect: { poll: { timeout: 30_000 } },
  },
} satisfies ViteUserConfig;

/** The file system of Linux that is in memory. */
const MEMORY = '/dev/shm';
/** Bytes that it must have free: the databases of a run take less than one GiB. */
const NEEDED = 3 * 2 ** 30;

/**
 * Keeps the temporary files of a package's tests in memory, where a commit of SQLite takes 0.05 ms, and 4 ms on a disk.
 * Without enough memory, or if no program may run from there, the files stay where they were.
 */
export function keepFilesInMemory(): void {
  // A configuration is read once more for each of its projects.
  if (tmpdir().startsWith(MEMORY)) return;
  let folder: string;
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    if (bavail * bsize < NEEDED) return;
    folder = mkdtempSync(path.join(MEMORY, 'service-desk-tests-'));
  } catch {
    return;
  }
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  // Root runs Postgres as another user.
  chmodSync(folder, 0o711);
  const program = path.join(folder, 'program');
  writeFileSync(program, '#!/bin/sh\n', { mode: 0o755 });
  if (spawnSync(program).status === 0) process.env.TMPDIR = folder;
}

/** The configuration of a package whose tests are one project. The summary reads its report. */
export function packageTests(test: ViteUserConfig['test'] = {}): ViteUserConfig {
  return {
    ...base,
    test: { ...base.test, reporters: ['default', ['json', { outputFile: 'reports/test.json' }]], ...test },
  };
}
