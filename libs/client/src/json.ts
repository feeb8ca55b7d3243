/** What a JSON reviver is told beside key and value: the source text of a primitive. */
interface ReviverContext {
  source?: string;
}

/** How many digits 2^53 has: no shorter number loses any. */
const LONG = 16;

/**
 * Parses JSON without losing digits: an integer beyond 2^53 becomes a string of its digits.
 *
 * @throws SyntaxError when the text is not JSON
 */
export function parseJson(text: string): unknown {
  // A reviver costs four to six times as much as plain parsing, so it only runs where there may be such a number.
  return hasLongRun(text)
    ? JSON.parse(text, exactly as (key: string, value: unknown) => unknown)
    : JSON.parse(text);
}

/** JSON in which every integer beyond 2^53 has become a string of its digits. What is not JSON stays as it is. */
export function exactJson(text: string): string {
  if (!hasLongRun(text)) return text;
  try {
    return JSON.stringify(parseJson(text));
  } catch {
    return text;
  }
}

function exactly(_key: string, value: unknown, context?: ReviverContext): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  const source = context?.source;
  return source !== undefined && /^-?\d+$/.test(source) ? source : value;
}

/** Whether so many digits stand in a row. One of them is at a multiple of their number then: the others are not looked at. */
function hasLongRun(text: string): boolean {
  for (let at = LONG - 1; at < text.length; at += LONG) {
    if (!isDigit(text, at)) continue;
    let from = at;
    while (isDigit(text, from - 1)) from -= 1;
    let to = at;
    while (isDigit(text, to + 1)) to += 1;
    if (to - from + 1 >= LONG) return true;
  }
  return false;
}

/** Unsigned, what is below the digits lies above them: one comparison instead of two. */
function isDigit(text: string, at: number): boolean {
  return (text.charCodeAt(at) - 48) >>> 0 < 10;
}
