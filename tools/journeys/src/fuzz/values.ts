import fc from 'fast-check';

/** A value that is written into JSON as it stands: a number that no double holds, a key that comes twice. */
export class Verbatim {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** Ids of things that the demo world has, so that what goes wrong is met behind the first check as well. */
const KNOWN_IDS = [
  1, 2, 5, 6, 7, 9, 16, 17, 18, 20, 21, 33, 34, 41, 56, 58, 61, 65, 100, 117, 123, 143, 168, 234, 313, 331,
  346, 430, 525, 574, 587, 591, 612, 745, 811, 819, 980, 981, 1267, 10_220, 13_534, 13_561, 13_570, 13_580,
  16_287, 20_200, 38_048, 1_039_848_703,
];

const numbers = fc.oneof(
  fc.constantFrom(...KNOWN_IDS),
  fc.constantFrom(0, -0, -1, 0.1, 1.5, 24, 24.01, 1e21, 5e-324, 1.797e308, 2 ** 31, 2 ** 53, -(2 ** 53)),
  fc
    .constantFrom('9007199254740993', '9223372036854775807', '9223372036854775808', '1e400', '-1e400')
    .map((text) => new Verbatim(text)),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
);

const dates = fc.constantFrom(
  '2010-03-24',
  '2010-03-24T08:00:00Z',
  '2010-03-24T08:00:00.123+13:45',
  '10 Feb 2011, 15:37',
  '2010-02-30',
  '2010-03-24T24:00:00Z',
  '2016-12-31T23:59:60Z',
  '0000-00-00',
  '0001-01-01T00:00:00+14:00',
  '9999-12-31T23:59:59-12:00',
  '+275760-09-13',
  '-271821-04-20',
  '2010-W12-3',
  '2010-083',
  '24/03/2010',
  'now',
);

const texts = fc.oneof(
  { arbitrary: fc.string({ unit: 'binary', maxLength: 40 }), weight: 2 },
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  dates,
  fc.constantFrom(...KNOWN_IDS).map(String),
  fc.constantFrom(
    '',
    ' ',
    'true',
    'false',
    'null',
    'undefined',
    'NaN',
    '-1',
    '0x10',
    '１２',
    '٣',
    '1_000',
    '1,2,,3',
    '7,9,x',
    "'; DROP TABLE incidents; --",
    '" or ""="',
    '%',
    '\\',
    '%00',
    '{{7*7}}',
    '<script>alert(1)</script>',
    ']]>',
    '&amp;&#0;',
    'a\u0000b',
    'a\ud800b',
    '\udc00\ud800',
    '\ufeff',
    '\u202eabc',
    'e\u0301\u0301\u0301',
    '👩‍👩‍👧‍👦',
    '\r\nX-Injected: 1',
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'B#13534 and more',
    'B#99999999999999999999',
    'b#',
    '//',
    'Service Desk // x // y',
    'created_at',
    'comments',
    'Low',
  ),
  fc.constantFrom(255, 256, 65_535, 65_536).map((length) => 'x'.repeat(length)),
  fc.constantFrom(255, 256).map((length) => '𝕏'.repeat(length)),
);

const scalars = fc.oneof(
  { arbitrary: numbers, weight: 3 },
  { arbitrary: texts, weight: 4 },
  fc.boolean(),
  fc.constant(null),
);

const keys = fc.oneof(
  fc.constantFrom(
    'id',
    'note',
    'title',
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'length',
    '',
    '0',
  ),
  fc.string({ unit: 'binary', maxLength: 10 }),
);

/** Objects by their entries: so that `__proto__` is a name like others. */
const objects = fc
  .array(fc.tuple(keys, scalars), { maxLength: 5 })
  .map((entries) => named(Object.fromEntries(entries.map(([key, value]) => [`=${key}`, value]))));

function named(prefixed: Record<string, unknown>): Record<string, unknown> {
  const object = Object.create(null) as Record<string, unknown>;
  for (const [key, value] of Object.entries(prefixed)) object[key.slice(1)] = value;
  return object;
}

function nested(depth: number, open: string, close: string): Verbatim {
  return new Verbatim(open.repeat(depth) + (open.endsWith(':') ? '1' : '') + close.repeat(depth));
}

const structures = fc.oneof(
  objects,
  fc.array(scalars, { maxLength: 5 }),
  fc.array(objects, { maxLength: 3 }),
  fc.array(fc.array(scalars, { maxLength: 2 }), { maxLength: 2 }),
  fc.constantFrom(1_000, 20_000).map((length) => Array.from({ length }, (_, index) => index)),
  fc.constantFrom(5, 500, 20_000).map((depth) => nested(depth, '[', ']')),
  fc.constantFrom(5, 500, 20_000).map((depth) => nested(depth, '{"a":', '}')),
  fc.constantFrom(
    new Verbatim('{"id":1,"id":2}'),
    new Verbatim('{"__proto__":{"admin":true},"__proto__":1}'),
    new Verbatim('{"constructor":{"prototype":{"admin":true}}}'),
    new Verbatim('{"toString":1,"valueOf":null}'),
  ),
);

/** What a parameter or field may be sent, and mostly should not. */
export const hostileValues = fc.oneof(
  { arbitrary: scalars, weight: 4 },
  { arbitrary: structures, weight: 1 },
);

/** A value as JSON. */
export function toJson(value: unknown): string {
  if (value instanceof Verbatim) return value.text;
  if (Array.isArray(value)) return `[${value.map(toJson).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    return `{${Object.entries(value)
      .map(([key, part]) => `${JSON.stringify(key)}:${toJson(part)}`)
      .join(',')}}`;
  }
  return JSON.stringify(value) ?? 'null';
}

/** A value as the XML that a careless client would make of it. */
export function toLooseXml(value: unknown): string {
  if (value instanceof Verbatim) return escaped(value.text);
  if (Array.isArray(value)) return value.map((part) => `<item>${toLooseXml(part)}</item>`).join('');
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value)
      .map(([key, part]) => {
        const type = Array.isArray(part)
          ? ' type="array"'
          : typeof part === 'number'
            ? ' type="integer"'
            : '';
        return /^[A-Za-z_][\w-]*$/.test(key)
          ? `<${key}${type}>${toLooseXml(part)}</${key}>`
          : `<entry key="${escaped(key)}">${toLooseXml(part)}</entry>`;
      })
      .join('');
  }
  return value === null || value === undefined ? '' : escaped(String(value));
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** A value under a name, as the pairs of a form or query. */
export function toPairs(name: string, value: unknown): [string, string][] {
  if (value instanceof Verbatim) return [[name, value.text]];
  if (Array.isArray(value)) return value.slice(0, 2000).flatMap((part) => toPairs(`${name}[]`, part));
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([key, part]) => toPairs(`${name}[${key}]`, part));
  }
  return [[name, value === null || value === undefined ? '' : String(value)]];
}

/** Pairs as a form or a query, percent-encoded; what Unicode has no bytes for becomes its sign of replacement. */
export function toForm(pairs: readonly [string, string][]): string {
  return pairs
    .map(
      ([name, value]) =>
        `${encodeURIComponent(name.toWellFormed())}=${encodeURIComponent(value.toWellFormed())}`,
    )
    .join('&');
}
