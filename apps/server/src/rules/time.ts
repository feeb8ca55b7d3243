import type { Seconds } from '../store/schema.ts';

const DAY = 86_400;

/** The first and last moments that v1's format can represent: years have four digits. */
export const FIRST_MOMENT: Seconds = Date.UTC(1000, 0) / 1000;
export const LAST_MOMENT: Seconds = Date.UTC(10_000, 0) / 1000 - 1;

/** The number of cached days, after which the cache is cleared. */
const MAX_DAYS = 10_000;

/** A cache of `2010-03-24T` by days since 1970: a list contains some sixty dates, and most of their days repeat. */
const days = new Map<number, string>();
const TWO_DIGITS = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'));

/** Formats a moment as v1 does, in UTC with seconds; blank for null. */
export function timestamp(at: Seconds | null): string {
  if (at === null) return '';
  const day = Math.floor(at / DAY);
  const second = at - day * DAY;
  const [hours, minutes] = [Math.floor(second / 3600), Math.floor(second / 60) % 60];
  return `${dateOf(day)}${TWO_DIGITS[hours]}:${TWO_DIGITS[minutes]}:${TWO_DIGITS[second % 60]}Z`;
}

function dateOf(day: number): string {
  const cached = days.get(day);
  if (cached) return cached;
  if (days.size >= MAX_DAYS) days.clear();
  const [date = ''] = new Date(day * DAY * 1000).toISOString().split('T');
  days.set(day, `${date}T`);
  return `${date}T`;
}

/** The format of `activated_at`: a space instead of the T, and no zone. */
export function blankSeparated(at: Seconds | null): string {
  return timestamp(at).replace('T', ' ').replace('Z', '');
}
