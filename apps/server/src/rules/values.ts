import type { RuleContext } from '../calls/context.ts';

/** Whether a value is neither absent nor blank. */
export function isGiven<Value>(value: Value | null | undefined): value is Value {
  return value !== undefined && value !== null;
}

/** The value of a call, or the previous one if it is absent. */
export function given<Value>(value: Value | undefined, before: Value): Value {
  return value === undefined ? before : value;
}

/** The changed fields of a row. */
export function changedColumns<Row extends object>(before: Row, after: Row): Partial<Row> {
  const names = Object.keys(after) as (keyof Row)[];
  const changed = names.filter((name) => after[name] !== before[name]);
  return Object.fromEntries(changed.map((name) => [name, after[name]])) as Partial<Row>;
}

/** The stored form of a flag. */
export function bit(flag: boolean | undefined): 0 | 1 | undefined {
  return flag === undefined ? undefined : flag ? 1 : 0;
}

/** A flag that is stored as the moment when it was set; null if it is not. */
export function sinceWhen(
  { now }: RuleContext,
  flag: boolean | undefined,
  before: number | null,
): number | null {
  if (flag === undefined) return before;
  return flag ? (before ?? now) : null;
}

/** Merges values into a stored JSON object. A blank value removes its name. */
export function mergedValues(before: string, input: Record<string, string> | undefined): string {
  if (!input) return before;
  const merged = { ...(JSON.parse(before) as Record<string, string>), ...input };
  return JSON.stringify(Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== '')));
}
