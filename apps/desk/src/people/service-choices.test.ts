import type { Priority } from '@service-desk/client';
import { describe, expect, it } from 'vitest';
import { priorityChoices } from './service-choices.ts';

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

  it('removes duplicates of different record types', () => {
    expect(priorityChoices(service)).toEqual([
      { value: '1 · Critical', label: '1 · Critical' },
      { value: '2 · Important', label: '2 · Important' },
    ]);
  });

  it('uses a level without description as the value of its first priority', () => {
    expect(priorityChoices(service, '2')).toEqual([
      { value: '1 · Critical', label: '1 · Critical' },
      { value: '2', label: '2 · Important' },
    ]);
  });

  it('is empty without a service', () => {
    expect(priorityChoices(undefined)).toEqual([]);
  });
});
