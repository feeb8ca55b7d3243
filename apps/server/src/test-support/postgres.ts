import { startPostgres } from '@service-desk/test-kit/postgres';
import type { TestProject } from 'vitest/node';

/** Starts a Postgres server for the tests of a project and ends it after them. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  // Its data need not outlive the tests.
  const { url, stop } = await startPostgres({ fsync: 'off', full_page_writes: 'off' });
  project.provide('postgres', url);
  return stop;
}
