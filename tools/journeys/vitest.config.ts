import { defineConfig } from 'vitest/config';

const conditions = ['@service-desk/source'];

function project(name: string) {
  return {
    resolve: { conditions },
    ssr: { resolve: { conditions } },
    test: {
      name,
      // The files share what they import.
      isolate: false,
      include: [`src/${name}/**/*.test.ts`],
      testTimeout: 180_000,
      hookTimeout: 60_000,
      expect: { poll: { timeout: 10_000 } },
    },
  };
}

export default defineConfig({
  // Journeys wait for browsers and processes, so two files run side by side, and two tests of a file that allows it.
  test: { maxWorkers: 2, maxConcurrency: 2, projects: [project('verify'), project('e2e')] },
});
