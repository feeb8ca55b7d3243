import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual, promisify } from 'node:util';
import { type ProviderState, sandboxStates } from '@service-desk/contract';
import { readDescription } from '@service-desk/description/description';
import { operationsOf } from '@service-desk/description/operations';
import type { SiteDescription } from '@service-desk/docs/catalogue';
import { type Sample, samplesOf } from '@service-desk/docs/samples';
import { type Serving, startSandbox } from '@service-desk/test-kit/processes';
import ts from 'typescript';
import { afterAll, beforeAll, expect, test } from 'vitest';

const description = readDescription() as SiteDescription;
const [{ url: documented }] = description.servers;
const samples = samplesOf(description);
const operations = operationsOf(description).map(({ id }) => id);
const run = promisify(execFile);

let sandbox: Serving;
/** Inside the package, so that the samples find the client as its users do. */
let folder: string;
beforeAll(async () => {
  const dist = path.resolve(import.meta.dirname, '../../dist');
  mkdirSync(dist, { recursive: true });
  folder = mkdtempSync(path.join(dist, 'samples-'));
  sandbox = await startSandbox();
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await sandbox.stop();
});

test('every operation has samples', () => {
  expect(samples.map(({ operation }) => operation).toSorted()).toEqual(operations.toSorted());
});

// A process for each takes its time on a machine that has much else to do.
test('the curl samples return the documented responses', async () => {
  await runEach('curl', async ({ curl, answer }) => {
    const { stdout } = await run('sh', ['-c', `exec ${here(curl)} --silent --show-error --fail`]);
    return isDeepStrictEqual(JSON.parse(stdout), answer);
  });
});

test('the TypeScript samples compile', () => {
  const files = samples.map((sample) => fileOf(sample, sample.typescript));
  const config = ts.getParsedCommandLineOfConfigFile(
    path.resolve(import.meta.dirname, '../../tsconfig.json'),
    {},
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => {} },
  );
  // An example assigns its result and leaves the rest to the reader.
  const program = ts.createProgram(files, { ...config?.options, noUnusedLocals: false });
  const faults = ts
    .getPreEmitDiagnostics(program)
    .map(
      ({ file, messageText }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`,
    );
  expect(faults).toEqual([]);
});

test('the TypeScript samples return the documented results', async () => {
  await runEach('TypeScript', async (sample) => {
    const { typescript, variable, result } = sample;
    const file = fileOf(sample, `${here(typescript)}\nexport const result = ${variable};\n`);
    const { result: resolved } = await import(file);
    return isDeepStrictEqual(variable === 'page' ? resolved.items : resolved, result);
  });
});

/** Runs the samples of a kind, each in the state that its documented answer belongs to. */
async function runEach(kind: string, runs: (sample: Sample) => Promise<boolean>): Promise<void> {
  const failed: string[] = [];
  async function runOne(sample: Sample): Promise<void> {
    const ok = await runs(sample).catch((error: Error) => {
      console.log(`${sample.operation}: ${error.message}`);
      return false;
    });
    if (!ok) failed.push(sample.operation);
  }
  for (const [state, group] of Map.groupBy(samples, (sample) => sample.state)) {
    const bringAbout = () => sandboxStates(sandbox.url)(state as ProviderState);
    await bringAbout();
    await Promise.all(group.filter(({ reads }) => reads).map(runOne));
    for (const sample of group.filter(({ reads }) => !reads)) {
      await bringAbout();
      await runOne(sample);
    }
  }
  console.log(`${samples.length - failed.length} of ${samples.length} ${kind} samples ran`);
  expect(failed).toEqual([]);
}

/** The sample with the address of the sandbox. */
function here(sample: string): string {
  return sample.replaceAll(documented, `${sandbox.url}/v1`);
}

function fileOf({ operation }: Sample, text: string): string {
  const file = path.join(folder, `${operation}.ts`);
  writeFileSync(file, text);
  return file;
}
