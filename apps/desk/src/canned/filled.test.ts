import { expect, it } from 'vitest';
import { filled } from './filled.ts';

it('fills in what is known, as often as it is named, and leaves the rest', () => {
  const values = { customer: 'Ada Byron', number: '13543' };
  expect(filled('Dear {customer}, #{number} of {customer}: {title} {toString} { me }', values)).toBe(
    'Dear Ada Byron, #13543 of Ada Byron: {title} {toString} { me }',
  );
});

it('takes a value as it is', () => {
  expect(filled('{customer}', { customer: '$& {number}', number: '1' })).toBe('$& {number}');
});
