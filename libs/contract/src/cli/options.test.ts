import { expect, test } from 'vitest';
import { operationsOf } from './options.ts';

test('patterns select operations', () => {
  const chosen = operationsOf('incidents.*, *.list');
  expect(['incidents.get', 'changes.list', 'changes.get'].map((each) => chosen(each as never))).toEqual([
    true,
    true,
    false,
  ]);
});

test.each(['incident.*', 'incidents.*,tickets.list', ''])(
  'a pattern that matches nothing is refused: %s',
  (pattern) => {
    expect(() => operationsOf(pattern)).toThrow(
      /No operation matches ".*"\. Use patterns such as incidents\.\*, /,
    );
  },
);
