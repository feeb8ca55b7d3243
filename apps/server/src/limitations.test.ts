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
  const tests = globSync('**/*.test.ts', { cwd: import.meta.dirname })
    .map((file) => readFileSync(path.join(import.meta.dirname, file), 'utf8'))
    .join();
  const named = rows.filter((id) => tests.includes(`[${id}]`));
  console.log(`${named.length} of ${rows.length} decisions have a test that names them`);
  expect(rows.filter((id) => !named.includes(id))).toEqual([]);
  expect(rows.length).toBeGreaterThan(50);
});
