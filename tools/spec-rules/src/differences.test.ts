import { expect, test } from 'vitest';
import { differencesOf } from './differences.ts';

test('the order of keys makes no difference, that of a list does', () => {
  expect(differencesOf({ a: 1, b: [{ c: 1, d: 2 }] }, { b: [{ d: 2, c: 1 }], a: 1 })).toEqual([]);
  expect(differencesOf({ b: [1, 2] }, { b: [2, 1] })).toEqual(['/b/0: 1 became 2', '/b/1: 2 became 1']);
});

test('each difference is named by its pointer', () => {
  const before = { paths: { '/a': { get: 1, put: [] } }, old: 'x'.repeat(200) };
  const after = { paths: { '/a': { get: '1', put: {} } }, added: null };
  expect(differencesOf(before, after)).toEqual([
    '/paths/~1a/get: 1 became "1"',
    '/paths/~1a/put: [] became {}',
    `/old: "${'x'.repeat(98)}… became nothing`,
    '/added: nothing became null',
  ]);
});
