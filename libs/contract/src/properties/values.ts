import type { Schema } from '#description/description';
import type { Field } from './model.ts';

export interface Value {
  send: unknown;
  read: unknown;
}

/** Text that is easily corrupted: markup, quotes, letters beyond Latin-1 and 16 bits, a percent sign, an entity. */
const HARD = `<b>"Zoë" & 'Łukasz'</b> 100% a+b \\n &amp; 日本 🚲`;
// The last two of five variants are kept and read again, so the most difficult values are at the end.
const SHORT = ['x', '0', '  blanks at its ends ', `${'ñé<&>'.repeat(51)}`, HARD];
const LONG = [
  'x',
  ' 7 ',
  'a <br/> of two\nlines\n',
  `${'Straße <i> 🚲 & '.repeat(400)}.`,
  `${HARD}\nsecond line\r\n\tthird & last\n`,
];
const ADDRESSES = [
  'zoe+desk@example.com',
  'a.b@mail.example.org',
  "o'neil@example.net",
  'Zoe.Desk@Example.com',
  'žoë.日本@example.com',
];
const HOURS = ['.25', 2.5, '3', 24];
const MOMENTS = [
  { send: '2031-02-03T04:05:06Z', read: '2031-02-03T04:05:06Z' },
  { send: '2031-07-08T09:10:11+02:00', read: '2031-07-08T07:10:11Z' },
  { send: '2032-02-29T23:59:59.750Z', read: '2032-02-29T23:59:59Z' },
  { send: '1999-12-31T20:00-05:30', read: '2000-01-01T01:30:00Z' },
];
const LEVELS: Readonly<Record<string, string>> = { 1: 'Low', 2: 'Medium', 3: 'High' };

/** Different values for each kind of field; empty if they do not follow from the kind. */
const MADE: Readonly<Record<string, (field: Field) => readonly Value[]>> = {
  ShortText: ({ name }) => texts(/email/.test(name) ? ADDRESSES : SHORT),
  LongText: ({ name }) => texts(/email|_users$/.test(name) ? ADDRESSES : LONG),
  NoteText: () => texts(LONG),
  EmailInput: () => texts(ADDRESSES),
  DateInput: () => MOMENTS,
  FlagInput: () =>
    [false, true, 0, 1, '0', 'true', 'false', '1'].map((send) => ({ send, read: isYes(send) })),
  HoursInput: () => numbers(HOURS),
  EstimateInput: () => numbers(HOURS),
  LevelInput: (field) => codes(field).map(({ send }) => ({ send, read: LEVELS[String(send)] ?? send })),
  ExtraValuesInput: () => [
    { send: { 'Contract field': HARD }, read: { 'Contract field': HARD } },
    { send: { 'Contract field': 'other' }, read: { 'Contract field': 'other' } },
  ],
  AdditionalFieldsInput: () => [
    { send: { contract: HARD }, read: [{ contract: HARD }] },
    { send: [{ contract: 'other' }], read: [{ contract: 'other' }] },
  ],
};

/** Values of a field that are easily corrupted, each different from the one before. */
export function valuesOf(field: Field): readonly Value[] {
  if (field.name === 'entry')
    return SHORT.map((each) => each.trim().slice(0, 252)).map((task) => ({ send: `// ${task}`, read: task }));
  return (MADE[field.kind] ?? (field.values.length > 0 ? codes : () => []))(field);
}

/** Invalid values of a field, each with the text that refuses it. */
export function wrongValuesOf({ name, kind, values }: Field): readonly { send: unknown; text: string }[] {
  const text = values.includes('Low') ? 'is not included in the list' : 'is not a number';
  const codes = values.length > 0 ? { 'is not included in the list': [99], [text]: ['Other'] } : {};
  return Object.entries<readonly unknown[]>(WRONG[kind] ?? codes).flatMap(([text, sent]) =>
    sent.map((send) => ({ send, text: `${name} ${text}` })),
  );
}

const OVER_255 = { 'is too long (maximum is 255 characters)': ['ö'.repeat(256)] };
const OVER_65535 = { 'is too long (maximum is 65535 characters)': ['ö'.repeat(65536)] };
const NO_NUMBER = { 'is not a number': ['much', '1h'] };
const NO_DATES = ['next week', '2031-02-30', '2031-02-03T25:00:00Z', '10000-01-01', '0999-12-31T00:00:00Z'];

/** Invalid values by kind of field and by the text that refuses them, after the field's name. */
const WRONG: Readonly<Record<string, Readonly<Record<string, readonly unknown[]>>>> = {
  ...{ ShortText: OVER_255, EmailInput: OVER_255, LongText: OVER_65535, NoteText: OVER_65535 },
  HoursInput: { ...NO_NUMBER, 'must be greater than 0': [0], 'must be less than or equal to 24': [24.01] },
  EstimateInput: NO_NUMBER,
  DateInput: { 'is not a date': NO_DATES },
  FlagInput: { 'is not true or false': ['maybe', 2] },
};

/** The value of an unset field, by its schema; `""` also for one that is null, which {@link isUnset} accepts. */
export function blankOf(schema: Schema | undefined): unknown {
  if (JSON.stringify(schema ?? {}).includes('FlagNumber')) return 0;
  const blanks: Readonly<Record<string, unknown>> = { boolean: false, object: {}, array: [] };
  return blanks[String(schema?.type)] ?? '';
}

/** Whether a value that was read means the value that was written: the same time, the same id, the same flag. */
export function reads(kind: string, expected: unknown, seen: unknown): boolean {
  if (kind === 'DateInput') return Date.parse(String(expected)) === Date.parse(String(seen));
  if (kind === 'FlagInput') return isYes(seen) === expected;
  if (kind === 'IdInput' || kind === 'GivenId') {
    const id = typeof seen === 'object' && seen !== null ? (seen as { id?: unknown }).id : seen;
    return String(id) === String(expected);
  }
  return isSame(expected, seen);
}

export function isThing(seen: unknown, { id }: { id?: unknown }): boolean {
  return String((seen as { id?: unknown } | null)?.id) === String(id);
}

/** Whether two values are equal, or both unset: `""` and null are not distinguished here, only by the description. */
export function isUnset(expected: unknown, seen: unknown): boolean {
  const isNone = (value: unknown) => value === '' || value === null;
  return (isNone(expected) && isNone(seen)) || isSame(expected, seen);
}

/** Deep equality regardless of the order of keys. Ids are compared as digits. */
export function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const keys = Object.keys(a);
  if (Array.isArray(a) !== Array.isArray(b) || keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => key in b && isSame(a[key as never], b[key as never]));
}

function texts(list: readonly string[]): Value[] {
  return list.map((send) => ({ send, read: send }));
}

function numbers(list: readonly unknown[]): Value[] {
  return list.map((send) => ({ send, read: Number(send) }));
}

function codes({ values }: Field): Value[] {
  const given = values.filter((each) => each !== '' && each !== null);
  return given.map((send) => ({ send, read: /^\d+$/.test(String(send)) ? Number(send) : send }));
}

function isYes(value: unknown): boolean {
  return value === true || value === 1 || value === '1' || value === 'true';
}
