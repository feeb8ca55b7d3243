import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromXml, isXmlText, toXml } from './xml.ts';

describe('[formats.2] a value as XML', () => {
  test('is serialized as Rails does, with unchanged keys', () => {
    const value = {
      result: {
        incident: {
          id: 13534,
          title: 'Tom & Jerry <"\'>',
          due_date: '',
          category: null,
          additional_values: { 'approved by client': 'yes', entry: 'x', 'a-b': 'y' },
          empty: {},
          portal_access: true,
          hours: 1.5,
          watches: [{ watch: { id: 1 } }],
          Companies: [],
        },
      },
      status: 'Success',
    };
    expect(toXml(value)).toBe(
      [
        '<?xml version="1.0" encoding="UTF-8"?><hash><result><incident><id type="integer">13534</id>',
        '<title>Tom &amp; Jerry &lt;&quot;&apos;&gt;</title><due_date/><category nil="true"/>',
        '<additional_values><entry key="approved by client">yes</entry><entry key="entry">x</entry><entry key="a-b">y</entry></additional_values>',
        '<empty type="hash"/><portal_access type="boolean">true</portal_access><hours type="float">1.5</hours>',
        '<watches type="array"><watch><watch><id type="integer">1</id></watch></watch></watches>',
        '<Companies type="array"/></incident></result><status>Success</status></hash>',
      ].join(''),
    );
    expect(fromXml(toXml(value))).toEqual(value);
  });

  test('preserves line ends, blanks and ids beyond 2^53', () => {
    const value = { note: ' a\r\nb\tc\n', id: 862260361677721613n, blank: ' ', hours: [1e21, 2 ** 60, -1.5] };
    expect(toXml(value)).toContain('a&#13;\nb');
    expect(fromXml(toXml(value))).toEqual(value);
  });

  test('is parsed back to the same value', () => {
    const text = fc.string({ unit: 'binary' }).filter(isXmlText);
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        text,
        fc.integer(),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(
          text.filter((key) => key !== '__proto__' && key !== ''),
          tie('value'),
          { maxKeys: 4 },
        ),
      ),
    }));
    fc.assert(
      fc.property(value, (something) => {
        expect(fromXml(toXml({ something }))).toEqual({ something });
      }),
      { numRuns: 500 },
    );
  });

  test('is parsed as Rails parses a body', () => {
    const body = `<?xml version="1.0"?>
      <incident>
        <title>Indented</title>
        <service-id type="integer">33</service-id>
        <owner_id>359</owner_id>
        <interesting type="boolean">1</interesting>
        <common type="boolean"> false </common>
        <hours type="decimal"> 1.50 </hours>
        <rate type="float">-2.5e-1</rate>
        <not-yet type="decimal"/>
        <customer_id nil="true"/>
        <note><![CDATA[<b>bold</b>]]></note>
      </incident>`;
    expect(fromXml(body)).toEqual({
      incident: {
        title: 'Indented',
        service_id: 33,
        owner_id: '359',
        interesting: true,
        common: false,
        hours: 1.5,
        rate: -0.25,
        not_yet: '',
        customer_id: null,
        note: '<b>bold</b>',
      },
    });
  });

  test.each([
    ['boolean', ['maybe', 'yes', 'TRUE', '']],
    ['decimal', ['0x10', 'Infinity', '1,5', '1 2', '.', ' ']],
    ['float', ['0b1', 'NaN', '1e', '--1']],
    ['integer', ['0x10', '1.5', '1e3']],
  ])('keeps a text that is no %s', (type, texts) => {
    for (const text of texts) expect(fromXml(`<a type="${type}">${text}</a>`)).toEqual({ a: text });
  });

  test('an empty root <hash> is an object', () => {
    for (const body of ['<hash/>', '<hash>\n</hash>', '<hash type="hash"/>'])
      expect(fromXml(body)).toEqual({});
    expect(fromXml('<hash>text</hash>')).toBe('text');
    expect(fromXml('<incident/>')).toEqual({ incident: '' });
  });

  test.each([
    '<incident><title>cut',
    '<a/><b/>',
    'no element',
    '<!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>',
    '<a b=c/>',
  ])('%j is refused', (text) => {
    expect(() => fromXml(text)).toThrow();
  });
});
