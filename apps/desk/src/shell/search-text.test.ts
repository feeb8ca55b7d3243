import { expect, test } from 'vitest';
import { withSearch } from './search-text.ts';

const typing = { text: 'devri', requested: ['d', 'de', 'devr'], search: '' };

test('keeps the text while the address catches up with it', () => {
  expect(withSearch(typing, '')).toBe(typing);
  const next = withSearch(typing, 'de');
  expect(next).toEqual({ text: 'devri', requested: ['devr'], search: 'de' });
  expect(withSearch(next, 'devr').text).toBe('devri');
});

test('adopts a search that the field has not requested', () => {
  expect(withSearch({ text: 'nowhere', requested: [], search: 'nowhere' }, '').text).toBe('');
  expect(withSearch(typing, 'vries')).toEqual({ text: 'vries', requested: [], search: 'vries' });
});
