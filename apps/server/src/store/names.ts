import type { Database } from './schema.ts';

/** The tables with a `name_key`, and the columns of the name that it is derived from. */
export const NAMED = {
  users: ['first_name', 'last_name'],
  customers: ['first_name', 'last_name'],
  companies: ['name'],
  services: ['name'],
  service_priorities: ['description'],
  service_activity_types: ['name'],
  categories: ['name'],
  reports: ['name'],
  config_types: ['name'],
  config_items: ['name'],
  config_relationship_types: ['name'],
  messages: ['title'],
  knowledge_articles: ['title'],
} as const satisfies { [Table in keyof Database]?: readonly (keyof Database[Table])[] };

/** The column of the key. It is derived, so exports omit it. */
export const NAME_KEY = 'name_key';

/** The name columns of a table, if it has any. */
export function nameColumns(table: string): readonly string[] | undefined {
  return Object.hasOwn(NAMED, table) ? NAMED[table as keyof typeof NAMED] : undefined;
}

/** A name in the form for comparisons: NFC, with Unicode's simple case folding. */
export function folded(name: string): string {
  // Fast path: nearly all names are ASCII, for which case folding is lowercasing.
  if (isAscii(name)) return name.toLowerCase();
  return foldedCase(name.toWellFormed().normalize('NFC')).normalize('NFC');
}

/** Whether two names are the same, ignoring case and Unicode composition. */
export function sameName(one: string, other: string): boolean {
  return folded(one) === folded(other);
}

/** The maximum bytes of each half of a key. An index entry of Postgres can have 2,704 bytes. */
const MAX_HALF = 1000;

/** The separators of the halves of a key and of first and last name. They sort before every character of a name. */
const [HALF_SEPARATOR, NAME_SEPARATOR] = ['\u0001', '\u0002'];

/**
 * The key by which names are ordered and found, compared bytewise: first their letters without accents, then the folded
 * names. Names with equal keys are the same, except if they were cut to the maximum length.
 *
 * @param parts one name, or first and last name
 */
export function nameKey(...parts: readonly string[]): string {
  const names = parts.map((part) => folded(part.trim()).replaceAll(CONTROLS, ' '));
  const letters = names.map((name) => (isAscii(name) ? name : lettersOf(name)));
  return [letters, names].map((half) => cut(half.join(NAME_SEPARATOR))).join(HALF_SEPARATOR);
}

/** The keys of a full name for every split into first and last name. */
export function keysOfFullName(fullName: string): string[] {
  const text = fullName.trim();
  const blanks = Array.from(text.matchAll(/ /g), ({ index }) => index);
  const splits = blanks.map((at) => nameKey(text.slice(0, at), text.slice(at + 1)));
  return [...new Set([nameKey(text, ''), nameKey('', text), ...splits])];
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they separate the parts of keys.
const CONTROLS = /[\u0000-\u001f]/g;

/** Accents that several scripts share. The vowel signs of Indic scripts count as letters and are kept. */
const ACCENTS = /[\p{Mn}&&\p{Script=Inherited}]/gv;

/** Letters that Unicode does not decompose, and the letters that they are sorted with. */
const BASE_LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ħ: 'h',
  ı: 'i',
  ł: 'l',
  ŧ: 't',
};
const SPECIAL_LETTERS = new RegExp(`[${Object.keys(BASE_LETTERS).join('')}]`, 'gu');

function lettersOf(name: string): string {
  const unaccented = foldedCase(name.normalize('NFKD')).replaceAll(ACCENTS, '');
  return unaccented
    .replaceAll(SPECIAL_LETTERS, (letter) => BASE_LETTERS[letter] as string)
    .replaceAll(CONTROLS, ' ');
}

function foldedCase(text: string): string {
  return text.replaceAll(CASED, foldedCharacter);
}

/** Characters that may have another case. */
const CASED = /[\p{Changes_When_Casemapped}\p{Changes_When_Casefolded}]/gu;

const foldings = new Map<string, string>();

/**
 * Unicode's simple case folding of a character. JavaScript has no function for it, and lowercasing differs for ẞ, İ and the
 * final sigma. Case-insensitive regular expressions use it, so one decides which mapping is right.
 */
function foldedCharacter(character: string): string {
  const cached = foldings.get(character);
  if (cached !== undefined) return cached;
  const upper = single(character.toUpperCase()) ?? character;
  const candidate = single(upper.toLowerCase()) ?? character;
  const hex = candidate.codePointAt(0)?.toString(16);
  const same = new RegExp(`^\\u{${hex}}$`, 'iu').test(character);
  // The only pair of characters without a common upper case.
  const result = character === '\ufb05' ? '\ufb06' : same ? candidate : character;
  foldings.set(character, result);
  return result;
}

function single(text: string): string | undefined {
  return text.length === String.fromCodePoint(text.codePointAt(0) as number).length ? text : undefined;
}

/** Cuts a text to the maximum bytes of a half, at a character boundary. */
function cut(text: string): string {
  if (text.length * 3 <= MAX_HALF) return text;
  const bytes = Buffer.from(text);
  if (bytes.length <= MAX_HALF) return text;
  let end = MAX_HALF;
  while (((bytes[end] as number) & 0xc0) === 0x80) end -= 1;
  return bytes.toString('utf8', 0, end);
}

function isAscii(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are part of ASCII.
  return /^[\u0000-\u007f]*$/.test(text);
}
