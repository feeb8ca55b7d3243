// TypeScript's libraries do not know it yet.
const { rawJSON } = JSON as unknown as { rawJSON(text: string): unknown };

/** JSON in which ids beyond 2^53 are the numbers they are. JSON.stringify knows no bigint, so few pay for it. */
export function writeJson(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return JSON.stringify(value, (_key, part) => (typeof part === 'bigint' ? rawJSON(String(part)) : part));
  }
}

/** JSON.parse rounds whole numbers beyond 2^53; these become bigints. The slow way is only gone where it is needed. */
export function readJson(text: string): unknown {
  if (!/\d{16}/.test(text)) return JSON.parse(text);
  return JSON.parse(text, (_key, value, context?: { source?: string }) =>
    typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d{1,400}$/.test(context?.source ?? '')
      ? BigInt(context?.source as string)
      : value,
  );
}
