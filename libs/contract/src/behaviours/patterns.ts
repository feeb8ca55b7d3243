import { isDeepStrictEqual } from 'node:util';
import { shown } from '../v1/bodies.ts';
import { entriesOf } from '../v1/calls.ts';

/** The values of the state, and stored results. */
// biome-ignore lint/suspicious/noExplicitAny: a response may contain anything.
export type Scope = Record<string, any>;

/** Checks a value at a path of a response, and returns a line for each fault. */
export type Matcher = (seen: unknown, scope: Scope, at: string) => string[];

/** The differences from a pattern: the fields of an object, the entries of a list, the match of a regular expression. */
export function differences(pattern: unknown, seen: unknown, scope: Scope, at = ''): string[] {
  const expected = typeof pattern === 'string' ? resolved(pattern, scope) : pattern;
  if (typeof expected === 'function') return (expected as Matcher)(seen, scope, at);
  if (expected instanceof RegExp) return expected.test(String(seen)) ? [] : [unlike(at, expected, seen)];
  if (Array.isArray(expected)) {
    if (!Array.isArray(seen) || seen.length !== expected.length) return [unlike(at, expected, seen)];
    return expected.flatMap((each, index) => differences(each, seen[index], scope, `${at}.${index}`));
  }
  if (typeof expected === 'object' && expected !== null)
    return Object.entries(expected).flatMap(([key, inside]) =>
      differences(inside, valueAt(key, seen as Scope), scope, `${at}.${key}`),
    );
  return isSame(expected, seen, at) ? [] : [unlike(at, expected, seen)];
}

/** Ids may be numbers or strings, and times may have any offset. */
function isSame(expected: unknown, seen: unknown, at: string): boolean {
  if (Object.is(expected, seen)) return true;
  if (/(id|user)$/.test(at)) return String(expected) === String(seen);
  if (typeof expected === 'string' && expected.startsWith('*'))
    return String(seen).endsWith(expected.slice(1));
  const areDates = [expected, seen].every((each) => /^\d{4}-\d\d-\d\dT/.test(String(each)));
  return areDates && Date.parse(String(expected)) === Date.parse(String(seen));
}

/** Matches values for which `holds` is true. The description of the expectation may have placeholders. */
// biome-ignore lint/suspicious/noExplicitAny: a response may contain anything.
export function where(expected: string, holds: (seen: any, scope: Scope) => boolean): Matcher {
  return (seen, scope, at) => (holds(seen, scope) ? [] : [unlike(at, resolved(expected, scope), seen)]);
}

/** Matches a stored value exactly, except for the fields in `but`, which match patterns. */
function same(kept: unknown, but: Scope = {}): Matcher {
  return (seen, scope, at) => {
    const expected = resolved(kept, scope);
    if (typeof expected !== 'object' || expected === null || Array.isArray(expected))
      return isDeepStrictEqual(expected, seen) ? [] : [unlike(at, expected, seen)];
    const [before, own] = [expected as Scope, (seen ?? {}) as Scope];
    return Object.keys({ ...before, ...own, ...but }).flatMap((key) => {
      if (key in but) return differences(but[key], own[key], scope, `${at}.${key}`);
      return isDeepStrictEqual(before[key], own[key]) ? [] : [unlike(`${at}.${key}`, before[key], own[key])];
    });
  };
}

/** Patterns of one word. */
const WORDS: Readonly<Record<string, Matcher>> = {
  any: where('anything', () => true),
  blank: where('blank', (seen) => (seen ?? '') === ''),
  set: where('a value', (seen) => (seen ?? '') !== ''),
  absent: where('no such field', (seen) => seen === undefined),
};

const isLike = (pattern: unknown, seen: unknown, scope: Scope) =>
  differences(pattern, seen, scope).length === 0;
const some = (entry: unknown, seen: unknown, scope: Scope) =>
  Array.isArray(seen) && seen.some((one) => isLike(entry, one, scope));
const idsOf = (list: unknown) =>
  (list as unknown[]).map((one) => (typeof one === 'object' ? entriesOf([one])[0]?.id : one)).join();
const amount = (value: unknown) => (/^\d+$/.test(String(value)) ? Number(value) : Date.parse(String(value)));

/** Words that precede a pattern, and the matcher that they create. */
const PREFIXES: Readonly<Record<string, (pattern: unknown, more: Scope | undefined) => Matcher>> = {
  has: (entry) => where(`an entry like ${shown(entry)}`, (seen, scope) => some(entry, seen, scope)),
  lacks: (entry) => where(`no entry like ${shown(entry)}`, (seen, scope) => !some(entry, seen, scope)),
  every: (entry) => (seen, scope, at) =>
    (seen as unknown[]).flatMap((one) => differences(entry, one, scope, at)),
  not: (value) => where(`not ${shown(value)}`, (seen, scope) => !isLike(value, seen, scope)),
  in: (list) => where(`one of ${list}`, (seen, scope) => (resolved(list, scope) as unknown[]).includes(seen)),
  ids: (list) => where(`the ids ${list}`, (seen, scope) => idsOf(resolved(list, scope)) === idsOf(seen)),
  text: (value) => where(`the text ${value}`, (seen, scope) => seen === String(resolved(value, scope))),
  same: (kept, but) => same(kept, but),
  '>': (least) => where(`more than ${least}`, (seen, scope) => amount(seen) > amount(resolved(least, scope))),
  '>=': (least) => where(`${least} or more`, (seen, scope) => amount(seen) >= amount(resolved(least, scope))),
};

/** Replaces placeholders by values. One alone keeps the type of its value. `...name` spreads the fields of an object. */
export function resolved(value: unknown, scope: Scope): unknown {
  if (typeof value === 'string') {
    const [, alone] = /^\{([\w.]+)\}$/.exec(value) ?? [];
    if (alone !== undefined) return known(alone, scope);
    return value.replace(/\{([a-z][\w.]*)\}/gi, (_, path: string) => String(known(path, scope)));
  }
  if (Array.isArray(value)) return value.map((each) => resolved(each, scope));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value as Scope).flatMap(([key, inside]) => {
      const own = resolved(inside, scope);
      if (!key.startsWith('...')) return [[key, own]];
      return typeof own === 'object' && own !== null ? Object.entries(own) : [[key.slice(3), own]];
    }),
  );
}

function known(path: string, scope: Scope): unknown {
  const value = valueAt(path, scope);
  if (value === undefined) throw new Error(`there is no ${path} in the stored results`);
  return value;
}

function valueAt(path: string, value: Scope): unknown {
  return path.split('.').reduce<unknown>((inside, key) => (inside as Scope | null | undefined)?.[key], value);
}

function unlike(at: string, expected: unknown, seen: unknown): string {
  const text = typeof expected === 'string' || expected instanceof RegExp ? expected : shown(expected);
  return `${at.slice(1) || 'the value'}: expected ${text}, received ${shown(seen)}`;
}

const PLACEHOLDER = String.raw`\{[a-z][\w.]*\}`;
const TOKENS = {
  prefix: /^(has|lacks|not|every|in|ids|text|same|>=?)\s+/,
  quoted: /^'([^']*)'/,
  regexp: /^\/((?:[^/\\]|\\.)+)\/(?=\s*(?:[,}\]]|$))/,
  bare: new RegExp(String.raw`^(?:${PLACEHOLDER}|[^,{}[\]])+`, 'i'),
  key: /^(?:'([^']*)'|([\w.-]+))\s*(:?)\s*/,
};

/**
 * Parses a value in a notation like YAML: `{title: It hums, flags: [1, '1'], owner.id: {me.id}}`. A name without a value,
 * as in `{record, priority_id}`, is replaced by the stored value of that name, or by its fields if it is an object.
 *
 * @param isObject whether a single name in braces is an object and not a placeholder
 * @throws SyntaxError
 */
export function readValue(text: string, isObject = false): unknown {
  let rest = text.trim();
  const eat = (pattern: RegExp): RegExpExecArray | undefined => {
    const found = pattern.exec(rest);
    if (found) rest = rest.slice(found[0].length);
    return found ?? undefined;
  };
  const list = <Item>(end: RegExp, item: () => Item): Item[] => {
    const items: Item[] = [];
    while (!eat(end)) {
      items.push(item());
      if (!eat(/^\s*,\s*/) && !/^\s*[\]}]/.test(rest))
        throw new SyntaxError(`missing comma or bracket in ${text}`);
    }
    return items;
  };
  const value = (isObject = false): unknown => {
    const [, prefix] = eat(TOKENS.prefix) ?? [];
    if (prefix !== undefined) {
      const pattern = value();
      return PREFIXES[prefix]?.(
        pattern,
        prefix === 'same' && eat(/^\s*(?=\{)/) ? (value() as Scope) : undefined,
      );
    }
    const quoted = eat(TOKENS.quoted);
    if (quoted) return quoted[1];
    const regexp = eat(TOKENS.regexp);
    if (regexp) return new RegExp(regexp[1] as string);
    if (eat(/^\[\s*/)) return list(/^\s*\]/, () => value());
    const [bare] = isObject ? [] : (eat(TOKENS.bare) ?? []);
    if (bare !== undefined) return scalar(bare.trim());
    if (!eat(/^\{\s*/)) throw new SyntaxError(`no value in ${text}`);
    return Object.fromEntries(
      list(/^\s*\}/, () => {
        const [, quotedKey, key = quotedKey, colon] = eat(TOKENS.key) ?? [];
        return colon ? [key, value()] : [`...${key}`, `{${key}}`];
      }),
    );
  };
  const read = value(isObject);
  if (rest.trim() !== '') throw new SyntaxError(`unexpected ${rest} in ${text}`);
  return read;
}

function scalar(word: string): unknown {
  if (Object.hasOwn(WORDS, word)) return WORDS[word];
  return /^(-?\d+(\.\d+)?|true|false|null)$/.test(word) ? JSON.parse(word) : word;
}
