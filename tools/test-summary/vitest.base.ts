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

/** The configuration of a package whose tests are one project. The summary reads its report. */
export function packageTests(test: ViteUserConfig['test'] = {}): ViteUserConfig {
  return {
    ...base,
    test: { ...base.test, reporters: ['default', ['json', { outputFile: 'reports/test.json' }]], ...test },
  };
}
