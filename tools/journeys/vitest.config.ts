import { defineConfig } from 'vitest/config';
import { base, keepFilesInMemory } from '../test-summary/vitest.base.ts';

keepFilesInMemory();

function project(name: string) {
  return { ...base, test: { ...base.test, name, include: [`src/${name}/**/*.test.ts`] } };
}

export default defineConfig({
  // Journeys wait for browsers and processes, so two files run side by side, and two tests of a file that allows it.
  test: {
    maxWorkers: 2,
    maxConcurrency: 2,
    projects: [project('verify'), project('e2e'), project('nightly')],
  },
});
