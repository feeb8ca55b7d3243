import { isUtf8 } from 'node:buffer';

/** The superset of Latin-1 that browsers use for `iso-8859-1`. */
const LATIN_1 = 'windows-1252';
const DECLARED = /charset\s*=\s*["']?([^\s"';,]+)/i;
const XML_DECLARED = /^\s*<\?xml[^>]*?\sencoding\s*=\s*["']([\w.:-]+)["']/;

/**
 * Decodes a body. Valid UTF-8 is decoded as UTF-8, because old clients declare wrong charsets. Otherwise the charset is that
 * of the `Content-Type` or of the XML declaration.
 *
 * @returns undefined if the bytes are invalid in this charset
 */
export function decodedText(bytes: Buffer, contentType: string | undefined): string | undefined {
  const charset =
    charsetOfMark(bytes) ??
    charsetOf(contentType) ??
    XML_DECLARED.exec(bytes.toString('latin1', 0, 200))?.[1];
  if (charset && /^utf-?16/i.test(charset)) return decoded(bytes, charset);
  if (isUtf8(bytes)) return decoded(bytes, 'utf-8');
  return decoded(bytes, charset ?? 'utf-8');
}

/** Decodes bytes as Latin-1, which has a character for each of them. */
export function latin1Text(bytes: Buffer): string {
  return new TextDecoder(LATIN_1).decode(bytes);
}

/**
 * Converts percent-encoded and raw bytes to percent-encoded UTF-8. Bytes that are not UTF-8 are decoded as Latin-1:
 * `M%FCller` becomes `M%C3%BCller`.
 *
 * @param text one character per byte, as Node decodes a URL
 */
export function repairedEscapes(text: string, charset = LATIN_1): string {
  return text.replaceAll(/(?:%[0-9a-f]{2}|[\x80-\xff])+/gi, (run) => {
    const bytes = Buffer.from(
      run.replaceAll(/%(..)/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
      'latin1',
    );
    if (isUtf8(bytes)) return run.replaceAll(/[\x80-\xff]/g, (byte) => `%${byte.charCodeAt(0).toString(16)}`);
    return encodeURIComponent(decoded(bytes, charset) ?? bytes.toString('latin1'));
  });
}

/** The same for the decoded text of a form. A percent sign without two hexadecimal digits is escaped. */
export function repairedForm(text: string, contentType: string | undefined): string {
  const charset = charsetOf(contentType);
  return repairedPercents(text).replaceAll(/(?:%[0-9a-f]{2})+/gi, (run) => repairedEscapes(run, charset));
}

/** Escapes percent signs without two hexadecimal digits. */
export function repairedPercents(text: string): string {
  return text.replaceAll(/%(?![0-9a-f]{2})/gi, '%25');
}

function charsetOf(contentType: string | undefined): string | undefined {
  return DECLARED.exec(contentType ?? '')?.[1];
}

/** The charset of a byte order mark. */
function charsetOfMark([first, second]: Buffer): string | undefined {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : undefined;
}

/** @returns undefined if the bytes are invalid in the charset, or it is unknown */
function decoded(bytes: Buffer, charset: string): string | undefined {
  try {
    return new TextDecoder(charset, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
