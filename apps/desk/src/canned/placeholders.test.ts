import { expect, it } from 'vitest';
import { fillPlaceholders } from './placeholders.ts';

it('replaces all known placeholders, and leaves the rest', () => {
  const values = { customer: 'Ada Byron', number: '13543' };
  expect(
    fillPlaceholders('Dear {customer}, #{number} of {customer}: {title} {toString} { me }', values),
  ).toBe('Dear Ada Byron, #13543 of Ada Byron: {title} {toString} { me }');
});

it('inserts values literally', () => {
  expect(fillPlaceholders('{customer}', { customer: '$& {number}', number: '1' })).toBe('$& {number}');
});
