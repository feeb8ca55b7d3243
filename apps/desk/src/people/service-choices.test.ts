import type { Priority } from '@service-desk/client';
import { describe, expect, it } from 'vitest';
import { priorityChoices, withCurrent } from './service-choices.ts';

function priority(id: number | string, level: number, description: string): Priority {
  return { id, level, description, service_priority_link: '' };
}

describe('priorityChoices', () => {
  const service = {
    service_priorities: [
      priority(59, 1, 'Critical'),
      priority(63, 1, 'Critical'),
      priority(60, 2, 'Important'),
    ].map((service_priority) => ({ service_priority })),
  };

  it('offers once what each type of record has of its own', () => {
    expect(priorityChoices(service)).toEqual([
      { value: '59', label: '1 · Critical' },
      { value: '60', label: '2 · Important' },
    ]);
  });

  it('keeps the one that is chosen already', () => {
    expect(priorityChoices(service, priority(63, 1, 'Critical')).map((choice) => choice.value)).toEqual([
      '63',
      '60',
    ]);
  });

  it('offers one that the service no longer lists', () => {
    expect(priorityChoices(service, priority('862260361677721612', 5, 'Some day')).at(-1)?.value).toBe(
      '862260361677721612',
    );
  });

  it('has nothing before the service is known', () => {
    expect(priorityChoices(undefined)).toEqual([]);
  });
});

describe('withCurrent', () => {
  it('adds what the list does not name', () => {
    expect(withCurrent([{ value: '1', label: 'Bug' }], { id: 2, name: 'Old' })).toEqual([
      { value: '2', label: 'Old' },
      { value: '1', label: 'Bug' },
    ]);
  });

  it('does not name anything twice', () => {
    expect(withCurrent([{ value: '1', label: 'Bug' }], { id: 1, name: 'Bug' })).toHaveLength(1);
  });
});
