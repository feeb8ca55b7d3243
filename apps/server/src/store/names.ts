import type { Database } from './schema.ts';

/** The tables whose rows have a name, with the columns that it is made of. Their `name_key` follows from these. */
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

/** The column that holds the key. It is derived, so exports leave it out. */
export const NAME_KEY = 'name_key';

/** The columns that the name of a table's rows is made of, if they have one. */
export function nameColumns(table: string): readonly string[] | undefined {
  return Object.hasOwn(NAMED, table) ? NAMED[table as keyof typeof NAMED] : undefined;
}

/** A name in the form in which it is compared: NFC, with Unicode's simple case folding. */
export function folded(name: string): string {
  // Nearly all names are plain ASCII, where lower case is all there is to it.
  if (isAscii(name)) return name.toLowerCase();
  return foldedCase(name.toWellFormed().normalize('NFC')).normalize('NFC');
}

/** Whether two names are the same, ignoring case and how their accents are composed. */
export function sameName(one: string, other: string): boolean {
  return folded(one) === folded(other);
}

/** Bytes of each half of a key, so that an index of Postgres, which takes 2,704, holds the whole. */
const HALF = 1000;

/** Between the halves of a key and between the parts of a name: below every character of a name. */
const [BETWEEN_HALVES, BETWEEN_PARTS] = ['\u0001', '\u0002'];

/**
 * What names are ordered and found by, compared byte by byte: first their letters without accents, part by part, then
 * the folded names. Equal keys are names that are the same, but for those too long for a key.
 *
 * @param parts one name, or the first and the last
 */
export function nameKey(...parts: readonly string[]): string {
  const names = parts.map((part) => folded(part.trim()).replaceAll(CONTROLS, ' '));
  const letters = names.map((name) => (isAscii(name) ? name : lettersOf(name)));
  return [letters, names].map((half) => cut(half.join(BETWEEN_PARTS))).join(BETWEEN_HALVES);
}

/** The keys that a full name may have, however it is split into a first and a last name. */
export function keysOfFullName(fullName: string): string[] {
  const text = fullName.trim();
  const blanks = Array.from(text.matchAll(/ /g), ({ index }) => index);
  const splits = blanks.map((at) => nameKey(text.slice(0, at), text.slice(at + 1)));
  return [...new Set([nameKey(text, ''), nameKey('', text), ...splits])];
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: keys are divided by them.
const CONTROLS = /[\u0000-\u001f]/g;

/** Accents of scripts that share them. The vowel signs of Indic scripts are letters to their readers, and stay. */
const ACCENTS = /[\p{Mn}&&\p{Script=Inherited}]/gv;

/** Letters that Unicode does not take apart, as the letters among which people look for them. */
const PLAIN: Readonly<Record<string, string>> = {
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
const UNPLAIN = new RegExp(`[${Object.keys(PLAIN).join('')}]`, 'gu');

function lettersOf(name: string): string {
  const apart = foldedCase(name.normalize('NFKD')).replaceAll(ACCENTS, '');
  return apart.replaceAll(UNPLAIN, (letter) => PLAIN[letter] as string).replaceAll(CONTROLS, ' ');
}

function foldedCase(text: string): string {
  return text.replaceAll(BEYOND_CASELESS, foldedCharacter);
}

/** Characters that may have another case. */
const BEYOND_CASELESS = /[\p{Changes_When_Casemapped}\p{Changes_When_Casefolded}]/gu;

const known = new Map<string, string>();

/**
 * Unicode's simple case folding of a character. JavaScript has no call for it: lower case is something else for ẞ, İ and
 * the final sigma. But a regular expression without regard to case compares by it, so it says which mapping holds.
 */
function foldedCharacter(character: string): string {
  const cached = known.get(character);
  if (cached !== undefined) return cached;
  const upper = single(character.toUpperCase()) ?? character;
  const candidate = single(upper.toLowerCase()) ?? character;
  const hex = candidate.codePointAt(0)?.toString(16);
  const same = new RegExp(`^\\u{${hex}}$`, 'iu').test(character);
  // The one pair of characters without a common upper case.
  const result = character === '\ufb05' ? '\ufb06' : same ? candidate : character;
  known.set(character, result);
  return result;
}

function single(text: string): string | undefined {
  return text.length === String.fromCodePoint(text.codePointAt(0) as number).length ? text : undefined;
}

/** The text, cut to the bytes that a half may have without dividing a character. */
function cut(text: string): string {
  if (text.length * 3 <= HALF) return text;
  const bytes = Buffer.from(text);
  if (bytes.length <= HALF) return text;
  let end = HALF;
  while (((bytes[end] as number) & 0xc0) === 0x80) end -= 1;
  return bytes.toString('utf8', 0, end);
}

function isAscii(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are part of ASCII.
  return /^[\u0000-\u007f]*$/.test(text);
}
