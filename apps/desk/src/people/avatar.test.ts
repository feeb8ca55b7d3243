import { expect, test } from 'vitest';
import { initialsOf } from './avatar.tsx';

test.each([
  ['Dan Lee', 'DL'],
  ['Support', 'S'],
  [' Anna  Maria van Dyk ', 'AD'],
  ['élodie 😀x', 'É😀'],
  ['', ''],
])('the initials of "%s" are "%s"', (name, initials) => {
  expect(initialsOf(name)).toBe(initials);
});
