/** How many digits 2^53 has: no shorter number loses any. */
const LONG = 16;
/** A text or a number of JSON, whole, so that digits inside a text are not taken for a number. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/gs;

/**
 * Parses JSON without losing digits: an integer beyond 2^53 becomes a string of its digits.
 *
 * @throws SyntaxError when the text is not JSON
 */
export function parseJson(text: string): unknown {
  return JSON.parse(hasLongRun(text) ? quoted(text) : text);
}

/** JSON in which every integer beyond 2^53 has become a string of its digits. What is not JSON stays as it is. */
export function exactJson(text: string): string {
  if (!hasLongRun(text)) return text;
  const exact = quoted(text);
  try {
    JSON.parse(exact);
    return exact;
  } catch {
    return text;
  }
}

function quoted(text: string): string {
  return text.replace(TOKEN, (token) =>
    /^-?\d{16,}$/.test(token) && !Number.isSafeInteger(Number(token)) ? `"${token}"` : token,
  );
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

/** Not before the text and not after it, where there is no code that could be compared. */
function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 48 && code <= 57;
}
