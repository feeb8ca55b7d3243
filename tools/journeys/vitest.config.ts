import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { base, keepFilesInMemory } from '../test-summary/vitest.base.ts';

keepFilesInMemory();

/** The files that take longest. */
const LONGEST = [
  'e2e/screens',
  'e2e/docs',
  'verify/contract',
  'verify/new-provider',
  'verify/properties',
  'verify/command',
];

/** Starts the longest files first, so that none of them runs alone in the end. Vitest itself goes by the size of a file. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification) =>
      LONGEST.some((name) => moduleId.includes(`/${name}.`));
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => Number(isLong(b)) - Number(isLong(a)));
  }
}

function project(name: string) {
  return { ...base, test: { ...base.test, name, include: [`src/${name}/**/*.test.ts`] } };
}

export default defineConfig({
  // Journeys wait for browsers and processes, so two files run side by side, and two tests of a file that allows it.
  test: {
    maxWorkers: 2,
    maxConcurrency: 2,
    sequence: { sequencer: LongestFirst },
    projects: [project('verify'), project('e2e'), project('nightly')],
  },
});
