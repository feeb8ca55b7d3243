import { expect, it } from 'vitest';
import { completions, entryHint, readEntry } from './entry-text.ts';

it.each([
  ['B#1234', { record: '1234', task: '' }],
  ['b#1234 Another look', { record: '1234', task: 'Another look' }],
  ['Email // Hunting a bug', { service: 'Email', task: 'Hunting a bug' }],
  ['// Staff meeting', { task: 'Staff meeting' }],
  ['Read http://example.com', { task: 'Read http://example.com' }],
  ['A // B // C', { service: 'A', task: 'B // C' }],
])('parses %s like v1', (text, spent) => {
  expect(readEntry(text)).toEqual(spent);
});

it('explains how a text is parsed', () => {
  expect(entryHint('b#9 x', [])).toBe('Record B#9, task “x”');
  expect(entryHint('email // x', ['Email'])).toBe('Service Email, task “x”');
  expect(entryHint('e-mail // x', ['Email'])).toBe('No service named “e-mail”');
  expect(entryHint('Lunch', [])).toBe('Task “Lunch”, no service');
});

it('completes numbers of records and names of services', () => {
  const records = [
    { id: 13534, title: 'Search is slow' },
    { id: 612, title: 'Mail relay' },
  ];
  const values = (text: string) =>
    completions(text, records, ['Email', 'Printers']).map(({ value }) => value);
  expect(values('B#')).toEqual(['B#13534 ', 'B#612 ']);
  expect(values('b#13')).toEqual(['B#13534 ']);
  expect(values('13')).toEqual(['B#13534 ']);
  expect(values('prin')).toEqual(['Printers // ']);
  expect(values('Printers // paper')).toEqual([]);
  expect(values('B#612 again')).toEqual([]);
});
