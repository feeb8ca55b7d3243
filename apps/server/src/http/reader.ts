import type { Faults } from '../calls/faults.ts';
import { readDate, readEndDate } from '../rules/dates.ts';
import { LARGEST_ID } from '../store/engine.ts';
import type { Id } from '../store/schema.ts';
import { renamedFields } from './aliases.ts';
import { isSayable } from './xml.ts';

/** How a value is read: a row of the generated table. */
export interface Reading {
  readonly kind:
    | 'id'
    | 'ids'
    | 'date'
    | 'decimal'
    | 'flag'
    | 'text'
    | 'noteText'
    | 'code'
    | 'level'
    | 'values'
    | 'objects'
    | 'integer'
    | 'choice';
  readonly max?: number;
  readonly values?: readonly unknown[];
  /** How the fields of each object of a list are read. */
  readonly fields?: Readings;
  readonly default?: unknown;
  readonly required?: true;
  /** What is said of a mandatory value that is blank, where it is not `can't be blank`. */
  readonly blank?: string;
  readonly end?: true;
}

export type Readings = Readonly<Record<string, Reading>>;

const BLANK = "can't be blank";
const NOT_A_NUMBER = 'is not a number';

/**
 * Reads the values that the description knows and leaves out the rest. What cannot be read is said in `faults` and
 * left out as well. An absent value stays absent, unless the description has a default for it.
 *
 * @param entry the position of the object in the list that it stands in, if any
 */
export function readValues(
  readings: Readings,
  raw: Readonly<Record<string, unknown>>,
  faults: Faults,
  timeZone: string,
  entry?: number,
): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [name, reading] of Object.entries(readings)) {
    const given = Object.hasOwn(raw, name) ? raw[name] : undefined;
    if (reading.required && isBlank(given)) {
      if (reading.blank) faults.say(name, reading.blank, entry);
      else faults.add(name, BLANK, entry);
    }
    const value = read(reading, given, timeZone, (text) => faults.add(name, text, entry));
    if (reading.fields && value !== undefined) {
      const { fields } = reading;
      values[name] = (value as Record<string, unknown>[]).map((each, index) =>
        readValues(fields, renamedFields(name, each, faults), faults, timeZone, index),
      );
    } else if (value !== undefined) values[name] = value;
    else if (reading.default !== undefined) values[name] = reading.default;
  }
  return values;
}

/**
 * An id of a path.
 *
 * @returns undefined when nothing can have this id
 */
export function readPathId(text: string): Id | undefined {
  return /^\d{1,19}$/.test(text) ? narrowed(BigInt(text)) : undefined;
}

// JavaScript's own white space lacks U+0085.
const NOTHING_BUT_BLANKS = /^[\s\p{White_Space}]*$/u;

/** Whether a value says nothing: a text of white space alone is as blank as none. */
export function isBlank(value: unknown): boolean {
  return (
    value === undefined || value === null || (typeof value === 'string' && NOTHING_BUT_BLANKS.test(value))
  );
}

/** The names of all values, those inside of lists after their list. */
export function namesOf(readings: Readings): string[] {
  return Object.entries(readings).flatMap(([name, { fields }]) => [name, ...namesOf(fields ?? {})]);
}

type Complain = (text: string) => void;

/** Reads one value; undefined when there is none or it cannot be read. */
function read(reading: Reading, value: unknown, timeZone: string, complain: Complain): unknown {
  if (value === undefined) return undefined;
  switch (reading.kind) {
    case 'id':
      return isBlank(value) ? null : readId(value, complain);
    case 'ids':
      return readIds(value, complain);
    case 'date':
      return isBlank(value) ? null : dateOf(value, timeZone, reading.end ?? false, complain);
    case 'decimal':
      return isBlank(value) ? null : readDecimal(value, complain);
    case 'flag':
      return readFlag(value, complain);
    case 'text':
      return isBlank(value) ? '' : readText(value, reading.max ?? Number.POSITIVE_INFINITY, complain);
    case 'noteText':
      // A record that was read shows a list of notes under this name; sent back, it says nothing new.
      return Array.isArray(value) ? undefined : read({ ...reading, kind: 'text' }, value, timeZone, complain);
    case 'code':
      return isBlank(value) ? null : readInteger(value, complain);
    case 'level':
      return isBlank(value) ? null : readLevel(value, complain);
    case 'integer':
      return isBlank(value) ? undefined : readPositive(value, complain);
    case 'choice':
      return isBlank(value) ? undefined : readChoice(value, reading.values ?? [], complain);
    case 'values':
      return isBlank(value) ? {} : readExtraValues(value, complain);
    case 'objects':
      return isBlank(value) ? [] : readObjects(value, complain);
  }
}

function wholeNumber(value: unknown): bigint | undefined {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : undefined;
  if (typeof value === 'string' && /^\s*-?\d{1,20}\s*$/.test(value)) return BigInt(value.trim());
  return undefined;
}

function narrowed(value: bigint): Id | undefined {
  if (value < 0n || value > LARGEST_ID) return undefined;
  return value <= Number.MAX_SAFE_INTEGER ? Number(value) : value;
}

function readId(value: unknown, complain: Complain): Id | undefined {
  // A record that was read names things as objects; sent back, the object stands for its id.
  const number = wholeNumber(isObject(value) ? value.id : value);
  const id = number === undefined ? undefined : narrowed(number);
  if (id === undefined) complain(NOT_A_NUMBER);
  return id;
}

/** `7`, `7,9`, `[7, 9]`, `{0: 7, 1: 9}`; blanks are no ids. */
function readIds(value: unknown, complain: Complain): Id[] | undefined {
  const parts =
    typeof value === 'string' ? value.split(',') : isObject(value) ? Object.values(value) : [value].flat();
  const given = parts
    .flatMap((part) => (typeof part === 'string' ? part.split(',') : [part]))
    .filter((p) => !isBlank(p));
  const ids = given
    .map((part) => wholeNumber(part))
    .map((part) => (part === undefined ? part : narrowed(part)));
  if (ids.includes(undefined)) {
    complain(NOT_A_NUMBER);
    return undefined;
  }
  return ids.length === 0 ? undefined : (ids as Id[]);
}

function dateOf(value: unknown, timeZone: string, end: boolean, complain: Complain): number | undefined {
  const read = end ? readEndDate : readDate;
  const at = typeof value === 'string' ? read(value, timeZone) : undefined;
  if (at === undefined) complain('is not a date');
  return at;
}

const YES: readonly unknown[] = [true, 1, '1', 'true'];
const NO: readonly unknown[] = [false, 0, '0', 'false'];

function readFlag(value: unknown, complain: Complain): boolean | undefined {
  if (YES.includes(value)) return true;
  if (NO.includes(value) || isBlank(value)) return false;
  complain('is not true or false');
  return undefined;
}

function readText(value: unknown, max: number, complain: Complain): string | undefined {
  // JSON may hold a number that is too large for any to keep.
  const isLost = typeof value === 'number' && !Number.isFinite(value);
  if (typeof value === 'object' || isLost) {
    complain('is not a text');
    return undefined;
  }
  const text = String(value);
  if (!isSayable(text)) {
    complain('holds characters that cannot be stored');
    return undefined;
  }
  // Counted as people count: a character beyond the first plane is one.
  if (text.length > max && [...text].length > max) {
    complain(`is too long (maximum is ${max} characters)`);
    return undefined;
  }
  return text;
}

/** A whole number of any size; one that is out of range is the nearest that can be told apart. */
function readInteger(value: unknown, complain: Complain): number | undefined {
  const number = typeof value === 'string' && /^\s*-?\d+\s*$/.test(value) ? Number(value) : value;
  if (typeof number === 'bigint' || (typeof number === 'number' && isWhole(number))) {
    return Math.max(Number.MIN_SAFE_INTEGER, Math.min(Number(number), Number.MAX_SAFE_INTEGER));
  }
  complain(NOT_A_NUMBER);
  return undefined;
}

/** JSON may hold more digits than a number keeps, which are read as infinity. */
function isWhole(number: number): boolean {
  return Number.isInteger(number) || Math.abs(number) === Number.POSITIVE_INFINITY;
}

function readDecimal(value: unknown, complain: Complain): number | undefined {
  const isText = typeof value === 'string' && /^\s*-?(\d+\.?\d*|\.\d+)\s*$/.test(value);
  const isNumber = typeof value === 'number' || typeof value === 'bigint';
  const number = isText || isNumber ? Number(value) : Number.NaN;
  if (!Number.isFinite(number)) {
    complain(NOT_A_NUMBER);
    return undefined;
  }
  return number;
}

function readPositive(value: unknown, complain: Complain): number | undefined {
  const number = readInteger(value, complain);
  if (number !== undefined && number < 1) {
    complain('must be greater than 0');
    return undefined;
  }
  return number;
}

const LEVELS: readonly unknown[] = ['low', 'medium', 'high'];

/** A level by its code, counted from 1, or by its name. */
function readLevel(value: unknown, complain: Complain): number | undefined {
  const text = typeof value === 'string' ? value.trim().toLowerCase() : '';
  const level = LEVELS.includes(text) ? LEVELS.indexOf(text) + 1 : Number(wholeNumber(value));
  if (level >= 1 && level <= LEVELS.length) return level;
  complain('is not included in the list');
  return undefined;
}

function readChoice(value: unknown, values: readonly unknown[], complain: Complain): unknown {
  if (values.includes(value)) return value;
  complain('is not included in the list');
  return undefined;
}

/** One object of names and values, or a list of them. */
function readObjects(value: unknown, complain: Complain): Record<string, unknown>[] | undefined {
  const objects = [value].flat();
  if (objects.every(isObject)) return objects;
  complain('is not a list of names and values');
  return undefined;
}

function readExtraValues(value: unknown, complain: Complain): Record<string, string> | undefined {
  const objects = readObjects(value, complain);
  if (!objects) return undefined;
  const read: Record<string, string> = {};
  for (const [name, own] of objects.flatMap((each) => Object.entries(each))) {
    const text = isBlank(own) ? '' : readText(own, 65_535, complain);
    if (text === undefined) return undefined;
    if (readText(name, 255, complain) === undefined) return undefined;
    read[name] = text;
  }
  return read;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
