import qs from 'qs';
import { CallError } from '../calls/faults.ts';
import { readJson } from '../json.ts';
import { decodedText, latin1Text, repairedForm } from './charset.ts';
import { fromXml } from './xml.ts';

const QS_OPTIONS: qs.IParseOptions = {
  depth: 5,
  arrayLimit: 1000,
  parameterLimit: 1000,
  // Custom fields may have names such as `constructor`.
  allowPrototypes: true,
};

/** Parses a query or a form, including `a[b]=1`, `a[]=1&a[]=2`, `a[0]=1` and `a=1&a=2`. */
export function parseForm(text: string): Record<string, unknown> {
  return qs.parse(text, QS_OPTIONS) as Record<string, unknown>;
}

/** The start of JSON and XML. */
const MARKUP = /^\s*[<{[]/;
/** The first name of a form: `title=` or `incident[title]=`, whose brackets may be percent-encoded. */
const FORM_START = /^\s*[a-z_]\w*(?:(?:\[|%5b)[^=&]*)?=/i;

/**
 * Parses a body. Its format is detected, because old clients send a wrong content type or none: XML, a form or JSON. The bytes
 * of a form that are neither UTF-8 nor in the declared charset are Latin-1.
 *
 * @throws CallError if it is invalid
 */
export function parseBody(bytes: Buffer, contentType: string | undefined): Record<string, unknown> {
  const declared = decodedText(bytes, contentType);
  const text = declared ?? latin1Text(bytes);
  if (text.trim() === '') return {};
  if (isForm(text, contentType)) return parseForm(repairedForm(text.trimStart(), contentType));
  if (declared === undefined) throw unreadable();
  let value: unknown;
  try {
    value = text.trimStart().startsWith('<') ? fromXml(text) : readJson(text);
  } catch {
    throw unreadable();
  }
  if (value === null) return {};
  if (typeof value !== 'object' || Array.isArray(value)) throw unreadable();
  return value as Record<string, unknown>;
}

/** Whether a body is a form: its header says so, or it begins like one. */
function isForm(text: string, contentType: string | undefined): boolean {
  if (MARKUP.test(text)) return false;
  return (contentType?.includes('x-www-form-urlencoded') ?? false) || FORM_START.test(text);
}

function unreadable(): CallError {
  return new CallError('The request body could not be read');
}
