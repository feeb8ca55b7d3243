import { globSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { expect, test } from 'vitest';

const limitations = path.join(
  path.dirname(createRequire(import.meta.url).resolve('@service-desk/spec/package.json')),
  'docs/limitations.md',
);

test('every decision of the limitations is held by a test that names it', () => {
  const rows = [...readFileSync(limitations, 'utf8').matchAll(/^\| `([a-z]+\.\d+)` \|/gm)].map(
    ([, id]) => id,
  );
  const titles = globSync('**/*.test.ts', { cwd: import.meta.dirname })
    .map((file) => readFileSync(path.join(import.meta.dirname, file), 'utf8'))
    .flatMap((text) => Array.from(text.matchAll(/['"`]((?:\[[a-z]+\.\d+\] )+)/g), ([, ids]) => ids))
    .join('');
  const named = rows.filter((id) => titles.includes(`[${id}]`));
  console.log(`${named.length} of ${rows.length} decisions have a test that names them`);
  expect(rows.filter((id) => !named.includes(id))).toEqual([]);
  expect(rows.length).toBeGreaterThan(50);
});
