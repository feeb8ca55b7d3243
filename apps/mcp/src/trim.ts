/** A record as it is returned by v1, or a part of one. */
export type RecordValues = Record<string, unknown>;

/** How long a text may be before it is cut, in characters: in a list, and in one record. */
export const TEXT_IN_LIST = 200;
export const TEXT_IN_RECORD = 2000;
/** How many entries of a list inside a record are shown. */
export const MAX_LIST_ENTRIES = 20;
/** The longest result, in characters of JSON: about 15,000 tokens. */
export const LONGEST_RESULT = 60_000;
/** The longest result of named fields. The longest text of v1 fits, even if each of its characters is escaped. */
export const LONGEST_FIELD = 150_000;

/** How much of a record is shown. */
export interface Trimming {
  /** The longest text, in characters. */
  text: number;
  /** The longest list. */
  entries: number;
}

/**
 * A value without what an agent does not need: fields that are not set, addresses, pictures, and the parts of a full
 * name. Long texts and lists are cut, and say so.
 */
export function trimmed(value: unknown, trimming: Trimming): unknown {
  if (typeof value === 'string') return cut(value, trimming.text);
  if (Array.isArray(value)) {
    const entries = value.map((entry) => trimmed(unwrapped(entry), trimming));
    const more = entries.length - trimming.entries;
    return more > 0 ? [...entries.slice(0, trimming.entries), `… and ${more} more`] : entries;
  }
  if (typeof value !== 'object' || value === null) return value;
  const shown = Object.entries(value).filter(([key, inside]) => isShown(key, inside, value as RecordValues));
  return Object.fromEntries(
    shown.map(([key, inside]) => [key, trimmed(inside, trimming)]).filter(([, inside]) => isSet(inside)),
  );
}

/** Whether a field has a value. An empty list is none. */
export function isSet(value: unknown): boolean {
  if (value === null || value === undefined || value === '') return false;
  return typeof value !== 'object' || Object.keys(value).length > 0;
}

const NAME_PARTS = new Set(['first_name', 'last_name']);

function isShown(key: string, value: unknown, record: RecordValues): boolean {
  if (!isSet(value) || key.endsWith('_link') || key === 'avatar') return false;
  return !(NAME_PARTS.has(key) && 'full_name' in record);
}

/** The content of an entry that only wraps it: `{ watch: { … } }`. */
export function unwrapped(entry: unknown): unknown {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return entry;
  const [inside, ...others] = Object.values(entry);
  return others.length === 0 && typeof inside === 'object' && inside !== null ? inside : entry;
}

/** The beginning of a long text, and how long it is. A pair of surrogates is not taken apart. */
export function cut(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const start = text.slice(0, longest).replace(/[\uD800-\uDBFF]$/, '');
  return `${start}… (${text.length} characters)`;
}

/** A record with these fields only. A field inside another is named with a dot: `customer.id`. */
export function picked(record: RecordValues, columns: readonly string[]): RecordValues {
  return Object.fromEntries(columns.map((column) => [column, valueAt(record, column)]));
}

/** The value of a field, or of a field inside one. */
export function valueAt(record: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (at, key) =>
        typeof at === 'object' && at !== null && Object.hasOwn(at, key)
          ? (at as RecordValues)[key]
          : undefined,
      record,
    );
}

/** The name of a record or a person: its title, its name, or its first and last name. */
export function labelOf(value: unknown): string | undefined {
  const { title, name, full_name, first_name, last_name } = (value ?? {}) as Record<string, unknown>;
  const label = title ?? full_name ?? name ?? [first_name, last_name].filter(Boolean).join(' ');
  return typeof label === 'string' && label !== '' ? label : undefined;
}
