import { describe, expect, it } from 'vitest';
import { dayOf, daysOf, parseWeek, sumOf, weekAfter, weekOf } from './weeks.ts';

describe('weeks', () => {
  it.each([
    ['2026-03-09', '2026-W11'],
    ['2026-03-15', '2026-W11'],
    ['2026-01-01', '2026-W01'],
    ['2027-01-03', '2026-W53'],
    ['2024-12-30', '2025-W01'],
    ['2023-01-01', '2022-W52'],
  ])('%s is in %s', (day, week) => {
    expect(weekOf(new Date(`${day}T12:00:00`))).toBe(week);
  });

  it('has seven days from Monday, and ends where the next week starts', () => {
    const days = daysOf('2026-W11').map(dayOf);
    expect(days).toHaveLength(8);
    expect(days.at(0)).toBe('2026-03-09');
    expect(days.at(-1)).toBe(dayOf(daysOf('2026-W12')[0] as Date));
  });

  it('handles years with 53 weeks and daylight saving time', () => {
    expect(weekAfter('2026-W53', 1)).toBe('2027-W01');
    expect(weekAfter('2027-W01', -1)).toBe('2026-W53');
    expect(weekAfter('2026-W12', 2)).toBe('2026-W14');
  });

  it('rejects weeks that the year does not have', () => {
    expect(
      ['2026-W11', '2026-w53', '2026-W54', '2025-W53', '2026-W00', '11', undefined].map(parseWeek),
    ).toEqual(['2026-W11', '2026-W53', undefined, undefined, undefined, undefined, undefined]);
  });

  it('adds decimal fractions without rounding errors', () => {
    expect(sumOf([0.1, 0.2, 1.25])).toBe(1.55);
  });
});
