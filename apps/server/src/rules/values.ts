import type { RuleContext } from '../calls/context.ts';

/** Whether a call gives a value: neither absent nor blank. An id of 0 is one, which nothing has. */
export function isGiven<Value>(value: Value | null | undefined): value is Value {
  return value !== undefined && value !== null;
}

/** A value of a call, or what was there when the call does not say. */
export function given<Value>(value: Value | undefined, before: Value): Value {
  return value === undefined ? before : value;
}

/** The fields of a row that are no longer what they were. */
export function differences<Row extends object>(before: Row, after: Row): Partial<Row> {
  const names = Object.keys(after) as (keyof Row)[];
  const changed = names.filter((name) => after[name] !== before[name]);
  return Object.fromEntries(changed.map((name) => [name, after[name]])) as Partial<Row>;
}

/** A flag of a call as it is stored. */
export function bit(flag: boolean | undefined): 0 | 1 | undefined {
  return flag === undefined ? undefined : flag ? 1 : 0;
}

/** When a flag that is kept as a moment was set: now at the earliest, null once it is cleared. */
export function sinceWhen(
  { now }: RuleContext,
  flag: boolean | undefined,
  before: number | null,
): number | null {
  if (flag === undefined) return before;
  return flag ? (before ?? now) : null;
}

/** Values by name, kept as JSON: merged by name, a blank value removes one. */
export function mergedValues(before: string, input: Record<string, string> | undefined): string {
  if (!input) return before;
  const merged = { ...(JSON.parse(before) as Record<string, string>), ...input };
  return JSON.stringify(Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== '')));
}
