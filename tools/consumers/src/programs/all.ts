import { checks as callChecks } from './calls.js';
import { checks as queryChecks } from './queries.js';
import { run } from './run.js';

/** The checks that need no document, and others. */
export const all = (...others: Record<string, () => Promise<void>>[]) =>
  run(callChecks, queryChecks, ...others);
