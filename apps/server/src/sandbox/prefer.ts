/** A preference of a `Prefer` header (RFC 7240): `fault=drop; effect=done`. */
export interface Preference {
  /** In lower case. */
  name: string;
  value: string;
  /** Names in lower case. */
  parameters: Record<string, string>;
}

/** A name, an optional value, possibly quoted, and the separator. */
const TOKEN = /\s*([^\s;,="]+)\s*(?:=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;,"]*)))?\s*([;,]|$)/gy;

/** Parses a `Prefer` header up to the first syntax error. */
export function readPreferences(header: string): Preference[] {
  const preferences: Preference[] = [];
  let current: Preference | undefined;
  for (const [, name = '', quoted, word = '', end] of header.matchAll(TOKEN)) {
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
