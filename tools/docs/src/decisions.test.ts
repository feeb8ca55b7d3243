import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { decisionsOf } from './decisions.ts';

test('every row of the limitations has an id of its own', () => {
  const file = path.resolve(import.meta.dirname, '../../../spec/docs/limitations.md');
  const ids = decisionsOf(readFileSync(file, 'utf8')).map(({ id }) => id);
  expect(ids).not.toEqual([]);
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
});
