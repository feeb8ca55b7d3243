import type { Person, Priority } from '@service-desk/client';

const dateTime = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
/** A local time without a date, such as `14:32`. */
export const clockTime = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short' });
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

/** Whether a timestamp is unset: `""` in v1, null from some servers. */
export function isBlank(timestamp: string | null): timestamp is '' | null {
  return timestamp === null || timestamp === '';
}

/** A timestamp in local time; `""` for a blank. */
export function formatTimestamp(timestamp: string | null): string {
  return isBlank(timestamp) ? '' : dateTime.format(new Date(timestamp));
}

/** The IANA zone for a name of v1, such as `Auckland`; UTC if Intl has none of that name. */
export function zoneOf(name: string): string {
  if (name === '') return 'UTC';
  const city = `/${name.replaceAll(' ', '_')}`;
  const known = Intl.supportedValuesOf('timeZone').find((zone) => zone === name || zone.endsWith(city));
  return known ?? 'UTC';
}

const clocks = new Map<string, (timestamp: string) => string>();

/** A formatter for timestamps in a time zone of v1, which includes the zone's name. */
export function clockOf(name: string): (timestamp: string) => string {
  const known = clocks.get(name);
  if (known) return known;
  const timeZone = zoneOf(name);
  const format = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone });
  const read = (timestamp: string) =>
    `${format.format(new Date(timestamp))} (${timeZone.replaceAll('_', ' ')})`;
  clocks.set(name, read);
  return read;
}

const DAY = 86_400_000;
const units = [
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/** The distance of a timestamp from now, such as `in 3 hours`. From a day on, it is of calendar days in local time. */
export function formatRelative(timestamp: string, now: number): string {
  const distance = Date.parse(timestamp) - now;
  if (Math.abs(distance) >= DAY) {
    const [to = 0, from = 0] = [Date.parse(timestamp), now].map((time) =>
      new Date(time).setHours(0, 0, 0, 0),
    );
    // A day of a change of the clocks has 23 or 25 hours.
    return relative.format(Math.round((to - from) / DAY), 'day');
  }
  for (const [unit, size] of units) {
    if (Math.abs(distance) >= size) return relative.format(Math.trunc(distance / size), unit);
  }
  return distance < 0 ? 'just now' : 'in a moment';
}

/** Whether a timestamp is set and in the past. */
export function hasPassed(timestamp: string | null, now: number): boolean {
  return !isBlank(timestamp) && Date.parse(timestamp) < now;
}

/** The value of a `datetime-local` input, in local time. */
export function toLocalInput(timestamp: string | null): string {
  if (isBlank(timestamp)) return '';
  const date = new Date(timestamp);
  const shifted = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 16);
}

/** The timestamp for the value of a `datetime-local` input. */
export function fromLocalInput(value: string): string {
  return value === '' ? '' : toTimestamp(new Date(value));
}

/** A timestamp in the format of v1, without fractions of a second. */
export function toTimestamp(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}

export function customerName(customer: { first_name: string; last_name: string }): string {
  return `${customer.first_name} ${customer.last_name}`.trim();
}

export function isGroup(person: Pick<Person, 'group_link'>): boolean {
  return person.group_link !== undefined;
}

export function priorityLabel(priority: Pick<Priority, 'level' | 'description'>): string {
  return `${priority.level} · ${priority.description}`;
}

export function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
