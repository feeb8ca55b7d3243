import { expect, test } from 'vitest';
import { parserOf } from './parser.ts';

test.each([
  ['csharp', 'var id = 1;', 'var id = ;'],
  ['php', "$id = ['a' => 1];", "$id = ['a' => 1;"],
  ['powershell', '$id = @{ a = 1 }', '$id = @{ a = 1'],
  ['ruby', 'id = { a: 1 }', 'id = { a: 1'],
] as const)('%s: only a faulty sample has syntax errors', async (language, correct, faulty) => {
  const parse = await parserOf(language);
  expect(parse(correct)).toEqual([]);
  expect(parse(faulty)).toEqual([expect.stringMatching(/^line \d: /)]);
});
