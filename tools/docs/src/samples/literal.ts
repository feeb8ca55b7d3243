import { WIDTH } from './sample-call.ts';

/** How a language writes the values of JSON. */
export interface Syntax {
  indent: string;
  null: string;
  true: string;
  false: string;
  text(value: string): string;
  /** What encloses a list, and a map; on one line and empty, the brackets of a map may have another form. */
  list: readonly [open: string, close: string];
  map: readonly [open: string, close: string];
  emptyMap: string;
  /** An entry of a map, up to its value. */
  key(name: string): string;
  /** Between the entries of a map on one line. In a list there is a comma. */
  separator: string;
  /** After each value on a line of its own, and after the last one. */
  lineEnd: readonly [each: string, last: string];
}

/**
 * A value as a literal, on one line if it fits.
 *
 * @param depth of the line that it begins on, in steps of indentation
 * @param column that it begins at; infinite to break it over lines in any case
 */
export function literal(value: unknown, syntax: Syntax, depth = 0, column = 0): string {
  if (value === null) return syntax.null;
  if (typeof value === 'boolean') return syntax[`${value}`];
  if (typeof value === 'string') return syntax.text(value);
  if (typeof value !== 'object') return JSON.stringify(value);
  const isList = Array.isArray(value);
  const [open, close] = isList ? syntax.list : syntax.map;
  const entries = Object.entries(value).map(
    ([name, part]) => [isList ? '' : syntax.key(name), part] as const,
  );
  if (entries.length === 0) return isList ? (open + close).trim() : syntax.emptyMap;
  const parts = entries.map(([key, part]) => key + literal(part, syntax, 0, Number.NEGATIVE_INFINITY));
  const line = open + parts.join(isList ? ', ' : syntax.separator) + close;
  if (column + line.length <= WIDTH) return line;
  const pad = syntax.indent.repeat(depth);
  const [each, last] = syntax.lineEnd;
  const lines = entries.map(([key, part], index) => {
    const begin = pad + syntax.indent + key;
    const end = index === entries.length - 1 ? last : each;
    return begin + literal(part, syntax, depth + 1, begin.length) + end;
  });
  return `${open.trimEnd()}\n${lines.join('\n')}\n${pad}${close.trimStart()}`;
}

/** A text in double quotes, with the escapes of JSON and those that a language needs besides. */
export function doubleQuoted(text: string, special?: RegExp): string {
  const json = JSON.stringify(text);
  return special ? json.replaceAll(special, '\\$&') : json;
}

/** Whether a text has characters that only an escape can show. */
export function needsEscapes(text: string): boolean {
  return /\p{Cc}/u.test(text);
}
