import qs from 'qs';
import { CallError } from '../calls/faults.ts';
import { readJson } from '../json.ts';
import { decodedText, isForm, repairedForm } from './charset.ts';
import { fromXml } from './xml.ts';

const QS_OPTIONS: qs.IParseOptions = { depth: 5, arrayLimit: 1000, parameterLimit: 1000 };

/** Parses a query or a form, including `a[b]=1`, `a[]=1&a[]=2`, `a[0]=1` and `a=1&a=2`. */
export function parseForm(text: string): Record<string, unknown> {
  return qs.parse(text, QS_OPTIONS) as Record<string, unknown>;
}

/**
 * Parses a body. Its format is detected: XML, a form if the header says so, otherwise JSON. Old clients send a wrong content
 * type or none.
 *
 * @throws CallError if it is invalid
 */
export function parseBody(bytes: Buffer, contentType: string | undefined): Record<string, unknown> {
  const text = decodedText(bytes, contentType);
  if (text === undefined) throw unreadable();
  if (text.trim() === '') return {};
  if (isForm(contentType) && !/^\s*[<{[]/.test(text)) return parseForm(repairedForm(text, contentType));
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

function unreadable(): CallError {
  return new CallError('The request body could not be read');
}
