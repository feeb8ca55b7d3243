import { describe, expect, it } from 'vitest';
import { adoptedChanges, changesOf, conflictsOf, isChanged, rebase } from './three-way-merge.ts';

const opened = { title: 'VPN drops', priority: '59', customer: '430' };

describe('changesOf', () => {
  it('is empty without changes', () => {
    expect(changesOf(opened, { ...opened })).toEqual({});
    expect(isChanged(opened, { ...opened })).toBe(false);
  });

  it('contains changed and cleared fields only', () => {
    const mine = { ...opened, title: 'VPN drops hourly', customer: null };
    expect(changesOf(opened, mine)).toEqual({ title: 'VPN drops hourly', customer: null });
    expect(isChanged(opened, mine)).toBe(true);
  });
});

describe('rebase', () => {
  const now = { title: 'VPN is down', priority: '59', customer: '430' };

  it('never writes back the old value of an unchanged field', () => {
    const mine = { ...opened, priority: '60' };
    const next = rebase(opened, mine, now);
    expect(next.mine).toEqual({ title: 'VPN is down', priority: '60', customer: '430' });
    expect(changesOf(next.base, next.mine)).toEqual({ priority: '60' });
    expect(conflictsOf(next.base, next.mine, now)).toEqual([]);
    expect(adoptedChanges(opened, next.base, next.mine)).toEqual([
      { field: 'title', opened: 'VPN drops', now: 'VPN is down' },
    ]);
  });

  it('reports a conflict if both changed a field', () => {
    const next = rebase(opened, { ...opened, title: 'VPN drops hourly' }, now);
    expect(next.mine.title).toBe('VPN drops hourly');
    expect(conflictsOf(next.base, next.mine, now)).toEqual([
      { field: 'title', opened: 'VPN drops', now: 'VPN is down', mine: 'VPN drops hourly' },
    ]);
    expect(adoptedChanges(opened, next.base, next.mine)).toEqual([]);
  });

  it('has no change left if both changed a field to the same value', () => {
    const next = rebase(opened, { ...opened, title: 'VPN is down' }, now);
    expect(changesOf(next.base, next.mine)).toEqual({});
    expect(conflictsOf(next.base, next.mine, now)).toEqual([]);
  });
});
