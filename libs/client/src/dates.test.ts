import { describe, expect, test } from 'vitest';
import { formatDate, parseDate } from './index.ts';

const dublin = { timeZone: 'Europe/Dublin' };

describe('parseDate', () => {
  test.each([
    ['2010-03-23T00:11:47Z', '2010-03-23T00:11:47Z'],
    ['2010-03-23 00:11:47Z', '2010-03-23T00:11:47Z'],
    ['2010-03-23T00:11:47.999Z', '2010-03-23T00:11:47Z'],
    ['2010-03-23T00:11:47+02:00', '2010-03-22T22:11:47Z'],
    ['2010-03-23T00:11:47-0330', '2010-03-23T03:41:47Z'],
    ['2011-02-10', '2011-02-10T00:00:00Z'],
    ['2011-02-10 15:37', '2011-02-10T15:37:00Z'],
    ['10 Feb 2011', '2011-02-10T00:00:00Z'],
    ['10 Feb 2011, 15:37', '2011-02-10T15:37:00Z'],
  ])('%s', (text, moment) => {
    expect(formatDate(parseDate(text))).toBe(moment);
  });

  test.each([
    ['2011-02-10 15:37', '2011-02-10T15:37:00Z'],
    ['2011-07-10 15:37', '2011-07-10T14:37:00Z'],
    ['10 Jul 2011', '2011-07-09T23:00:00Z'],
    ['2011-07-10T15:37:00Z', '2011-07-10T15:37:00Z'],
    // The hour that occurs twice, and the one that is skipped.
    ['2011-10-30 01:30', '2011-10-30T00:30:00Z'],
    ['2011-03-27 01:30', '2011-03-27T01:30:00Z'],
  ])('%s in the account of Dublin', (text, moment) => {
    expect(formatDate(parseDate(text, dublin))).toBe(moment);
  });

  test.each(['', '  ', null, undefined])('%j is none', (text) => {
    expect(parseDate(text)).toBeUndefined();
  });

  test.each(['soon', '2011-02-30', '2011-02-10 25:00', '2011-02-10 15:60', '10 Foo 2011', '1/2/2011'])(
    '%s is refused',
    (text) => {
      expect(() => parseDate(text)).toThrow(`"${text}" is not a v1 date`);
    },
  );
});

test('a date is formatted in UTC, or as local time of the account', () => {
  const date = new Date('2011-07-10T14:37:12.345Z');
  expect(formatDate(date)).toBe('2011-07-10T14:37:12Z');
  expect(formatDate(date, dublin)).toBe('2011-07-10 15:37');
  expect(parseDate(formatDate(date, dublin), dublin)).toEqual(new Date('2011-07-10T14:37:00Z'));
  expect([formatDate(null), formatDate(undefined)]).toEqual(['', '']);
});
