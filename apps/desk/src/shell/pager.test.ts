import { describe, expect, it } from 'vitest';
import { rangeText } from './pager.tsx';

describe('rangeText', () => {
  it.each([
    [3, 20, 20, 73, '41–60 of 73'],
    [4, 20, 13, 73, '61–73 of 73'],
    [1, 20, 1, 1, '1 of 1'],
    [9, 20, 0, 73, '0 of 73'],
    [1, 20, 20, undefined, '1–20'],
  ])('page %i of %i with %i entries of %i: %s', (page, limit, count, total, text) => {
    expect(rangeText(page, limit, count, total)).toBe(text);
  });
});
