import { expect, test } from 'vitest';
import { exactJson, parseJson } from './json.ts';

test.each([
  ['9007199254740991', 9007199254740991],
  ['9007199254740993', '9007199254740993'],
  ['-9223372036854775808', '-9223372036854775808'],
  ['[1,9007199254740993,9007199254740992]', [1, '9007199254740993', '9007199254740992']],
  ['{"id": 862260361677721612 }', { id: '862260361677721612' }],
  ['{"id":"862260361677721612"}', { id: '862260361677721612' }],
  // Digits in a text are the text's own, whatever stands around them.
  [
    '{"text":"id: 862260361677721612, \\" 862260361677721612"}',
    { text: 'id: 862260361677721612, " 862260361677721612' },
  ],
  ['{"862260361677721612":"\\\\"}', { '862260361677721612': '\\' }],
  // What has a fraction or an exponent is no integer that was meant to be exact.
  [
    '[0.12345678901234567890,1234567890123456789.5,1234567890123456789e2]',
    [0.12345678901234568, 1234567890123456800, 123456789012345680000],
  ],
])('%s is read as it was written', (text, value) => {
  expect(parseJson(text)).toEqual(value);
  expect(JSON.parse(exactJson(text))).toEqual(value);
});

test('a long number is found wherever it lies', () => {
  for (let before = 0; before < 40; before += 1) {
    const text = `[${' '.repeat(before)}9007199254740993]`;
    expect(parseJson(text), `after ${before}`).toEqual(['9007199254740993']);
  }
});

test.each([
  '<id type="integer">862260361677721612</id>',
  '{"id":862260361677721612',
  '862260361677721612 and more',
])('what is no JSON stays as it is: %s', (text) => {
  expect(exactJson(text)).toBe(text);
  expect(() => parseJson(text)).toThrow(SyntaxError);
});

test('a long text beside a long number is read', () => {
  const long = 'x\\n'.repeat(500_000);
  expect(parseJson(`{"text":"${long}","id":9007199254740993}`)).toMatchObject({ id: '9007199254740993' });
});
