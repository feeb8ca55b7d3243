/** Runs checks in sequence, and returns the line that says that all passed. */
export async function run(...tables: Record<string, () => Promise<void>>[]): Promise<string> {
  const checks = tables.flatMap((table) => Object.entries(table));
  for (const [name, check] of checks) {
    try {
      await check();
    } catch (error) {
      throw new Error(`${name}: ${(error as Error).stack}`);
    }
  }
  return `${checks.length} checks passed`;
}
