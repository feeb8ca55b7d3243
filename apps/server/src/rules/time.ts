import type { Seconds } from '../store/schema.ts';

const DAY = 86_400;

/** The first and the last moment that v1 can write: its years have four digits. */
export const FIRST_MOMENT: Seconds = Date.UTC(1000, 0) / 1000;
export const LAST_MOMENT: Seconds = Date.UTC(10_000, 0) / 1000 - 1;

/** How many days are kept as text; beyond it starts over. */
const MOST_DAYS = 10_000;

/** `2010-03-24T`, by days since 1970: a list writes some sixty moments, and most of their days again and again. */
const days = new Map<number, string>();
const TWO_DIGITS = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'));

/** A moment as v1 writes it, in UTC to the second; an unset one is blank. */
export function timestamp(at: Seconds | null): string {
  if (at === null) return '';
  const day = Math.floor(at / DAY);
  const second = at - day * DAY;
  const [hours, minutes] = [Math.floor(second / 3600), Math.floor(second / 60) % 60];
  return `${dateOf(day)}${TWO_DIGITS[hours]}:${TWO_DIGITS[minutes]}:${TWO_DIGITS[second % 60]}Z`;
}

function dateOf(day: number): string {
  const known = days.get(day);
  if (known) return known;
  if (days.size >= MOST_DAYS) days.clear();
  const [date = ''] = new Date(day * DAY * 1000).toISOString().split('T');
  days.set(day, `${date}T`);
  return `${date}T`;
}

/** The form of `activated_at` alone: a blank in place of the T, and no zone. */
export function blankSeparated(at: Seconds | null): string {
  return timestamp(at).replace('T', ' ').replace('Z', '');
}
