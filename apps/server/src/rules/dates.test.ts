import { pickerOf, randomOf } from '@service-desk/test-kit/random';
import { describe, expect, test } from 'vitest';
import { isBlank } from '../http/parse-values.ts';
import { patternsOf } from '../test-support/documented-calls.ts';
import { readDate, readEndDate } from './dates.ts';

const at = (text: string) => Date.parse(text) / 1000;

describe('[dates.1] a date and time is parsed', () => {
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
    '2011-02-10T15:38:00+01:00[Europe/Paris]',
    '2011-02-10T15:38:00[Europe/Paris]',
    '0999-12-31T23:59:59-14:00',
    '2011-02-10T24:00:00.5Z',
    '1537-05:00',
  ])('%j is none', (text) => {
    expect(readDate(text, 'UTC')).toBeUndefined();
  });
});

/** `SWEEP_SEED=7 SWEEP_DATES=100000 npx vitest run --project sqlite src/rules/dates.test.ts` looks further. */
const SEED = Number(process.env.SWEEP_SEED ?? 4);
const DATES = Number(process.env.SWEEP_DATES ?? 8000);

describe(`[dates.1] the pattern of the description accepts what the provider accepts (seed ${SEED})`, () => {
  const random = randomOf(SEED);
  const pick = pickerOf(random);
  const mostly = (good: readonly string[], bad: readonly string[]) => pick(random() < 0.9 ? good : bad);
  const maybe = (part: () => string) => (random() < 0.5 ? part() : '');
  const blanks = [' ', '  ', '\t', '\n', '\r\n', '\u00a0', '\u2003', '\u2028', '\ufeff'];
  const blank = () => mostly(blanks, ['\u0085', '_', '']);
  const separator = (of: string) => mostly([of], ['']);
  // What a pattern cannot say is left out: days 29 to 31, week 53, day 366, and both ends of the years.
  const year = () => mostly(['1001', '2011', '2024', '9998'], ['0999', '0000', '999', '20110']);
  const month = () => mostly(['02', '06', '10', '12'], ['00', '13', '2']);
  const day = () => mostly(['02', '09', '10', '28'], ['00', '32', '40', '9']);
  const name = () =>
    mostly(['Feb', 'feb', 'JUL', 'Sep', 'dEC', 'Nov'], ['August', 'Sept', 'Fev', 'Mai', 'Ju']);
  const week = () => mostly(['W02', 'W41', 'W51'], ['W00', 'W54', 'w41', 'W4']);
  const dayOfWeek = () => mostly(['1', '4', '7'], ['0', '8']);
  const dayOfYear = () => mostly(['002', '041', '364'], ['000', '367', '999', '41']);
  const minute = () => mostly(['00', '00', '07', '37', '59'], ['60', '7']);
  const fraction = () => mostly(['.5', '.123', `.${'0'.repeat(30)}`], [`.${'0'.repeat(31)}`, ',5', '.']);
  const zone = () =>
    mostly(
      ['Z', 'z', 'UTC', '+00', '-05:00', '+0530', '+14:00', '-14', '-13:59', '+1400'],
      ['utc', ' Z', 'CET', '+1401', '+15', '+01:60', '+1', '[Europe/Paris]', '+01:00[Europe/Paris]'],
    );
  const clock = () => mostly(['00', '09', '15', '23', '24'], ['25', '9']);
  const seconds = () => separator(':') + minute() + maybe(() => maybe(fraction));
  const time = () => clock() + maybe(() => separator(':') + minute() + maybe(seconds));
  const full = () => `${clock()}${separator(':')}${minute()}${maybe(() => separator(':') + minute())}`;
  const shapes = [
    () =>
      `${year()}-${month()}${maybe(() => pick(['-', '']) + day())}${maybe(() => pick(['T', 't']) + time() + maybe(zone))}`,
    () =>
      `${year()}-${week()}${maybe(() => pick(['-', '']) + dayOfWeek())}${maybe(() => `T${time()}${maybe(zone)}`)}`,
    () => `${year()}-${dayOfYear()}${maybe(() => `T${time()}${maybe(zone)}`)}`,
    () => `${year()}-${month()}-${day()}${blank()}${full()}${maybe(() => maybe(blank) + zone())}`,
    () =>
      `${pick([day, dayOfWeek])()}${blank()}${name()}${blank()}${year()}${maybe(() => `${maybe(blank)},${maybe(blank)}${full()}`)}`,
  ];
  const strange = [...'01-:.,/TtZzWU+[]e', ...blanks, '\u0085', '\u0660', '\u017f', '\u{1d7d9}'];
  /** A text with a character more, less, or two that have changed places. */
  function spoilt(text: string): string {
    const at = Math.floor(random() * (text.length + 1));
    const [before, [first = '', second = '', ...after]] = [text.slice(0, at), [...text.slice(at)]];
    return pick([
      before + pick(strange) + text.slice(at),
      before + second + after.join(''),
      before + second + first + after.join(''),
    ]);
  }
  function text(): string {
    if (random() < 0.01) return maybe(blank) + maybe(blank);
    const whole = maybe(() => maybe(blank)) + pick(shapes)() + maybe(() => maybe(blank));
    return random() < 0.5 ? whole : spoilt(random() < 0.7 ? whole : spoilt(whole));
  }

  const patterns = ['DateInput', 'EndDateInput'].flatMap(patternsOf);
  const takenBy = (sent: string) => patterns.map((pattern) => pattern.test(sent));

  /** Texts that the pattern and the server do not agree on, and how many are read. */
  function judged(texts: ReadonlySet<string>): { wrong: string[]; read: number } {
    const wrong: string[] = [];
    let read = 0;
    for (const sent of texts) {
      const isRead = isBlank(sent) || readDate(sent, 'UTC') !== undefined;
      if (takenBy(sent).some((taken) => taken !== isRead))
        wrong.push(`${isRead ? 'read' : 'not read'}: ${sent}`);
      read += Number(isRead);
    }
    console.log(`${read} of ${texts.size} texts are read`);
    return { wrong, read };
  }

  test(`${DATES} near misses`, { timeout: 600_000 + DATES * 5 }, () => {
    const texts = new Set<string>();
    while (texts.size < DATES) texts.add(text());
    const { wrong, read } = judged(texts);
    expect(wrong).toEqual([]);
    expect(read).toBeGreaterThan(DATES / 10);
    expect(read).toBeLessThan(DATES * 0.6);
  });

  // January has a 31st, 2009 a week 53, 2012 a day 366.
  const days = ['2012-01-10', '2012-01', '2012-0110', '2009-W06', '2009-W06-4', '2009-W064', '2012-041'];
  const clocks = [
    '15',
    '15:37',
    '1537',
    '15:37:09',
    '153709',
    '15:37:09.5',
    '24',
    '24:00',
    '2400',
    '24:00:00',
  ];
  const offsets = ['Z', 'UTC', '+13', '+13:37', '-1337', '-14', '-14:00', '+1400'];
  const forms = [
    ...days,
    ...clocks.flatMap((clock) => ['', '+13:37'].map((offset) => `2012-01-10T${clock}${offset}`)),
    ...offsets.map((offset) => `2012-01-10T15:37${offset}`),
    ...['15:37', '15:37:09', '24:00', '24:00:00'].flatMap((clock) => [
      `2012-01-10 ${clock}`,
      `1 Jan 2012, ${clock}`,
      ...offsets.map((offset) => `2012-01-10 ${clock} ${offset}`),
    ]),
    ...['1 Jan 2012', '10 Jan 2012'],
  ];
  /** Each number before or behind which a place of a date or time ends. */
  const bounds = [0, 1, 9, 10, 12, 13, 14, 15, 23, 24, 25, 31, 32, 53, 54, 59, 60, 61, 99];
  const bounds3 = [0, 1, 9, 10, 99, 100, 299, 300, 359, 360, 366, 367, 369, 370, 399, 400, 999];
  /** A form with other numbers in each of its places. */
  const numbered = (form: string) =>
    [...form.matchAll(/\d{3}(?!\d)|\d\d?/g)].flatMap(({ 0: { length }, index }) =>
      (length === 3 ? bounds3 : bounds).map((number) => {
        const digits = String(number).padStart(length, '0');
        return form.slice(0, index) + digits + form.slice(index + length);
      }),
    );

  test('the limits of every number', () => {
    const { wrong, read } = judged(new Set(forms.flatMap(numbered)));
    expect(wrong).toEqual([]);
    expect(read).toBeGreaterThan(2000);
  });

  test.each([29, 30, 31])('%i fractional digits of a second', (count) => {
    const sent = `2012-01-10T15:37:09.${'5'.repeat(count)}Z`;
    expect(judged(new Set([sent]))).toEqual({ wrong: [], read: Number(count <= 30) });
  });

  test.each(['31 Feb 2011', '2011-02-30', '2011-366', '2011-W53', '9999-12-31T23:59:59-01:00'])(
    '%s is for the calendar to refuse',
    (sent) => {
      expect(takenBy(sent)).not.toContain(false);
      expect(readDate(sent, 'UTC')).toBeUndefined();
    },
  );
});

describe('[zones.1] a local time is converted by the rules of its zone on that date', () => {
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
    ['a day that was skipped', 'Pacific/Apia', '2011-12-30', '2011-12-30T10:00:00Z', '2011-12-31T09:59:59Z'],
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
