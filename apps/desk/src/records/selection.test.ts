import { expect, test } from 'vitest';
import { rangeOf } from './selection.ts';

test('a range is in the order of the list, in both directions', () => {
  const rows = ['5', '3', '9', '1'];
  expect(rangeOf(rows, '3', '1')).toEqual(['3', '9', '1']);
  expect(rangeOf(rows, '9', '5')).toEqual(['5', '3', '9']);
  expect(rangeOf(rows, '3', '3')).toEqual(['3']);
});

test('a range without its start has one row', () => {
  expect(rangeOf(['5', '3'], undefined, '3')).toEqual(['3']);
  expect(rangeOf(['5', '3'], '8', '3')).toEqual(['3']);
});
