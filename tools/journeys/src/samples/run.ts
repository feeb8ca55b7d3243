import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { type ProviderState, sandboxStates } from '@service-desk/contract';
import { LANGUAGES, type Language } from '@service-desk/docs/languages';
import type { DocumentedCall } from '@service-desk/docs/samples';
import { variableOf } from '@service-desk/docs/typescript-sample';
import { startSandboxProcess } from '@service-desk/test-kit/processes';
import type { Source } from './host.ts';
import { isThere, RUNNERS } from './runners.ts';

/** A sample that did not get what is documented, and why. */
export interface SampleFailure {
  operation: string;
  reason: string;
}

/**
 * Runs the samples of a language against a sandbox, each in the state that its documented response belongs to: those that
 * only read side by side, each of the others in a state of its own.
 *
 * @returns the failures; undefined if the interpreter is not there
 */
export async function runSamples(
  language: Language,
  calls: readonly DocumentedCall[],
): Promise<SampleFailure[] | undefined> {
  if (!(await isThere(language))) return undefined;
  const { extension, start, expected = ({ answer }) => answer, level = (value) => value } = RUNNERS[language];
  await using sandbox = await startSandboxProcess();
  using folder = sampleFolder();
  const sources = new Map(
    calls.map((call) => {
      const sample = LANGUAGES[language].sample(call, { baseUrl: `${sandbox.url}/v1`, token: call.token });
      const text = language === 'typescript' ? exporting(sample, call) : sample;
      return [call, writeSample(folder.path, `${call.operation}.${extension}`, text)];
    }),
  );
  const running = await start([...sources.values()], folder.path);
  const failures: SampleFailure[] = [];
  async function runOne(call: DocumentedCall): Promise<void> {
    try {
      const result = await running.run(sources.get(call) as Source);
      if (isDeepStrictEqual(level(result), level(expected(call)))) return;
      failures.push({ operation: call.operation, reason: `got ${JSON.stringify(result)}` });
    } catch (error) {
      failures.push({ operation: call.operation, reason: (error as Error).message });
    }
  }
  try {
    for (const [state, group] of Map.groupBy(calls, (call) => call.state)) {
      const bringAbout = () => sandboxStates(sandbox.url)(state as ProviderState);
      await bringAbout();
      await Promise.all(group.filter(({ reads }) => reads).map(runOne));
      for (const call of group.filter(({ reads }) => !reads)) {
        await bringAbout();
        await runOne(call);
      }
    }
  } finally {
    await running.stop();
  }
  return failures;
}

/** A folder inside the package, so that the samples find the client as its users do. */
export function sampleFolder(): { path: string } & Disposable {
  const dist = path.resolve(import.meta.dirname, '../../dist');
  mkdirSync(dist, { recursive: true });
  const folder = mkdtempSync(path.join(dist, 'samples-'));
  return { path: folder, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}

export function writeSample(folder: string, name: string, text: string): Source {
  const file = path.join(folder, name);
  writeFileSync(file, `${text}\n`);
  return { file, text };
}

function exporting(sample: string, call: DocumentedCall): string {
  const variable = variableOf(call);
  return `${sample}\nexport default ${variable}${call.paged ? '.items' : ''};`;
}
