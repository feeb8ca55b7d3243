const VERSION = '1.0';

/** What every answer is wrapped in when the call was carried out. */
export function success(result: unknown): string {
  return stringify({ result, version: VERSION, status: 'Success' });
}

/** The code of each kind of failure. */
export type Code = 'E400' | 'E902' | 'E906';

/** What every answer is wrapped in when it was not: an entry per fault. */
export function failed(code: Code, ...faults: string[]): string {
  return stringify({
    errors: faults.map((fault) => ({ error: `[${code}] ${fault}` })),
    version: VERSION,
    status: 'Failed',
  });
}

/** JSON in which ids beyond 2^53 are the numbers they are. JSON.stringify knows no bigint, so few pay for it. */
function stringify(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return JSON.stringify(value, (_key, part) => (typeof part === 'bigint' ? rawJSON(String(part)) : part));
  }
}

// TypeScript's libraries do not know it yet.
const { rawJSON } = JSON as unknown as { rawJSON(text: string): unknown };
