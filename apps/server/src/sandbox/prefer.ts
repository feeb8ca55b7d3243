/** A preference of a `Prefer` header (RFC 7240): `fault=drop; effect=done`. */
export interface Preference {
  /** In lower case. */
  name: string;
  value: string;
  /** Names in lower case. */
  parameters: Record<string, string>;
}

/** A name, perhaps a value of one word or in quotes, and what stands between it and the next. */
const PART = /\s*([^\s;,="]+)\s*(?:=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;,"]*)))?\s*([;,]|$)/gy;

/** Reads a `Prefer` header; what follows the first thing that is no preference is not read. */
export function readPreferences(header: string): Preference[] {
  const preferences: Preference[] = [];
  let current: Preference | undefined;
  for (const [, name = '', quoted, word = '', end] of header.matchAll(PART)) {
    const value = quoted?.replaceAll(/\\(.)/g, '$1') ?? word;
    if (current) current.parameters[name.toLowerCase()] = value;
    else {
      current = { name: name.toLowerCase(), value, parameters: {} };
      preferences.push(current);
    }
    if (end === ',') current = undefined;
  }
  return preferences;
}
