import type { CallFaults } from '../calls/faults.ts';
import { readDate, readEndDate } from '../rules/dates.ts';
import { LARGEST_ID } from '../store/engine.ts';
import type { Id } from '../store/schema.ts';
import { renamedFields } from './aliases.ts';
import { isXmlText } from './xml.ts';

/** How a value is parsed: a row of the generated table. */
export interface ValueRule {
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
  /** The rules for the fields of each object in a list. */
  readonly fields?: ValueRules;
  readonly default?: unknown;
  readonly required?: true;
  /** The message for a required value that is blank, if it is not `can't be blank`. */
  readonly blank?: string;
  readonly end?: true;
}

export type ValueRules = Readonly<Record<string, ValueRule>>;

const BLANK = "can't be blank";
const NOT_A_NUMBER = 'is not a number';

/**
 * Parses the values that the description knows and drops the rest. Invalid values are added to `faults` and dropped too. An
 * absent value stays absent, unless the description has a default for it.
 *
 * @param entry the position of the object in its list, if any
 */
export function parseValues(
  rules: ValueRules,
  raw: Readonly<Record<string, unknown>>,
  faults: CallFaults,
  timeZone: string,
  entry?: number,
): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [name, rule] of Object.entries(rules)) {
    const sent = Object.hasOwn(raw, name) ? raw[name] : undefined;
    const given = rule.kind === 'id' ? idIn(sent) : sent;
    if (rule.required && isBlank(given)) {
      if (rule.blank) faults.say(name, rule.blank, entry);
      else faults.add(name, BLANK, entry);
    }
    const value = parse(rule, given, timeZone, (text) => faults.add(name, text, entry));
    if (rule.fields && value !== undefined) {
      const { fields } = rule;
      values[name] = (value as Record<string, unknown>[]).map((each, index) =>
        parseValues(fields, renamedFields(name, each, faults), faults, timeZone, index),
      );
    } else if (value !== undefined) values[name] = value;
    else if (rule.default !== undefined) values[name] = rule.default;
  }
  return values;
}

/**
 * Parses an id in a path.
 *
 * @returns undefined if the text is not an id
 */
export function parsePathId(text: string): Id | undefined {
  return /^\d{1,19}$/.test(text) ? narrowed(BigInt(text)) : undefined;
}

// JavaScript's \s lacks U+0085.
const WHITE_SPACE = /^[\s\p{White_Space}]*$/u;

/** Whether a value is absent, null or only white space. */
export function isBlank(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'string' && WHITE_SPACE.test(value));
}

/** The names of all values. Those within lists follow the name of the list. */
export function namesOf(rules: ValueRules): string[] {
  return Object.entries(rules).flatMap(([name, { fields }]) => [name, ...namesOf(fields ?? {})]);
}

type Report = (text: string) => void;

/** Parses one value; undefined if it is absent or invalid. */
function parse(rule: ValueRule, value: unknown, timeZone: string, report: Report): unknown {
  if (value === undefined) return undefined;
  switch (rule.kind) {
    case 'id':
      return isBlank(value) ? null : parseId(value, report);
    case 'ids':
      return parseIds(value, report);
    case 'date':
      return isBlank(value) ? null : parseDate(value, timeZone, rule.end ?? false, report);
    case 'decimal':
      return isBlank(value) ? null : parseDecimal(value, report);
    case 'flag':
      return parseFlag(value, report);
    case 'text':
      return isBlank(value) ? '' : parseText(value, rule.max ?? Number.POSITIVE_INFINITY, report);
    case 'noteText':
      // In responses this field is a list of notes. A client that sends the whole record back repeats it.
      return Array.isArray(value) ? undefined : parse({ ...rule, kind: 'text' }, value, timeZone, report);
    case 'code':
      return isBlank(value) ? null : parseInteger(value, report);
    case 'level':
      return isBlank(value) ? null : parseLevel(value, report);
    case 'integer':
      return isBlank(value) ? undefined : parsePositive(value, report);
    case 'choice':
      return isBlank(value) ? undefined : parseChoice(value, rule.values ?? [], report);
    case 'values':
      return isBlank(value) ? {} : parseExtraValues(value, report);
    case 'objects':
      return isBlank(value) ? [] : parseObjects(value, report);
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

/** In responses a reference is an object. A client that sends the whole record back repeats it. */
function idIn(value: unknown): unknown {
  return isObject(value) && Object.hasOwn(value, 'id') ? value.id : value;
}

function parseId(value: unknown, report: Report): Id | undefined {
  const number = wholeNumber(value);
  const id = number === undefined ? undefined : narrowed(number);
  if (id === undefined) report(NOT_A_NUMBER);
  return id;
}

/** Parses `7`, `7,9`, `[7, 9]` or `{0: 7, 1: 9}`. Blank items are ignored. */
function parseIds(value: unknown, report: Report): Id[] | undefined {
  const items =
    typeof value === 'string' ? value.split(',') : isObject(value) ? Object.values(value) : [value].flat();
  const ids = items
    .flatMap((item) => (typeof item === 'string' ? item.split(',') : [item]))
    .filter((item) => !isBlank(item))
    .map((item) => wholeNumber(item))
    .map((number) => (number === undefined ? number : narrowed(number)));
  if (ids.includes(undefined)) {
    report(NOT_A_NUMBER);
    return undefined;
  }
  return ids.length === 0 ? undefined : (ids as Id[]);
}

function parseDate(value: unknown, timeZone: string, end: boolean, report: Report): number | undefined {
  const read = end ? readEndDate : readDate;
  const at = typeof value === 'string' ? read(value, timeZone) : undefined;
  if (at === undefined) report('is not a date');
  return at;
}

const YES: readonly unknown[] = [true, 1, '1', 'true'];
const NO: readonly unknown[] = [false, 0, '0', 'false'];

function parseFlag(value: unknown, report: Report): boolean | undefined {
  if (YES.includes(value)) return true;
  if (NO.includes(value) || isBlank(value)) return false;
  report('is not true or false');
  return undefined;
}

function parseText(value: unknown, max: number, report: Report): string | undefined {
  // JSON may contain a number that is parsed as infinity.
  const isInfinite = typeof value === 'number' && !Number.isFinite(value);
  if (typeof value === 'object' || isInfinite) {
    report('is not a text');
    return undefined;
  }
  const text = String(value);
  if (!isXmlText(text)) {
    report('holds characters that cannot be stored');
    return undefined;
  }
  // The limit counts code points, not UTF-16 code units.
  if (text.length > max && [...text].length > max) {
    report(`is too long (maximum is ${max} characters)`);
    return undefined;
  }
  return text;
}

/** Parses a whole number of any size. It is clamped to the range of safe integers. */
function parseInteger(value: unknown, report: Report): number | undefined {
  const number = typeof value === 'string' && /^\s*-?\d+\s*$/.test(value) ? Number(value) : value;
  if (typeof number === 'bigint' || (typeof number === 'number' && isWhole(number))) {
    return Math.max(Number.MIN_SAFE_INTEGER, Math.min(Number(number), Number.MAX_SAFE_INTEGER));
  }
  report(NOT_A_NUMBER);
  return undefined;
}

/** Whether a number is whole. JSON numbers with too many digits are parsed as infinity. */
function isWhole(number: number): boolean {
  return Number.isInteger(number) || Math.abs(number) === Number.POSITIVE_INFINITY;
}

function parseDecimal(value: unknown, report: Report): number | undefined {
  const isText = typeof value === 'string' && /^\s*-?(\d+\.?\d*|\.\d+)\s*$/.test(value);
  const isNumber = typeof value === 'number' || typeof value === 'bigint';
  const number = isText || isNumber ? Number(value) : Number.NaN;
  if (!Number.isFinite(number)) {
    report(NOT_A_NUMBER);
    return undefined;
  }
  return number;
}

function parsePositive(value: unknown, report: Report): number | undefined {
  const number = parseInteger(value, report);
  if (number !== undefined && number < 1) {
    report('must be greater than 0');
    return undefined;
  }
  return number;
}

const LEVELS: readonly unknown[] = ['low', 'medium', 'high'];

/** Parses a level: its code, from 1, or its name. */
function parseLevel(value: unknown, report: Report): number | undefined {
  const text = typeof value === 'string' ? value.trim().toLowerCase() : '';
  const level = LEVELS.includes(text) ? LEVELS.indexOf(text) + 1 : Number(wholeNumber(value));
  if (level >= 1 && level <= LEVELS.length) return level;
  report('is not included in the list');
  return undefined;
}

function parseChoice(value: unknown, values: readonly unknown[], report: Report): unknown {
  if (values.includes(value)) return value;
  report('is not included in the list');
  return undefined;
}

/** Parses an object of names and values, or a list of them. */
function parseObjects(value: unknown, report: Report): Record<string, unknown>[] | undefined {
  const objects = [value].flat();
  if (objects.every(isObject)) return objects;
  report('is not a list of names and values');
  return undefined;
}

function parseExtraValues(value: unknown, report: Report): Record<string, string> | undefined {
  const objects = parseObjects(value, report);
  if (!objects) return undefined;
  const values = new Map<string, string>();
  for (const [name, own] of objects.flatMap((each) => Object.entries(each))) {
    const text = isBlank(own) ? '' : parseText(own, 65_535, report);
    if (text === undefined) return undefined;
    if (parseText(name, 255, report) === undefined) return undefined;
    values.set(name, text);
  }
  // Unlike an assignment, this keeps `__proto__` as a name.
  return Object.fromEntries(values);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
