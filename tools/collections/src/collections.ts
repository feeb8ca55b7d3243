import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { startSandboxProcess } from '@service-desk/test-kit/processes';
import { runBruno } from './bruno.ts';
import type { CollectionOutcome } from './outcome.ts';
import { runPostman } from './postman.ts';

/** Runs the collections of the built docs, each from top to bottom against a new sandbox. */
const RUNNERS: Record<string, (collection: object, baseUrl: string) => Promise<CollectionOutcome>> = {
  'service-desk-v1.postman.json': runPostman,
  'service-desk-v1.bruno.json': runBruno,
};

const built = path.resolve(import.meta.dirname, '../../../spec/dist/docs');

async function main(docs = built): Promise<void> {
  for (const [name, run] of Object.entries(RUNNERS)) {
    const file = path.join(docs, name);
    if (!existsSync(file)) throw new Error(`${file} does not exist: build it with npx nx run-many -t docs`);
    await using sandbox = await startSandboxProcess();
    const { requests, failures } = await run(JSON.parse(readFileSync(file, 'utf8')), `${sandbox.url}/v1`);
    console.log(`${name}: ${requests} requests, ${requests - failures.length} passed`);
    for (const { request, reason } of failures) console.log(`  ${request}: ${reason}`);
    if (failures.length > 0 || requests === 0) process.exitCode = 1;
  }
}

await main(process.argv[2]);
