import { expect, test } from 'vitest';
import { freezeAndFailOver, longestGap } from './outages.ts';

const WELL = { lost: 0, halfWritten: 0, miscounted: 0, mailsLost: 0, mailsForNothing: 0, mailsDoubled: 0 };

test('while a server is frozen and its database fails over, the other writes, and nothing is lost', async () => {
  const { longest, ...found } = await freezeAndFailOver();
  expect(found).toMatchObject(WELL);
  expect(found.acknowledged).toBeGreaterThan(0);
  expect(longest).toBeLessThan(15_000);
});

test('the longest gap is found', () => {
  expect(longestGap([3, 5, 11, 12])).toBe(6);
  expect(longestGap([3])).toBe(0);
});
