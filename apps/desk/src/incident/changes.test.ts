import { describe, expect, it } from 'vitest';
import { changesOf, type EditValues } from './changes.ts';

const before: EditValues = {
  title: 'VPN drops',
  priority_id: '59',
  type_id: '16',
  category_id: '',
  customer_id: '430',
  owner_id: '18',
  opened_at: '2026-03-10T12:00',
  due_date: '2026-03-12T12:00',
};

describe('changesOf', () => {
  it('is empty when nothing was changed', () => {
    expect(changesOf(before, { ...before })).toEqual({});
  });

  it('holds what was changed and nothing else', () => {
    expect(changesOf(before, { ...before, title: 'VPN drops hourly', priority_id: '60' })).toEqual({
      title: 'VPN drops hourly',
      priority_id: '60',
    });
  });

  it('clears with a blank', () => {
    expect(changesOf(before, { ...before, customer_id: null, due_date: '' })).toEqual({
      customer_id: '',
      due_date: '',
    });
  });
});
