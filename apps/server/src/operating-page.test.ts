import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { createMetrics } from './metrics.ts';
import { type Setting, settingTable, variableOf } from './settings/table.ts';

const OPERATING = path.resolve(import.meta.dirname, '../../../spec/docs/operating.md');
const page = readFileSync(OPERATING, 'utf8');

const settings = Object.entries(settingTable) as [string, Setting][];

// `vitest run -u` writes the page.
test("the operator's page has each setting as the program has it", async () => {
  const begin = page.indexOf('| variable |');
  const end = page.indexOf('\n\n', begin);
  const header = page.slice(begin, end).split('\n').slice(0, 2);
  const rows = settings.map(
    ([name, { default: usual, doc }]) =>
      `| \`${variableOf(name)}\` | ${usual === undefined ? 'none' : `\`${usual}\``} | ${doc} |`,
  );
  const table = [...header, ...rows].join('\n');
  await expect(page.slice(0, begin) + table + page.slice(end)).toMatchFileSnapshot(OPERATING);
});

test('the page has each metric of our own', () => {
  const printed = [...page.matchAll(/^\| `(service_desk_\w+)` \|/gm)].map(([, name]) => name);
  const own = createMetrics()
    .registry.getMetricsAsArray()
    .map(({ name }) => name);
  expect(printed).toEqual(own.filter((name) => name.startsWith('service_desk_')));
});
