import { expect, test } from 'vitest';
import { field, requestOf } from './fields.ts';

const hours = { hours: field('number', 'Hours', () => null) };
const lookup = { name: () => undefined, priorities: () => [], types: () => [] };

test.each([
  ['1,5', '1.5'],
  [' ,25 ', '.25'],
  ['1.5', '1.5'],
  ['8', '8'],
  ['', ''],
  // Either 1500 or 1.5, so the service desk refuses it.
  ['1,500', '1,500'],
  ['1h', '1h'],
])('the number %o is sent as %o', (typed, sent) => {
  expect(requestOf(hours, { hours: typed }, lookup)).toEqual({ hours: sent });
});
