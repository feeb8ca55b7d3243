import { describe, expect, test } from 'vitest';
import { readDate } from './dates.ts';

const at = (text: string) => Date.parse(text) / 1000;

describe('[dates.1] a moment is read', () => {
  test.each([
    ['2011-02-10T15:37:00Z', '2011-02-10T15:37:00Z'],
    ['2011-02-10T15:37:00.999Z', '2011-02-10T15:37:00Z'],
    ['2011-02-10T15:37:00-05:00', '2011-02-10T20:37:00Z'],
    ['2011-02-10', '2011-02-09T11:00:00Z'],
    ['2011-02-10 15:37', '2011-02-10T02:37:00Z'],
    ['2011-02-10 15:37:09', '2011-02-10T02:37:09Z'],
    ['10 Feb 2011, 15:37', '2011-02-10T02:37:00Z'],
    ['1 Jul 2011, 09:05', '2011-06-30T21:05:00Z'],
    ['10 Feb 2011', '2011-02-09T11:00:00Z'],
    [' 2011-02-10T15:37:00Z ', '2011-02-10T15:37:00Z'],
  ])('%s in Auckland', (text, utc) => {
    expect(readDate(text, 'Pacific/Auckland')).toBe(at(utc));
  });

  test.each([
    '',
    'yesterday',
    '15:37',
    '2011',
    '2011-02-30',
    '31 Feb 2011',
    '10/02/2011',
    '2011-02-10T25:00:00Z',
    '0001-01-01',
    '+12345-01-01',
  ])('%j is none', (text) => {
    expect(readDate(text, 'UTC')).toBeUndefined();
  });
});
