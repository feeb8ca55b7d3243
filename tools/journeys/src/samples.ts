import { createRequire } from 'node:module';
import { LANGUAGES, type Language } from '@service-desk/docs/languages';
import { documentedCalls } from '@service-desk/docs/samples';
import { runSamples } from './samples/run.ts';

/** Runs the samples of all languages whose interpreter is there, or of those that are named, whose interpreter has to be. */
async function main(names: string[]): Promise<void> {
  const calls = documentedCalls(createRequire(import.meta.url)('@service-desk/spec/openapi.annotated.json'));
  const unknown = names.filter((name) => !(name in LANGUAGES));
  if (unknown.length > 0) throw new Error(`unknown language: ${unknown.join(', ')}`);
  const languages = (names.length > 0 ? names : Object.keys(LANGUAGES)) as Language[];
  for (const language of languages) {
    const failures = await runSamples(language, calls);
    if (failures === undefined) {
      console.log(`${language}: skipped, its interpreter is not installed`);
      if (names.length > 0) process.exitCode = 1;
      continue;
    }
    console.log(`${language}: ${calls.length - failures.length} of ${calls.length} samples ran`);
    for (const { operation, reason } of failures) console.log(`  ${operation}: ${reason}`);
    if (failures.length > 0) process.exitCode = 1;
  }
}

await main(process.argv.slice(2));
