import { expect, test } from 'vitest';
import { readXmlDocument, singularOf, writeXml } from './bodies.ts';

const XML = `<?xml version="1.0" encoding="UTF-8"?>
<hash>
  <id type="integer">7</id><hours type="float">1.25</hours><primary type="boolean">false</primary>
  <name>A &amp; B &lt;C&gt;&#13;</name><note/><owner nil="true"/><values type="hash"/>
  <extra><entry key="Favourite colour">red</entry></extra>
  <watches type="array"><watch><id type="integer">8</id></watch><watch nil="true"/></watches>
</hash>`;

test('values are parsed by their attributes', () => {
  const { root, value, entries } = readXmlDocument(XML);
  expect(root).toBe('hash');
  expect(value).toEqual({
    ...{ id: 7, hours: 1.25, primary: false, name: 'A & B <C>\r', note: '', owner: null, values: {} },
    extra: { 'Favourite colour': 'red' },
    watches: [{ id: 8 }, null],
  });
  expect([...(entries.get('watches') ?? [])]).toEqual(['watch']);
});

test.each([
  ['an ampersand that is not escaped', '<hash><a>A & B</a></hash>'],
  ['an element that is not closed', '<hash><a></hash>'],
  ['text after the root', '<hash/><'],
  ['JSON', '{"a": 1}'],
  ['an empty text', ''],
])('%s is not XML', (_, text) => {
  expect(() => readXmlDocument(text)).toThrow(SyntaxError);
});

test('a written value is read back', () => {
  const value = {
    ...{ id: 7, hours: 1.25, primary: false, name: 'A & B "C" <D>', note: '', owner: null },
    extra: { 'Favourite "colour"': 'red' },
    watches: [{ id: 8 }, { id: 9 }],
  };
  const read = readXmlDocument(writeXml(value));
  expect(read).toMatchObject({ root: 'hash', value });
  expect([...(read.entries.get('watches') ?? [])]).toEqual(['watch']);
});

test.each([
  ['time_entries', 'time_entry'],
  ['watches', 'watch'],
  ['Companies', 'Company'],
  ['release_records', 'release_record'],
  ['workaround', 'workaround'],
])('an entry of %s is a %s', (list, entry) => {
  expect(singularOf(list)).toBe(entry);
});
