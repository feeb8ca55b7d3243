import qs from 'qs';
import { CallError } from '../calls/faults.ts';
import { readJson } from '../json.ts';
import { isForm, mendedForm, textOf } from './text.ts';
import { fromXml } from './xml.ts';

const QS_OPTIONS: qs.IParseOptions = { depth: 5, arrayLimit: 1000, parameterLimit: 1000 };

/** Reads a query or a form: `a[b]=1`, `a[]=1&a[]=2`, `a[0]=1` and `a=1&a=2` are understood. */
export function readForm(text: string): Record<string, unknown> {
  return qs.parse(text, QS_OPTIONS) as Record<string, unknown>;
}

/**
 * Reads a body by what it looks like: XML, a form when the header says so, else JSON. Old clients name the wrong type or
 * none.
 *
 * @throws CallError when it is neither
 */
export function readBody(bytes: Buffer, contentType: string | undefined): Record<string, unknown> {
  const text = textOf(bytes, contentType);
  if (text === undefined) throw unreadable();
  if (text.trim() === '') return {};
  if (isForm(contentType) && !/^\s*[<{[]/.test(text)) return readForm(mendedForm(text, contentType));
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
