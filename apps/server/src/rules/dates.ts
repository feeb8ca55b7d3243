import { DateTime, IANAZone } from 'luxon';
import type { Seconds } from '../store/schema.ts';
import { FIRST_MOMENT, LAST_MOMENT } from './time.ts';

/** The formats of clients other than ISO 8601, with single spaces for any white space. */
const FORMATS = [
  'd LLL yyyy, HH:mm',
  'd LLL yyyy, HH:mm:ss',
  'd LLL yyyy',
  'yyyy-MM-dd HH:mm',
  'yyyy-MM-dd HH:mm:ss',
];

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** The maximum offset from UTC on earth. */
const MAX_OFFSET = 14 * MINUTE * 60;
const DAY_ALONE = /^(\d{4}-\d{2}-\d{2}|\d{1,2} [A-Za-z]+ \d{4})$/;
/** The start of a date, its year or day. Luxon would parse `15:37` and `1537-05:00` as times of today. */
const BEGINNING = /^[1-9]\d{3}-(?!\d\d:)|^\d{1,2} [A-Za-z]+ [1-9]/;
/** A zone in brackets, which Luxon uses instead of the offset, and fractions of a second after 24:00. */
const UNSUPPORTED = /\[|T24[^.]*\./i;
/** An offset after a time, in the formats of ISO 8601. */
const OFFSET = /T[^Z]*?(?:Z|[+-](\d{2})(?::?(\d{2}))?)$/i;

/** Which of the two moments of an ambiguous local time, at the end of daylight saving time. */
type Occurrence = 'first' | 'last';

/**
 * Parses a date: ISO 8601, a day, or `10 Feb 2011, 15:37`. Without an offset it is in `timeZone`. Fractions of a second are
 * dropped.
 */
export function readDate(text: string, timeZone: string): Seconds | undefined {
  return secondsOf(parse(text), timeZone, 'first');
}

/** Parses the end of a range: a day without a time is its last second. */
export function readEndDate(text: string, timeZone: string): Seconds | undefined {
  const parsed = parse(text);
  return secondsOf(parsed?.isDay ? { ...parsed, date: parsed.date.endOf('day') } : parsed, timeZone, 'last');
}

/** A parsed date. Without an offset it is a local time, represented as if it were in UTC. */
interface ParsedDate {
  date: DateTime;
  isLocal: boolean;
  isDay: boolean;
}

function parse(text: string): ParsedDate | undefined {
  const plain = text
    .trim()
    .replaceAll(/\s+/g, ' ')
    .replace(/ ?, ?/, ', ')
    // Ruby's formats: `2011-02-10 15:37:00 +0000`, `2011-02-10 15:37:00 UTC`.
    .replace(/^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) (?=UTC$|[+-]\d{4}$)/, '$1T$2')
    .replace(/UTC$/, 'Z');
  if (!BEGINNING.test(plain) || UNSUPPORTED.test(plain)) return undefined;
  const offset = OFFSET.exec(plain);
  const [, hours = '0', minutes = '0'] = offset ?? [];
  if (Number(minutes) > 59 || (Number(hours) * 60 + Number(minutes)) * MINUTE > MAX_OFFSET) return undefined;
  const options = { zone: 'utc', locale: 'en' };
  const date = [
    DateTime.fromISO(plain, options),
    ...FORMATS.map((format) => DateTime.fromFormat(plain, format, options)),
  ].find(({ isValid }) => isValid);
  return date && { date, isLocal: offset === null, isDay: DAY_ALONE.test(plain) };
}

function secondsOf(parsed: ParsedDate | undefined, timeZone: string, which: Occurrence): Seconds | undefined {
  if (!parsed) return undefined;
  const { date, isLocal } = parsed;
  const at = isLocal ? momentOf(date.toMillis(), timeZone, which) : date.toMillis();
  const seconds = Math.floor(at / 1000);
  // v1's format cannot represent other years.
  return seconds < FIRST_MOMENT || seconds > LAST_MOMENT ? undefined : seconds;
}

/**
 * The moment of a local time, computed only from the offsets of its zone around that date. A time that is skipped in spring
 * moves forward by the skipped duration.
 *
 * @param local milliseconds of the local time, as if it were in UTC
 */
function momentOf(local: number, timeZone: string, which: Occurrence): number {
  const zone = IANAZone.create(timeZone);
  const [before, after] = [local - DAY, local + DAY].map((at) => zone.offset(at) * MINUTE) as [
    number,
    number,
  ];
  const [first, last] = [local - Math.max(before, after), local - Math.min(before, after)];
  const isTrue = (at: number) => at + zone.offset(at) * MINUTE === local;
  const candidates = which === 'first' ? [first, last] : [last, first];
  return candidates.find(isTrue) ?? local - before;
}
