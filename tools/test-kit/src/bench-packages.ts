import { createRequire } from 'node:module';

const { resolve } = createRequire(new URL('../../bench/package.json', import.meta.url));

/** A file of a package that only `tools/bench` depends on, or undefined as long as those are not installed. */
export function findBenchFile(file: string): string | undefined {
  try {
    return resolve(file);
  } catch {
    return undefined;
  }
}
