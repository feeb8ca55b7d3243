import fc from 'fast-check';
import { expect, test } from 'vitest';
import { timestamp } from './time.ts';

test('a time is formatted as by Date, without milliseconds', () => {
  fc.assert(
    fc.property(fc.integer({ min: -8_640_000_000_000, max: 8_640_000_000_000 }), (at) => {
      expect(timestamp(at)).toBe(new Date(at * 1000).toISOString().replace('.000Z', 'Z'));
    }),
  );
});
