import newman from 'newman';
import type { CollectionOutcome } from './outcome.ts';

/** Runs a collection with Newman. */
export async function runPostman(collection: object, baseUrl: string): Promise<CollectionOutcome> {
  const summary = await new Promise<newman.NewmanRunSummary>((resolve, reject) => {
    newman.run(
      { collection, envVar: [{ key: 'baseUrl', value: baseUrl }], reporters: [] },
      (error, result) => (error ? reject(error) : resolve(result)),
    );
  });
  const { executions, failures } = summary.run;
  const failed = [...Map.groupBy(failures, ({ source }) => source).entries()];
  return {
    requests: executions.length,
    failures: failed.map(([source, own]) => ({
      request: source?.name ?? 'the collection',
      reason: own.map(({ error }) => error.message).join('; '),
    })),
  };
}
