import { startPostgres } from '@service-desk/postgres';
import type { TestProject } from 'vitest/node';

/** Starts a Postgres server for the tests of a project and ends it after them. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { url, stop } = await startPostgres();
  project.provide('postgres', url);
  return stop;
}
