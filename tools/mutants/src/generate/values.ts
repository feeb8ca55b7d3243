import type { Value } from './body.ts';

/** A change of a text that a careless program makes. */
export interface TextChange {
  kind: string;
  says: string;
  change(text: string): string;
}

/** What careless programs do to texts, on the way in or on the way out. */
export const TEXT_CHANGES: readonly TextChange[] = [
  ...[20, 40, 100, 200].map((length) => ({
    kind: 'text cut',
    says: `is cut after ${length} characters`,
    change: (text: string) => text.slice(0, length),
  })),
  { kind: 'text cut', says: 'ends at the first line', change: (text) => text.replace(/[\r\n][\s\S]*/, '') },
  { kind: 'text cut', says: 'ends at the first "<"', change: (text) => text.replace(/<[\s\S]*/, '') },
  { kind: 'text escaped', says: 'is escaped for HTML', change: escapeHtml },
  {
    kind: 'text escaped',
    says: 'has its entities read',
    change: (text) => text.replaceAll('&amp;', '&').replaceAll('&lt;', '<'),
  },
  {
    kind: 'text escaped',
    says: 'has a backslash before quotes',
    change: (text) => text.replaceAll(/["']/g, String.raw`\$&`),
  },
  { kind: 'text escaped', says: 'loses its tags', change: (text) => text.replaceAll(/<[^>]*>/g, '') },
  { kind: 'text escaped', says: 'has plus signs for blanks', change: (text) => text.replaceAll(' ', '+') },
  {
    kind: 'letters lost',
    says: 'has "?" for letters beyond Latin-1',
    change: (text) => text.replaceAll(/[^\0-\u00ff]/gu, '?'),
  },
  {
    kind: 'letters lost',
    says: 'loses letters beyond the BMP',
    change: (text) => text.replaceAll(/[\u{10000}-\u{10ffff}]/gu, ''),
  },
  {
    kind: 'letters lost',
    says: 'loses its accents',
    change: (text) => text.normalize('NFD').replaceAll(/\p{M}/gu, ''),
  },
  {
    kind: 'letters lost',
    says: 'is read as Latin-1',
    change: (text) => Buffer.from(text).toString('latin1'),
  },
  { kind: 'blanks changed', says: 'loses the blanks at its ends', change: (text) => text.trim() },
  {
    kind: 'blanks changed',
    says: 'has one blank for several',
    change: (text) => text.replaceAll(/ {2,}/g, ' '),
  },
  {
    kind: 'blanks changed',
    says: 'has line feeds for all line ends',
    change: (text) => text.replaceAll(/\r\n?/g, '\n'),
  },
  {
    kind: 'blanks changed',
    says: 'has blanks for line ends',
    change: (text) => text.replaceAll(/[\r\n]+/g, ' '),
  },
  { kind: 'case changed', says: 'is in small letters', change: (text) => text.toLowerCase() },
  {
    kind: 'case changed',
    says: 'begins with a capital',
    change: (text) => text.replace(/^./u, (first) => first.toUpperCase()),
  },
];

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** A change of a moment. */
export interface DateChange {
  says: string;
  /** Whether only a client may write it so. */
  written?: true;
  change(text: string): string;
}

export const DATE_CHANGES: readonly DateChange[] = [
  { says: 'is an hour late', change: (text) => shifted(text, 3600) },
  { says: 'is a second early', change: (text) => shifted(text, -1) },
  { says: 'is a day early', change: (text) => shifted(text, -86_400) },
  { says: 'is moved by a time zone', change: (text) => shifted(text, -5 * 3600) },
  { says: 'loses its time of day', change: (text) => text.replace(/T[\d:]+/, 'T00:00:00') },
  { says: 'loses its seconds', change: (text) => text.replace(/(T\d\d:\d\d):\d\d/, '$1:00') },
  {
    says: 'has an offset that is not heeded',
    written: true,
    change: (text) => text.replace(/([+-]\d\d:?\d\d)$/, 'Z'),
  },
];

/** A moment moved by seconds, in UTC; what is none stays. */
export function shifted(text: string, seconds: number): string {
  const iso = /^(\d{4}-\d\d-\d\d)(T\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?(Z|[+-]\d\d:?\d\d)?$/.exec(text);
  if (!iso) return text;
  const moment = Date.parse(`${iso[1]}${iso[2] ?? 'T00:00'}${iso[3] ?? 'Z'}`);
  if (Number.isNaN(moment)) return text;
  return new Date(moment + seconds * 1000).toISOString().replace('.000Z', 'Z');
}

/** A number of any size moved by one. */
export function next(value: Value): Value {
  if (typeof value === 'bigint') return value + 1n;
  if (typeof value === 'number') return value + 1;
  return /^\d+$/.test(String(value)) ? String(BigInt(value) + 1n) : value;
}

/** The value in another of the types that JSON has. */
export function retyped(value: Value): Value {
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return { ...value };
  if (typeof value === 'object' && value !== null) return [value];
  if (typeof value === 'string' && /^-?\d+$/.test(value)) return Number(value);
  const moment = typeof value === 'string' && /^\d{4}-/.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(moment) ? value : moment / 1000;
}

/** What stands for nothing in a field of such a value. */
export function emptied(value: Value): Value {
  if (typeof value === 'string') return '';
  if (Array.isArray(value)) return [];
  if (typeof value === 'number' || typeof value === 'bigint') return 0;
  if (typeof value === 'boolean') return false;
  return value === null ? '' : {};
}
