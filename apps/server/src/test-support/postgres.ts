import { startPostgres } from '@service-desk/test-kit/postgres';
import type { TestProject } from 'vitest/node';

/** Starts a Postgres server before the tests of a project and stops it after them. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  // The data need not survive the tests.
  const { url, stop } = await startPostgres({ fsync: 'off', full_page_writes: 'off' });
  project.provide('postgres', url);
  return stop;
}
