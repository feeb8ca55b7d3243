import { defineConfig } from 'vitest/config';
import { base, keepFilesInMemory } from '../../tools/test-summary/vitest.base.ts';

keepFilesInMemory();

/** The tests of one kind of database. */
function project(name: string, test: { include: string[]; exclude?: string[]; globalSetup?: string }) {
  return { ...base, test: { ...base.test, name, ...test } };
}

export default defineConfig({
  test: {
    // Many tests wait for processes and databases, so more than one file at a time is no load.
    maxWorkers: 2,
    reporters: ['default', ['json', { outputFile: 'reports/test.json' }]],
    projects: [
      project('sqlite', { include: ['src/**/*.test.ts'], exclude: ['src/**/{postgres,spreading}.test.ts'] }),
      // Every operation runs once more on the other kind of database, and so does what depends on its SQL or its locks.
      project('postgres', {
        include: [
          'src/{surface,spreading}.test.ts',
          'src/resources/incidents/lists.test.ts',
          'src/resources/{links,time-entries}/handlers.test.ts',
          'src/http/{api,rate-limit,pictures}.test.ts',
          'src/cli/admin/{process,people}.test.ts',
          'src/{mail/mail-delivery,webhooks/webhooks}.test.ts',
          'src/store/{store,rows,postgres,name-keys}.test.ts',
          'src/cli/postgres.test.ts',
          'src/transfer/*.test.ts',
        ],
        globalSetup: 'src/test-support/postgres.ts',
      }),
    ],
  },
});
