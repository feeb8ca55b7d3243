import type { CustomerRef, Person, Priority } from '@service-desk/client';

const dateTime = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

/** Whether a moment is unset, which the API writes as `""` and some providers as null. */
export function isBlank(timestamp: string | null): timestamp is '' | null {
  return timestamp === null || timestamp === '';
}

/** A moment as the reader's clock has it; `""` for a blank. */
export function formatMoment(timestamp: string | null): string {
  return isBlank(timestamp) ? '' : dateTime.format(new Date(timestamp));
}

const units = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/** How far a moment is from now, such as `in 3 hours` or `2 days ago`. */
export function formatRelative(timestamp: string, now: number): string {
  const distance = Date.parse(timestamp) - now;
  for (const [unit, size] of units) {
    if (Math.abs(distance) >= size) return relative.format(Math.trunc(distance / size), unit);
  }
  return distance < 0 ? 'just now' : 'in a moment';
}

/** Whether a moment, if there is one, lies before now. */
export function hasPassed(moment: string | null, now: number): boolean {
  return !isBlank(moment) && Date.parse(moment) < now;
}

/** The value of a `datetime-local` input for a moment, in the reader's time zone. */
export function toLocalInput(timestamp: string | null): string {
  if (isBlank(timestamp)) return '';
  const date = new Date(timestamp);
  const shifted = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 16);
}

/** The moment that a `datetime-local` input stands for, as the API takes it. */
export function fromLocalInput(value: string): string {
  return value === '' ? '' : toTimestamp(new Date(value));
}

/** A moment to the second, as the API writes it. */
export function toTimestamp(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}

export function customerName(customer: Pick<CustomerRef, 'first_name' | 'last_name'>): string {
  return `${customer.first_name} ${customer.last_name}`.trim();
}

export function isGroup(person: Pick<Person, 'group_link'>): boolean {
  return person.group_link !== undefined;
}

export function priorityLabel(priority: Pick<Priority, 'level' | 'description'>): string {
  return `${priority.level} · ${priority.description}`;
}
