import path from 'node:path';
import { readDescription } from '@service-desk/description/description';
import { operationsOf } from '@service-desk/description/operations';
import { LANGUAGES, type Language } from '@service-desk/docs/languages';
import { documentedCalls, documentedConnection, type Located } from '@service-desk/docs/samples';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { runSamples, sampleFolder, writeSample } from '../samples/run.ts';

const description = readDescription() as Located;
const calls = documentedCalls(description);
const operations = operationsOf(description).map(({ id }) => id);

test('every operation has its samples', () => {
  expect(calls.map(({ operation }) => operation).toSorted()).toEqual(operations.toSorted());
});

// The nightly workflow runs those of the other languages.
test.each<Language>(['curl', 'typescript', 'python'])(
  'the samples in %s get what is documented',
  async (language) => {
    const failures = await runSamples(language, calls);
    if (failures) console.log(`${calls.length - failures.length} of ${calls.length} ${language} samples ran`);
    else console.log(`the ${language} samples were skipped, because their interpreter is not installed`);
    expect(failures ?? []).toEqual([]);
  },
);

test('the TypeScript samples are well typed', () => {
  using folder = sampleFolder();
  const files = calls.map((call) => {
    const text = LANGUAGES.typescript.sample(call, documentedConnection(description, call));
    return writeSample(folder.path, `${call.operation}.ts`, text).file;
  });
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
