import { isDeepStrictEqual } from 'node:util';

/** Where two values differ, as JSON pointers with both values; the order of keys does not matter. */
export function differencesOf(before: unknown, after: unknown, pointer = ''): string[] {
  if (isDeepStrictEqual(before, after)) return [];
  if (!isParent(before) || !isParent(after) || Array.isArray(before) !== Array.isArray(after))
    return [`${pointer || '/'}: ${shortOf(before)} became ${shortOf(after)}`];
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].flatMap((key) => {
    const segment = key.replaceAll('~', '~0').replaceAll('/', '~1');
    return differencesOf(before[key], after[key], `${pointer}/${segment}`);
  });
}

function isParent(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function shortOf(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 100 ? `${text.slice(0, 99)}…` : text;
}
