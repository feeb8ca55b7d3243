/** A text or a number of JSON, whole, so that digits inside a text are not taken for a number. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/gs;
/** 2^53 has 16 digits: no shorter number loses any. */
const LONG_INTEGER = /^-?\d{16,}$/;

const decoder = /* @__PURE__ */ new TextDecoder();

/** The text of an answer in which, if it is JSON, every integer beyond 2^53 has become a string of its digits. */
export function exactText(bytes: ArrayBuffer): string {
  const text = decoder.decode(bytes);
  if (!mayHoldLongInteger(bytes)) return text;
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

/**
 * Whether 16 digits may stand in a row. They fill three words of four bytes at least: one word in three is looked at, and
 * those around it only where it is of digits itself. That takes half the time of a look at the text.
 */
function mayHoldLongInteger(bytes: ArrayBuffer): boolean {
  const words = new Int32Array(bytes, 0, bytes.byteLength >> 2);
  for (let at = 2; at < words.length; at += 3) {
    if (!isDigits(words[at])) continue;
    const [before, behind] = [isDigits(words[at - 1]), isDigits(words[at + 1])];
    if (before ? behind || isDigits(words[at - 2]) : behind && isDigits(words[at + 2])) return true;
  }
  return false;
}

/** Four digits: 30 to 39, and still in the thirties with 6 more, as the colon of a time is not. */
function isDigits(word = 0): boolean {
  return (word & 0xf0f0f0f0) === 0x30303030 && ((word + 0x06060606) & 0xf0f0f0f0) === 0x30303030;
}
