import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { flagOf, type Setting, settingTable, variableOf } from './table.ts';

const root = path.resolve(import.meta.dirname, '../../../..');
const OPERATING = path.join(root, 'spec/docs/operating.md');
const page = readFileSync(OPERATING, 'utf8');
const readme = readFileSync(path.join(root, 'README.md'), 'utf8');

const settings = Object.entries(settingTable) as [string, Setting][];

/** A table that begins with this cell, with its place in a page. */
function tableIn(markdown: string, firstCell: string): { begin: number; end: number; lines: string[] } {
  const begin = markdown.indexOf(`| ${firstCell} |`);
  const end = markdown.indexOf('\n\n', begin);
  return { begin, end, lines: markdown.slice(begin, end).split('\n') };
}

// `vitest run -u` writes the page.
test("the operator's page has each setting as the program has it", async () => {
  const { begin, end, lines } = tableIn(page, 'in the file');
  const rows = settings.map(([name, { default: usual, doc }]) => {
    const cells = [name, variableOf(name), flagOf(name), usual].map((cell) =>
      cell ? `\`${cell}\`` : 'none',
    );
    return `| ${[...cells, doc].join(' | ')} |`;
  });
  const table = [...lines.slice(0, 2), ...rows].join('\n');
  await expect(page.slice(0, begin) + table + page.slice(end)).toMatchFileSnapshot(OPERATING);
});

test('the README names variables that are there, with their defaults', () => {
  const printed = tableIn(readme, 'variable').lines.slice(2);
  expect(printed.length).toBeGreaterThan(3);
  const known = settings.map(
    ([name, { default: usual }]) => `| \`${variableOf(name)}\` | ${usual ? `\`${usual}\`` : 'none'} |`,
  );
  expect(printed.filter((line) => !known.some((row) => line.startsWith(row)))).toEqual([]);
});
