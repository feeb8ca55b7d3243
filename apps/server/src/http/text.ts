import { isUtf8 } from 'node:buffer';

/** What browsers read where `iso-8859-1` is declared: Latin-1, and a few characters more. */
const LATIN_1 = 'windows-1252';
const DECLARED = /charset\s*=\s*["']?([^\s"';,]+)/i;
const XML_DECLARED = /^\s*<\?xml[^>]*?\sencoding\s*=\s*["']([\w.:-]+)["']/;

/**
 * The text of a body: UTF-8 where it is, since old clients declare the wrong charset, else what its `Content-Type` or
 * its XML declaration says. A form that is neither is read as Latin-1.
 *
 * @returns undefined when the bytes are no text
 */
export function textOf(bytes: Buffer, contentType: string | undefined): string | undefined {
  const charset =
    markOf(bytes) ?? charsetOf(contentType) ?? XML_DECLARED.exec(bytes.toString('latin1', 0, 200))?.[1];
  if (charset && /^utf-?16/i.test(charset)) return decoded(bytes, charset);
  if (isUtf8(bytes)) return decoded(bytes, 'utf-8');
  return decoded(bytes, charset ?? (isForm(contentType) ? LATIN_1 : 'utf-8'));
}

/** Whether a `Content-Type` is that of a form. */
export function isForm(contentType: string | undefined): boolean {
  return contentType?.includes('x-www-form-urlencoded') ?? false;
}

/**
 * Rewrites percent-encoded bytes, and bytes that were sent as they are, as UTF-8. Those that are not UTF-8 are read as
 * Latin-1: `M%FCller` is `M%C3%BCller`.
 *
 * @param text a character for each byte, as Node reads an address
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

/** The same for a form, whose text is read already. A percent sign that encodes nothing stands for itself. */
export function mendedForm(text: string, contentType: string | undefined): string {
  const charset = charsetOf(contentType);
  return repairedPercents(text).replaceAll(/(?:%[0-9a-f]{2})+/gi, (run) => repairedEscapes(run, charset));
}

/** Has a percent sign that encodes nothing stand for itself. */
export function repairedPercents(text: string): string {
  return text.replaceAll(/%(?![0-9a-f]{2})/gi, '%25');
}

function charsetOf(contentType: string | undefined): string | undefined {
  return DECLARED.exec(contentType ?? '')?.[1];
}

/** The charset that a byte order mark tells. */
function markOf([first, second]: Buffer): string | undefined {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : undefined;
}

/** @returns undefined when they are not text of this charset, or it is unknown */
function decoded(bytes: Buffer, charset: string): string | undefined {
  try {
    return new TextDecoder(charset, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
