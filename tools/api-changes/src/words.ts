import { componentOf } from '@service-desk/description/description';
import { follow, type JsonObject, nodesAt } from './json.ts';

const TYPES: Record<string, string> = {
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
};

/** Characters of two values that a sentence may show. */
const SHORT = 120;

/** A value as a sentence shows it. */
export function quoted(value: unknown): string {
  return value === undefined ? 'nothing' : `\`${JSON.stringify(value)}\``;
}

/** Things as a sentence counts them up. */
export function listed(words: string[], last = 'and'): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`;
}

/** Values or types, one of which a thing is; anything where none is named. */
export function alternatives(words: string[]): string {
  return listed([...new Set(words)], 'or') || 'anything';
}

export function typeWords(types: string[]): string {
  return alternatives(types.map((type) => TYPES[type] ?? type));
}

/** What a schema takes, without its details: a component with parts of its own by its name. */
export function worded(document: JsonObject, schema: JsonObject): string {
  const whole = follow(document, schema);
  if ('const' in whole) return quoted(whole.const);
  if (Array.isArray(whole.enum)) return alternatives(whole.enum.map(quoted));
  if (typeof schema.$ref === 'string' && (whole.properties || whole.allOf))
    return `\`${componentOf(schema.$ref)}\``;
  const members = [...nodesAt(whole, 'anyOf'), ...nodesAt(whole, 'oneOf')];
  if (members.length > 0) return alternatives(members.map((member) => worded(document, member)));
  return typeWords([whole.type ?? (whole.properties || whole.allOf ? 'object' : [])].flat().map(String));
}

/** That something is described in other words: which, where they are short. */
export function reworded(keyword: string, was: unknown, is: unknown): string {
  const [before, after] = [quoted(was), quoted(is)];
  if (was === undefined) return `has \`${keyword}\` now`;
  if (is === undefined) return `no longer has \`${keyword}\``;
  return before.length + after.length < SHORT
    ? `has a different \`${keyword}\`: ${after}, it was ${before}`
    : `has a different \`${keyword}\``;
}

/** That a keyword asks for something else: for what, where that is short. */
export function demanded(keyword: string, was: unknown, is: unknown): string {
  if (quoted(was).length + quoted(is).length > SHORT)
    return is === undefined ? `no longer has \`${keyword}\`` : `has a different \`${keyword}\``;
  if (was === undefined) return `has a \`${keyword}\` of ${quoted(is)}, it had none`;
  if (is === undefined) return `no longer has \`${keyword}\`, it was ${quoted(was)}`;
  return `has a \`${keyword}\` of ${quoted(is)}, it was ${quoted(was)}`;
}

export function newness(mandatory: boolean): string {
  return mandatory ? 'is new and mandatory' : 'is new';
}
