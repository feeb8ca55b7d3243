/** A whole JSON string or number, so that digits inside a string do not match. What is no integer is in the group. */
const TOKEN = /("[^"\\]*(?:\\.[^"\\]*)*"|-?\d+[.eE][\d.eE+-]*)|-?\d+/gs;
/** The number of digits of 2^53: no shorter integer loses precision. */
const LONG = 16;

/** Replaces every integer beyond 2^53 in a JSON text by a string of its digits; returns other texts unchanged. */
export function exactText(text: string): string {
  if (!hasLongRun(text)) return text;
  const exact = text.replace(TOKEN, (token, other) =>
    other || isExact(Number(token)) ? token : `"${token}"`,
  );
  try {
    JSON.parse(exact);
    return exact;
  } catch {
    return text;
  }
}

/** Whether JavaScript has not rounded a number, as it does with integers beyond 2^53. NaN is not exact either. */
export function isExact(number: number): boolean {
  return Math.abs(number) < 2 ** 53;
}

/** Whether the text has {@link LONG} digits in a row. One of them is at a multiple of LONG, so only these are checked. */
function hasLongRun(text: string): boolean {
  const isDigit = (at: number) => (text[at] as string) >= '0' && (text[at] as string) <= '9';
  for (let at = LONG - 1; at < text.length; at += LONG) {
    let from = at;
    while (isDigit(from)) from -= 1;
    let to = at;
    while (isDigit(to)) to += 1;
    // Both are next to the run, outside of it.
    if (to - from > LONG) return true;
  }
  return false;
}
