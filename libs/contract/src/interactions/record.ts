import type { Recording, RecordOptions } from './recorder.ts';

/**
 * Records each scenario as an interaction: the client calls Pact's mock server, which checks the request against the
 * description's example and answers with it.
 *
 * @throws Error if the client sends something other than the example, or reads the response differently.
 */
export async function recordPacts(options: RecordOptions): Promise<Recording> {
  // Pact takes longer to load than the rest of the package, which does without it unless it records.
  const { record } = await import('./recorder.ts');
  return record(options);
}
