import { globSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { expect, test } from 'vitest';

const limitations = path.join(
  path.dirname(createRequire(import.meta.url).resolve('@service-desk/spec/package.json')),
  'docs/limitations.md',
);

function rowsOf(text: string): (string | undefined)[] {
  return [...text.matchAll(/^\| `([a-z]+\.\d+)` \|/gm)].map(([, id]) => id);
}

test('no two decisions have the same id', () => {
  const rows = rowsOf(readFileSync(limitations, 'utf8'));
  expect(rows.filter((id, index) => rows.indexOf(id) !== index)).toEqual([]);
});

test('every decision of the limitations is held by a test that names it', () => {
  const rows = rowsOf(readFileSync(limitations, 'utf8'));
  const titles = globSync('**/*.test.ts', { cwd: import.meta.dirname })
    .map((file) => readFileSync(path.join(import.meta.dirname, file), 'utf8'))
    .flatMap((text) => Array.from(text.matchAll(/['"`]((?:\[[a-z]+\.\d+\] )+)/g), ([, ids]) => ids))
    .join('');
  const named = rows.filter((id) => titles.includes(`[${id}]`));
  console.log(`${named.length} of ${rows.length} decisions have a test that names them`);
  expect(rows.filter((id) => !named.includes(id))).toEqual([]);
  expect(rows.length).toBeGreaterThan(50);
});
