import { expect, it } from 'vitest';
import { compareRows } from './held-rows.ts';

it('keeps rows in place, each as it is now, and counts what waits', () => {
  const taken = [
    { id: 1, title: 'One' },
    { id: 2, title: 'Two' },
  ];
  const latest = [
    { id: '862260361677721612', title: 'Large' },
    { id: 2, title: 'Two, renamed' },
  ];
  expect(compareRows(taken, latest)).toEqual({
    rows: [
      { id: 1, title: 'One' },
      { id: 2, title: 'Two, renamed' },
    ],
    gone: new Set(['1']),
    fresh: 1,
    changed: true,
  });
});

it('finds nothing to show where only contents have changed', () => {
  expect(compareRows([{ id: 1, title: 'One' }], [{ id: 1, title: 'Two' }])).toMatchObject({
    fresh: 0,
    changed: false,
  });
});
