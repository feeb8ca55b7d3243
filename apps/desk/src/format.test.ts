import { describe, expect, it } from 'vitest';
import {
  clockOf,
  customerName,
  formatRelative,
  fromLocalInput,
  hasPassed,
  toLocalInput,
  zoneOf,
} from './format.ts';

const now = Date.parse('2026-03-10T12:00:00Z');

describe('formatRelative', () => {
  it.each([
    ['2026-03-12T13:00:00Z', 'in 2 days'],
    // Less than 48 hours, and not tomorrow.
    ['2026-03-12T11:00:00Z', 'in 2 days'],
    ['2026-03-11T13:00:00Z', 'tomorrow'],
    ['2026-03-08T13:00:00Z', '2 days ago'],
    ['2026-03-10T09:00:00Z', '3 hours ago'],
    ['2026-03-10T12:05:00Z', 'in 5 minutes'],
    ['2026-03-10T11:59:40Z', 'just now'],
    ['2026-03-10T12:00:20Z', 'in a moment'],
  ])('formats %s as %s', (timestamp, text) => {
    expect(formatRelative(timestamp, now)).toBe(text);
  });
});

describe('a time zone by its name in v1', () => {
  it.each([
    ['Auckland', 'Pacific/Auckland'],
    ['Buenos Aires', 'America/Argentina/Buenos_Aires'],
    ['Europe/Dublin', 'Europe/Dublin'],
    ['Wellington', 'UTC'],
    ['Eastern Time (US & Canada)', 'UTC'],
    ['', 'UTC'],
  ])('%s is %s', (name, zone) => {
    expect(zoneOf(name)).toMatch(new RegExp(`^(${zone}|America/Buenos_Aires)$`));
  });

  it('formats a timestamp in the zone', () => {
    expect(clockOf('Auckland')('2026-03-10T12:00:00Z')).toBe('11 Mar 2026, 01:00 (Pacific/Auckland)');
  });
});

describe('hasPassed', () => {
  it('is false for a blank', () => {
    expect(hasPassed('', now)).toBe(false);
  });

  it('is true for a time in the past', () => {
    expect(hasPassed('2026-03-10T11:59:59Z', now)).toBe(true);
  });
});

describe('the value of a datetime-local input', () => {
  it('is converted back to the same minute', () => {
    expect(fromLocalInput(toLocalInput('2026-03-10T12:34:00Z'))).toBe('2026-03-10T12:34:00Z');
  });

  it('keeps a blank', () => {
    expect(fromLocalInput(toLocalInput(''))).toBe('');
  });
});

describe('customerName', () => {
  it('accepts a missing first name', () => {
    expect(customerName({ first_name: '', last_name: 'Barrett' })).toBe('Barrett');
  });
});
