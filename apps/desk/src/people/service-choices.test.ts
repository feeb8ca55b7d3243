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

  it('offers once what each type of record has of its own', () => {
    expect(priorityChoices(service)).toEqual([
      { value: '1 · Critical', label: '1 · Critical' },
      { value: '2 · Important', label: '2 · Important' },
    ]);
  });

  it('takes a bare level for the first of that level', () => {
    expect(priorityChoices(service, '2')).toEqual([
      { value: '1 · Critical', label: '1 · Critical' },
      { value: '2', label: '2 · Important' },
    ]);
  });

  it('has nothing before the service is known', () => {
    expect(priorityChoices(undefined)).toEqual([]);
  });
});
