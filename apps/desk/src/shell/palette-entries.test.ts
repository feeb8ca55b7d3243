import { expect, it } from 'vitest';
import { paletteGroups } from './palette-entries.ts';
import { addRecent } from './recent-records.ts';

const recent = [
  { kind: 'incidents', id: 13543, title: 'Payment by card is taken twice' },
  { kind: 'problems', id: 13561, title: 'Payments are sent twice' },
];
const commands = [
  { name: 'Resolve', key: 'r', run() {} },
  { name: 'Raise problem', run() {} },
];

/** The names of the entries for a text, by group. */
function offered(text: string): Record<string, string[]> {
  const groups = paletteGroups(text, recent, commands);
  return Object.fromEntries(groups.map(({ name, entries }) => [name, entries.map((entry) => entry.name)]));
}

it.each(['13534', '#13534', 'B#13534', 'b# 13534'])('finds the record number in %s', (text) => {
  const [group] = paletteGroups(text, [], []);
  expect(group?.entries).toMatchObject([{ name: 'Go to B#13534', act: { href: '/b/13534' } }]);
});

it('finds recent records by part of their number', () => {
  expect(offered('1354')).toEqual({
    'By number': ['Go to B#1354'],
    'Recent records': ['#13543 Payment by card is taken twice'],
  });
});

it('matches all words, in any order and case', () => {
  expect(offered('TWICE pay')['Recent records']).toHaveLength(2);
  expect(offered('problem')).toEqual({
    'Actions on this page': ['Raise problem'],
    Pages: ['Problems', 'New problem'],
  });
  expect(offered('smoke from the printer')).toEqual({});
});

it('keeps the most recent records without duplicates', () => {
  const many = Array.from({ length: 20 }, (_, id) => ({ kind: 'changes', id, title: `Change ${id}` }));
  const again = addRecent(many, { kind: 'changes', id: 5, title: 'Renamed' });
  expect(again).toHaveLength(20);
  expect(again.slice(0, 2).map(({ title }) => title)).toEqual(['Renamed', 'Change 0']);
  expect(addRecent(many, { kind: 'changes', id: 99, title: 'New' })).toHaveLength(20);
});
