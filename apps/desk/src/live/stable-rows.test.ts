import { expect, it } from 'vitest';
import { compareRows } from './stable-rows.ts';

it('keeps rows in place with their current content, and counts new ones', () => {
  const snapshot = [
    { id: 1, title: 'One' },
    { id: 2, title: 'Two' },
  ];
  const latest = [
    { id: '862260361677721612', title: 'Large' },
    { id: 2, title: 'Two, renamed' },
  ];
  expect(compareRows(snapshot, latest)).toEqual({
    rows: [
      { id: 1, title: 'One' },
      { id: 2, title: 'Two, renamed' },
    ],
    gone: new Set(['1']),
    newCount: 1,
    hasChanges: true,
  });
});

it('reports no change where only contents have changed', () => {
  expect(compareRows([{ id: 1, title: 'One' }], [{ id: 1, title: 'Two' }])).toMatchObject({
    newCount: 0,
    hasChanges: false,
  });
});
