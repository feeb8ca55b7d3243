import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { operationTable } from '@service-desk/client';
import { expect, test } from 'vitest';

const client = path.dirname(createRequire(import.meta.url).resolve('@service-desk/client/package.json'));
const readme = readFileSync(path.join(client, 'README.md'), 'utf8');

test('the migration guide from gta-service-desk names existing operations with their ids', () => {
  const [, table = ''] = /^\| `gta-service-desk` \|.*\n\|[-|]+\n((?:\|.*\n)+)/m.exec(readme) ?? [];
  const calls = Array.from(table.matchAll(/`desk\.([\w.]+)\(([^`]*)\)` \|$/gm), ([, id = '', args = '']) => ({
    id,
    args,
  }));
  expect(calls).toHaveLength(table.trim().split('\n').length);
  const rows: Record<string, { ids: readonly string[] }> = operationTable;
  for (const { id, args } of calls) {
    const ids = args.split(', ').filter((name) => /^(\w+_)?id$/.test(name));
    expect([id, ids]).toEqual([id, rows[id]?.ids]);
  }
  expect(new Set(calls.map(({ id }) => id)).size).toBe(calls.length);
});
