import { describe, expect, it } from 'vitest';
import { changesOf, conflictsOf, followedOf, isChanged, rebase } from './three-way.ts';

interface Values {
  title: string;
  priority: string;
  customer: string | null;
}

const opened: Values = { title: 'VPN drops', priority: '59', customer: '430' };

describe('changesOf', () => {
  it('is empty when nothing was changed', () => {
    expect(changesOf(opened, { ...opened })).toEqual({});
    expect(isChanged(opened, { ...opened })).toBe(false);
  });

  it('holds what was changed or cleared and nothing else', () => {
    const mine = { ...opened, title: 'VPN drops hourly', customer: null };
    expect(changesOf(opened, mine)).toEqual({ title: 'VPN drops hourly', customer: null });
    expect(isChanged(opened, mine)).toBe(true);
  });
});

describe('rebase', () => {
  const now: Values = { title: 'VPN is down', priority: '59', customer: '430' };

  it('never writes back an old value of a field that the person left alone', () => {
    const mine = { ...opened, priority: '60' };
    const next = rebase(opened, mine, now);
    expect(next.mine).toEqual({ title: 'VPN is down', priority: '60', customer: '430' });
    expect(changesOf(next.base, next.mine)).toEqual({ priority: '60' });
    expect(conflictsOf(next.base, next.mine, now)).toEqual([]);
    expect(followedOf(opened, next.base, next.mine)).toEqual([
      { field: 'title', opened: 'VPN drops', now: 'VPN is down' },
    ]);
  });

  it('leaves to the person what both have changed', () => {
    const next = rebase(opened, { ...opened, title: 'VPN drops hourly' }, now);
    expect(next.mine.title).toBe('VPN drops hourly');
    expect(conflictsOf(next.base, next.mine, now)).toEqual([
      { field: 'title', opened: 'VPN drops', now: 'VPN is down', mine: 'VPN drops hourly' },
    ]);
    expect(followedOf(opened, next.base, next.mine)).toEqual([]);
  });

  it('has nothing to send where both have changed a field to the same', () => {
    const next = rebase(opened, { ...opened, title: 'VPN is down' }, now);
    expect(changesOf(next.base, next.mine)).toEqual({});
    expect(conflictsOf(next.base, next.mine, now)).toEqual([]);
  });
});
