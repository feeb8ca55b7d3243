import { readDescription } from '@service-desk/description/description';
import { operationsOf } from '@service-desk/description/operations';
import { LANGUAGES, type Language } from '@service-desk/docs/languages';
import { documentedCalls, documentedConnection, type ServedDescription } from '@service-desk/docs/samples';
import { expect, test } from 'vitest';
import { runSamples, sampleFolder, writeSample } from '../samples/run.ts';
import { compile } from './compile.ts';

const description = readDescription() as ServedDescription;
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

test('the TypeScript samples are well typed', async () => {
  using folder = sampleFolder();
  for (const call of calls) {
    const text = LANGUAGES.typescript.sample(call, documentedConnection(description, call));
    writeSample(folder.path, `${call.operation}.ts`, text);
  }
  // An example assigns its result and leaves the rest to the reader.
  expect(await compile(folder.path, { noUnusedLocals: false })).toBe('');
});
