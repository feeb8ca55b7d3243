import { expect, test } from 'vitest';
import { folded, keysOfFullName, nameKey, sameName } from './names.ts';

function ordered(names: string[]): string[] {
  return names.toSorted((a, b) => Buffer.compare(Buffer.from(nameKey(a)), Buffer.from(nameKey(b))));
}

test.each([
  ['Öl Ñandú', 'öl ñandú'],
  ['Élodie', 'e\u0301lodie'],
  ['ẞ', 'ß'],
  ['ΟΔΟΣ', 'οδος'],
  ['ΟΔΟΣ', 'οδοσ'],
  ['ПРИВЕТ', 'привет'],
  ['Ångström', '\u212bngstr\u00d6m'],
  ['\u212aelvin', 'kelvin'],
  ['ſoon', 'SOON'],
  ['ﬅ', 'ﬆ'],
  ['ǅ', 'ǆ'],
  ['\u0130', 'I\u0307'],
  ['Ꭰ', 'ꭰ'],
  ['\u{10400}', '\u{10428}'],
])('%s and %s are the same name', (one, other) => {
  expect(sameName(one, other)).toBe(true);
  expect(nameKey(one)).toBe(nameKey(other));
});

test.each([
  ['i', 'ı'],
  ['İ', 'i'],
  ['ß', 'ss'],
  ['ﬁ', 'fi'],
  ['Ａ', 'A'],
  ['か', 'が'],
  ['Élan', 'Elan'],
  ['Łódź', 'Lódź'],
  ['a\u0001b', 'a b'],
])('%s and %s are different names', (one, other) => {
  expect(sameName(one, other)).toBe(false);
  expect(sameName(other, one)).toBe(false);
});

test('every character is folded by simple case folding of Unicode', () => {
  const cased = Array.from({ length: 0x110000 }, (_, point) => point)
    .filter((point) => point < 0xd800 || point > 0xdfff)
    .map((point) => String.fromCodePoint(point))
    .filter((character) =>
      /[\p{Cased}\p{Changes_When_Casemapped}\p{Changes_When_Casefolded}]/u.test(character),
    );
  expect(cased.length).toBeGreaterThan(2500);
  const all = cased.join('');
  // Case-insensitive regular expressions use simple case folding.
  for (const character of cased) {
    const hex = character.codePointAt(0)?.toString(16);
    const form = folded(character);
    for (const same of all.match(new RegExp(`\\u{${hex}}`, 'giu')) ?? []) expect(folded(same)).toBe(form);
    expect(folded(form)).toBe(form);
  }
});

test('names are ordered by letters, then by accents, ignoring case', () => {
  const order = [
    '',
    '10',
    '9',
    'Aeon',
    'Ærø',
    'elan',
    'élan',
    'Élodie',
    'Łukasz',
    'Lydia',
    'Øresund',
    'ostrich',
    'Strasse',
    'Straße',
    'Strasze',
    'zoe',
    'Zoë',
    'альфа',
    'Бета',
    'か',
    'が',
    'き',
    '漢字',
    '\u{1f600}',
    '\u{20000}',
  ];
  expect(ordered(order.toReversed())).toEqual(order);
});

test('first names are compared before last names, and accents after both', () => {
  const order = [
    ['', 'Zed'],
    ['Dan', ''],
    ['Dan', 'Lee'],
    ['Dan A', 'Bee'],
    ['José', 'Alba'],
    ['Jose', 'Baez'],
    ['José', 'Baez'],
  ] as const;
  const keys = order.map((name) => nameKey(...name));
  expect(keys.toSorted()).toEqual(keys);
});

test('a key is cut to its maximum length at a character boundary', () => {
  for (const character of ['x', 'é', '漢', '\u{20000}', 'ﷺ', '\u0390']) {
    for (const offset of ['', 'a', 'aa', 'aaa']) {
      const key = nameKey(offset + character.repeat(2000), character.repeat(2000));
      expect(Buffer.byteLength(key)).toBeLessThanOrEqual(2001);
      expect(key.isWellFormed()).toBe(true);
      expect(key).not.toContain('\ufffd');
    }
  }
  expect(nameKey('\ud800')).toBe(nameKey('\ufffd'));
});

test('a full name is found for every split', () => {
  for (const parts of [
    ['Ana María', 'de la Cruz'],
    ['Prince', ''],
    ['', 'Ñandú'],
    [' Dan ', 'Lee'],
  ] as const) {
    expect(keysOfFullName(parts.join(' ').trim().toUpperCase())).toContain(nameKey(...parts));
  }
});
