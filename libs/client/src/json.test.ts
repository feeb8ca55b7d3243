import { expect, test } from 'vitest';
import { exactText } from './json.ts';

function parsed(text: string): unknown {
  return JSON.parse(exactText(text));
}

test.each([
  ['9007199254740991', 9007199254740991],
  ['9007199254740993', '9007199254740993'],
  ['-9223372036854775808', '-9223372036854775808'],
  ['[1,9007199254740993,9007199254740992]', [1, '9007199254740993', '9007199254740992']],
  ['{"id": 862260361677721612 }', { id: '862260361677721612' }],
  ['{"id":"862260361677721612"}', { id: '862260361677721612' }],
  // Digits inside a string stay unchanged.
  [
    '{"text":"id: 862260361677721612, \\" 862260361677721612"}',
    { text: 'id: 862260361677721612, " 862260361677721612' },
  ],
  ['{"862260361677721612":"\\\\"}', { '862260361677721612': '\\' }],
  // A number with a fraction or an exponent is not an integer, so it stays a number.
  [
    '[0.12345678901234567890,1234567890123456789.5,1234567890123456789e2]',
    [0.12345678901234568, 1234567890123456800, 123456789012345680000],
  ],
])('%s is read as it was written', (text, value) => {
  expect(parsed(text)).toEqual(value);
});

test('a long number is found at any position', () => {
  for (let before = 0; before < 40; before += 1) {
    for (let behind = 0; behind < 8; behind += 1) {
      const text = `[${' '.repeat(before)}9007199254740993${' '.repeat(behind)}]`;
      expect(parsed(text), `after ${before}, before ${behind}`).toEqual(['9007199254740993']);
    }
  }
});

test.each([
  '<id type="integer">862260361677721612</id>',
  '{"id":862260361677721612',
  '862260361677721612 and more',
])('what is no JSON stays as it is: %s', (text) => {
  expect(exactText(text)).toBe(text);
});

test('a long text next to a long number is parsed', () => {
  const long = 'x\\n'.repeat(500_000);
  expect(parsed(`{"text":"${long}","id":9007199254740993}`)).toMatchObject({ id: '9007199254740993' });
});
