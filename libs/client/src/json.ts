/** What a JSON reviver is told beside key and value: the source text of a primitive. */
interface ReviverContext {
  source?: string;
}

// A reviver costs four to six times as much as plain parsing, so it only runs where an answer has a number that long.
const LONG_NUMBER = /[:[,]\s*-?\d{16}/;

/**
 * Parses JSON without losing digits: an integer beyond 2^53 becomes a string of its digits.
 *
 * @throws SyntaxError when the text is not JSON
 */
export function parseJson(text: string): unknown {
  return LONG_NUMBER.test(text)
    ? JSON.parse(text, exactly as (key: string, value: unknown) => unknown)
    : JSON.parse(text);
}

/** JSON in which every integer beyond 2^53 has become a string of its digits. What is not JSON stays as it is. */
export function exactJson(text: string): string {
  if (!LONG_NUMBER.test(text)) return text;
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
