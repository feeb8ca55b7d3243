import { describe, expect, test } from 'vitest';
import { readDate, readEndDate } from './dates.ts';

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
    ['10 Feb 2011,\n15:38', '2011-02-10T02:38:00Z'],
    ['10\tFeb  2011 ,15:38', '2011-02-10T02:38:00Z'],
    ['10 Feb\r\n2011', '2011-02-09T11:00:00Z'],
    ['2011-02-10\n15:37', '2011-02-10T02:37:00Z'],
    ['2011-02-10 15:37:00 +0100', '2011-02-10T14:37:00Z'],
    ['2011-02-10 15:37:00 UTC', '2011-02-10T15:37:00Z'],
    ['2011-02-10T15:37+14:00', '2011-02-10T01:37:00Z'],
    ['2011-02-10T15:37:00.5-1130', '2011-02-11T03:07:00Z'],
    ['9999-12-31T23:59:59Z', '9999-12-31T23:59:59Z'],
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
    '-0001-01-01',
    '0999-12-31T23:59:59Z',
    '9999-12-31T23:59:59-01:00',
    '2011-02-10T15:37:00+99:00',
    '2011-02-10T15:37:00+14:01',
    '2011-02-10T15:37:00-15:00',
    '2011-02-10T15:37:00+01:60',
    '2011-02-10 15:37:00 +9900',
    '2011-02-10T15:37 CET',
  ])('%j is none', (text) => {
    expect(readDate(text, 'UTC')).toBeUndefined();
  });
});

describe('[zones.1] a local time is a moment by the rules of its zone on that date', () => {
  /** Each side of the ends of summer time of both hemispheres, whatever the season in which this runs. */
  test.each([
    [
      'a time that occurs twice',
      'Europe/Berlin',
      '2010-10-31 02:30',
      '2010-10-31T00:30:00Z',
      '2010-10-31T01:30:00Z',
    ],
    [
      'also in the south',
      'Pacific/Auckland',
      '2010-04-04 02:30',
      '2010-04-03T13:30:00Z',
      '2010-04-03T14:30:00Z',
    ],
    [
      'also to the west',
      'America/New_York',
      '7 Nov 2010, 01:30',
      '2010-11-07T05:30:00Z',
      '2010-11-07T06:30:00Z',
    ],
    [
      'half an hour',
      'Australia/Lord_Howe',
      '2010-04-04 01:45',
      '2010-04-03T14:45:00Z',
      '2010-04-03T15:15:00Z',
    ],
    [
      'a time that is skipped',
      'Europe/Berlin',
      '2010-03-28 02:30',
      '2010-03-28T01:30:00Z',
      '2010-03-28T01:30:00Z',
    ],
    [
      'also to the west',
      'America/New_York',
      '2010-03-14 02:30',
      '2010-03-14T07:30:00Z',
      '2010-03-14T07:30:00Z',
    ],
    ['the hour before', 'Europe/Berlin', '2010-10-31 01:30', '2010-10-30T23:30:00Z', '2010-10-30T23:30:00Z'],
    ['the hour after', 'Europe/Berlin', '2010-10-31 03:30', '2010-10-31T02:30:00Z', '2010-10-31T02:30:00Z'],
    ['summer', 'Europe/Berlin', '2010-07-01T12:00', '2010-07-01T10:00:00Z', '2010-07-01T10:00:00Z'],
    ['winter', 'Europe/Berlin', '2010-01-01T12:00', '2010-01-01T11:00:00Z', '2010-01-01T11:00:00Z'],
    ['a day of 25 hours', 'Europe/Berlin', '2010-10-31', '2010-10-30T22:00:00Z', '2010-10-31T22:59:59Z'],
    ['a day of 23 hours', 'Europe/Berlin', '2010-03-28', '2010-03-27T23:00:00Z', '2010-03-28T21:59:59Z'],
    [
      'a day that begins twice',
      'America/Havana',
      '2010-10-31',
      '2010-10-31T04:00:00Z',
      '2010-11-01T04:59:59Z',
    ],
    [
      'a day that ends twice',
      'America/Sao_Paulo',
      '2010-02-20',
      '2010-02-20T02:00:00Z',
      '2010-02-21T02:59:59Z',
    ],
    [
      'a day without midnight',
      'America/Sao_Paulo',
      '17 Oct 2010',
      '2010-10-17T03:00:00Z',
      '2010-10-18T01:59:59Z',
    ],
    ['a day that nobody had', 'Pacific/Apia', '2011-12-30', '2011-12-30T10:00:00Z', '2011-12-31T09:59:59Z'],
  ])('%s: %s, %s', (_what, zone, text, start, end) => {
    expect([readDate(text, zone), readEndDate(text, zone)].map((moment) => moment && iso(moment))).toEqual([
      start,
      end,
    ]);
  });
});

function iso(moment: number): string {
  return new Date(moment * 1000).toISOString().replace('.000', '');
}
