/** A text or a number of JSON, whole, so that digits inside a text are not taken for a number. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/gs;
/** 2^53 has so many digits: no shorter number loses any. */
const LONG = 16;
const LONG_INTEGER = /^-?\d{16,}$/;

/** An answer's text in which, if it is JSON, every integer beyond 2^53 has become a string of its digits. */
export function exactText(text: string): string {
  if (!hasLongRun(text)) return text;
  const exact = text.replace(TOKEN, (token) =>
    LONG_INTEGER.test(token) && !Number.isSafeInteger(Number(token)) ? `"${token}"` : token,
  );
  try {
    JSON.parse(exact);
    return exact;
  } catch {
    return text;
  }
}

/** Whether so many digits stand in a row. One of them is at a multiple of their number then: the others are not looked at. */
function hasLongRun(text: string): boolean {
  const { length } = text;
  for (let at = LONG - 1; at < length; at += LONG) {
    if (!isDigit(text.charCodeAt(at))) continue;
    let from = at;
    while (from > 0 && isDigit(text.charCodeAt(from - 1))) from -= 1;
    let to = at + 1;
    while (to < length && isDigit(text.charCodeAt(to))) to += 1;
    if (to - from >= LONG) return true;
  }
  return false;
}

/** Unsigned, what is below the digits lies above them: one comparison instead of two. */
function isDigit(code: number): boolean {
  return (code - 48) >>> 0 < 10;
}
