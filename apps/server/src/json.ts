// TypeScript's libraries do not declare it yet.
const { rawJSON } = JSON as unknown as { rawJSON(text: string): unknown };

/** Serializes JSON with bigints as numbers. JSON.stringify refuses bigints, so only values with bigints take the slower path. */
export function writeJson(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return JSON.stringify(value, (_key, item) => (typeof item === 'bigint' ? rawJSON(String(item)) : item));
  }
}

/** Parses JSON. Whole numbers above 2^53, which JSON.parse would round, become bigints. */
export function readJson(text: string): unknown {
  if (!/\d{16}/.test(text)) return JSON.parse(text);
  return JSON.parse(text, (_key, value, context?: { source?: string }) =>
    typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d{1,400}$/.test(context?.source ?? '')
      ? BigInt(context?.source as string)
      : value,
  );
}
