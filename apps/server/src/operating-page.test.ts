import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { createMetrics } from './metrics.ts';
import { type Setting, settingTable, variableOf } from './settings/table.ts';

const root = path.resolve(import.meta.dirname, '../../..');
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
  const { begin, end, lines } = tableIn(page, 'variable');
  const rows = settings.map(([name, { default: usual, doc }]) => {
    return `| \`${variableOf(name)}\` | ${defaultOf(usual)} | ${doc} |`;
  });
  const table = [...lines.slice(0, 2), ...rows].join('\n');
  await expect(page.slice(0, begin) + table + page.slice(end)).toMatchFileSnapshot(OPERATING);
});

test('the README names variables that are there, with their defaults', () => {
  const known = new Map(settings.map(([name, { default: usual }]) => [variableOf(name), usual]));
  const printed = tableIn(readme, 'variable').lines.slice(2);
  expect(printed.length).toBeGreaterThan(3);
  for (const line of printed) {
    const [, variables = '', usual = ''] = line.split('|').map((cell) => cell.trim());
    const names = [...variables.matchAll(/`(\w+)`/g)].map(([, name = '']) => name);
    expect(names.filter((name) => !known.has(name))).toEqual([]);
    // A default that is no single word is told in words.
    if (/^(`\S+`|none)$/.test(usual)) {
      expect([variables, usual]).toEqual([variables, defaultOf(known.get(names[0] ?? ''))]);
    }
  }
});

test('the page has each metric of our own', () => {
  const printed = [...page.matchAll(/^\| `(service_desk_\w+)` \|/gm)].map(([, name]) => name);
  const own = createMetrics()
    .registry.getMetricsAsArray()
    .map(({ name }) => name);
  expect(printed).toEqual(own.filter((name) => name.startsWith('service_desk_')));
});

function defaultOf(usual: string | undefined): string {
  return usual === undefined ? 'none' : `\`${usual}\``;
}
