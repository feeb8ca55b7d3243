import { DateTime } from 'luxon';
import type { Seconds } from '../store/schema.ts';

/** What clients were seen to send beside ISO 8601. */
const FORMATS = [
  'd LLL yyyy, HH:mm',
  'd LLL yyyy, HH:mm:ss',
  'd LLL yyyy',
  'yyyy-MM-dd HH:mm',
  'yyyy-MM-dd HH:mm:ss',
];

/** Years beyond these do not go out again in v1's form. */
const EARLIEST = Date.UTC(1000, 0);
const LATEST = Date.UTC(10_000, 0) - 1;

/**
 * A moment from what a client wrote: ISO 8601, a day, or `10 Feb 2011, 15:37`. Without an offset it is a moment of
 * `timeZone`; parts of a second are dropped.
 */
export function readDate(text: string, timeZone: string): Seconds | undefined {
  return secondsOf(parse(text, timeZone));
}

/** The same for the end of a range: a day without a time is its last moment. */
export function readEndDate(text: string, timeZone: string): Seconds | undefined {
  const date = parse(text, timeZone);
  return secondsOf(
    /^(\d{4}-\d{2}-\d{2}|\d{1,2} [A-Za-z]+ \d{4})$/.test(text.trim()) ? date?.endOf('day') : date,
  );
}

function parse(text: string, timeZone: string): DateTime | undefined {
  const trimmed = text.trim();
  // A date begins with its year or day; luxon would take `15:37` for a moment of today.
  if (!/^\d{4}-|^\d{1,2} [A-Za-z]/.test(trimmed)) return undefined;
  const options = { zone: timeZone, locale: 'en' };
  return [
    DateTime.fromISO(trimmed, options),
    ...FORMATS.map((format) => DateTime.fromFormat(trimmed, format, options)),
  ].find((date) => date.isValid);
}

function secondsOf(date: DateTime | undefined): Seconds | undefined {
  const at = date?.toMillis();
  return at === undefined || at < EARLIEST || at > LATEST ? undefined : Math.floor(at / 1000);
}
