import { DateTime, IANAZone } from 'luxon';
import type { Seconds } from '../store/schema.ts';
import { FIRST_MOMENT, LAST_MOMENT } from './time.ts';

/** What clients were seen to send beside ISO 8601, with one blank where they may send any white space. */
const FORMATS = [
  'd LLL yyyy, HH:mm',
  'd LLL yyyy, HH:mm:ss',
  'd LLL yyyy',
  'yyyy-MM-dd HH:mm',
  'yyyy-MM-dd HH:mm:ss',
];

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** No place on earth is further from UTC. */
const LARGEST_OFFSET = 14 * MINUTE * 60;
const DAY_ALONE = /^(\d{4}-\d{2}-\d{2}|\d{1,2} [A-Za-z]+ \d{4})$/;
/** A date begins with its year or day; luxon would take `15:37` and `1537-05:00` for a moment of today. */
const BEGINNING = /^[1-9]\d{3}-(?!\d\d:)|^\d{1,2} [A-Za-z]+ [1-9]/;
/** A zone in brackets, which luxon takes in place of the offset, and parts of a second after the end of a day. */
const UNREADABLE = /\[|T24[^.]*\./i;
/** An offset behind a time, in the forms of ISO 8601. */
const OFFSET = /T[^Z]*?(?:Z|[+-](\d{2})(?::?(\d{2}))?)$/i;

/** Which moment a local time is that occurs twice, at the end of summer time. */
type Occurrence = 'first' | 'last';

/**
 * A moment from what a client wrote: ISO 8601, a day, or `10 Feb 2011, 15:37`. Without an offset it is a moment of
 * `timeZone`; parts of a second are dropped.
 */
export function readDate(text: string, timeZone: string): Seconds | undefined {
  return secondsOf(parse(text), timeZone, 'first');
}

/** The same for the end of a range: a day without a time is its last moment. */
export function readEndDate(text: string, timeZone: string): Seconds | undefined {
  const parsed = parse(text);
  return secondsOf(parsed?.isDay ? { ...parsed, date: parsed.date.endOf('day') } : parsed, timeZone, 'last');
}

/** What a text says: a moment where it has an offset, else a local time, which is held as if it were one of UTC. */
interface Parsed {
  date: DateTime;
  isLocal: boolean;
  isDay: boolean;
}

function parse(text: string): Parsed | undefined {
  const plain = text
    .trim()
    .replaceAll(/\s+/g, ' ')
    .replace(/ ?, ?/, ', ')
    // As Ruby writes a time: `2011-02-10 15:37:00 +0000`, `2011-02-10 15:37:00 UTC`.
    .replace(/^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) (?=UTC$|[+-]\d{4}$)/, '$1T$2')
    .replace(/UTC$/, 'Z');
  if (!BEGINNING.test(plain) || UNREADABLE.test(plain)) return undefined;
  const offset = OFFSET.exec(plain);
  const [, hours = '0', minutes = '0'] = offset ?? [];
  if (Number(minutes) > 59 || (Number(hours) * 60 + Number(minutes)) * MINUTE > LARGEST_OFFSET)
    return undefined;
  const options = { zone: 'utc', locale: 'en' };
  const date = [
    DateTime.fromISO(plain, options),
    ...FORMATS.map((format) => DateTime.fromFormat(plain, format, options)),
  ].find(({ isValid }) => isValid);
  return date && { date, isLocal: offset === null, isDay: DAY_ALONE.test(plain) };
}

function secondsOf(parsed: Parsed | undefined, timeZone: string, which: Occurrence): Seconds | undefined {
  if (!parsed) return undefined;
  const { date, isLocal } = parsed;
  const at = isLocal ? momentOf(date.toMillis(), timeZone, which) : date.toMillis();
  const seconds = Math.floor(at / 1000);
  // Beyond these it would not go out again in v1's form.
  return seconds < FIRST_MOMENT || seconds > LAST_MOMENT ? undefined : seconds;
}

/**
 * The moment of a local time, by the offsets of its zone around that date alone. A time that is skipped in spring moves
 * forward by what is skipped.
 *
 * @param local milliseconds of the local time, as if it were one of UTC
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
