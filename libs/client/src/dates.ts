/** Options of {@link parseDate} and {@link formatDate}. */
export interface DateForm {
  /** The account's time zone, such as `Europe/Dublin`. Default, `UTC`. */
  timeZone?: string;
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const TIME = String.raw`(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?`;
const ISO = new RegExp(String.raw`^(\d{4})-(\d{2})-(\d{2})(?:[T ]${TIME}\s*(Z|[+-]\d{2}:?\d{2})?)?$`);
const NAMED = new RegExp(String.raw`^(\d{1,2}) ([A-Za-z]{3})[a-z]* (\d{4})(?:,? ${TIME})?$`);

/**
 * Parses a date in any form that v1 sends or accepts: `2010-03-23T00:11:47Z`, `2011-02-10`, `2011-02-10 15:37`,
 * `10 Feb 2011`, `10 Feb 2011, 15:37`. A date without an offset is in the account's time zone. A day without a time is
 * its first moment. Fractions of a second are dropped.
 *
 * @returns undefined for null and for a blank text, which v1 sends for a date that is not set
 * @throws RangeError if the text is not in one of these forms, or the time zone is unknown
 */
export function parseDate(
  text: string | null | undefined,
  { timeZone = 'UTC' }: DateForm = {},
): Date | undefined {
  const trimmed = text?.trim();
  if (!trimmed) return undefined;
  const iso = ISO.exec(trimmed);
  const named = NAMED.exec(trimmed);
  const [year, month, day] = iso
    ? [Number(iso[1]), Number(iso[2]) - 1, Number(iso[3])]
    : [Number(named?.[3]), MONTHS.indexOf(named?.[2]?.toLowerCase() ?? ''), Number(named?.[1])];
  const [hour, minute, second] = (iso ?? named)?.slice(4, 7).map((part) => Number(part ?? 0)) ?? [];
  const wall = Date.UTC(year, month, day, hour, minute, second);
  const read = new Date(wall);
  // `Date.UTC` would move 30 February or 25:00 to the next month or day.
  const exact = read.getUTCMonth() === month && read.getUTCDate() === day && Number(minute) < 60;
  if (month < 0 || !exact || Number(second) >= 60) throw new RangeError(`"${text}" is not a v1 date`);
  const offset = iso?.[7];
  if (!offset) return new Date(momentOf(wall, timeZone));
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(offset) ?? [];
  return new Date(
    wall - Number(`${sign ?? '+'}1`) * (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60_000,
  );
}

/**
 * Formats a date for v1: in UTC to the second, `2011-02-10T15:37:00Z`, or, with a time zone, as local time to the
 * minute, `2011-02-10 15:37`.
 *
 * @returns `""` for undefined and null, which clears a date
 * @throws RangeError if the date is invalid or the time zone is unknown
 */
export function formatDate(date: Date | null | undefined, { timeZone }: DateForm = {}): string {
  if (!date) return '';
  if (timeZone === undefined) return `${date.toISOString().slice(0, 19)}Z`;
  return new Date(date.getTime() + offsetAt(date.getTime(), timeZone))
    .toISOString()
    .slice(0, 16)
    .replace('T', ' ');
}

/**
 * The moment of a local time in a time zone. A local time that occurs twice is the first of the two; one that is
 * skipped is the moment after the gap.
 */
function momentOf(wall: number, timeZone: string): number {
  if (timeZone === 'UTC') return wall;
  const early = wall - offsetAt(wall - 86_400_000, timeZone);
  const late = wall - offsetAt(wall + 86_400_000, timeZone);
  return early + offsetAt(early, timeZone) === wall
    ? early
    : late + offsetAt(late, timeZone) === wall
      ? late
      : early;
}

/** The offset of a time zone from UTC at a moment, in milliseconds. */
function offsetAt(moment: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).formatToParts(moment);
  const part = (type: Intl.DateTimeFormatPartTypes) =>
    Number(parts.find((each) => each.type === type)?.value);
  const shown = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  );
  return shown - Math.floor(moment / 1000) * 1000;
}
