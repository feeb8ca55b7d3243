import { describe, expect, it } from 'vitest';
import { toTimestamp } from '../format.ts';
import { editInputOf } from './edit-values.ts';

describe('editInputOf', () => {
  it('holds what was changed and nothing else', () => {
    expect(editInputOf({})).toEqual({});
    expect(editInputOf({ title: 'VPN drops hourly', priority_id: '60' })).toEqual({
      title: 'VPN drops hourly',
      priority_id: '60',
    });
  });

  it('writes moments as the API does', () => {
    expect(editInputOf({ opened_at: '2026-03-10T12:00' })).toEqual({
      opened_at: toTimestamp(new Date(2026, 2, 10, 12)),
    });
  });

  it('clears with a blank', () => {
    expect(editInputOf({ customer_id: null, due_date: '' })).toEqual({ customer_id: '', due_date: '' });
  });
});
