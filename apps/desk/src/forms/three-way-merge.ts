/** The value of an input. */
export type FieldValue = string | boolean | null;

/** The input values of a form by field. */
export type FormValues = Record<string, FieldValue>;

/** A field that others changed, with its value when the form was opened and its current value. */
export interface FieldChange {
  field: string;
  opened: FieldValue | undefined;
  now: FieldValue;
}

/** A field that the user and others changed to different values. */
export interface Conflict extends FieldChange {
  mine: FieldValue | undefined;
}

/** Merges two changes of a field; undefined if they conflict. */
export type Merge = (
  field: string,
  base: FieldValue,
  mine: FieldValue,
  now: FieldValue,
) => FieldValue | undefined;

/** The fields of `to` that differ from `from`. */
export function changesOf(from: FormValues, to: FormValues): FormValues {
  return Object.fromEntries(Object.entries(to).filter(([field, value]) => value !== from[field]));
}

export function isChanged(from: FormValues, to: FormValues): boolean {
  return Object.keys(changesOf(from, to)).length > 0;
}

/**
 * Adopts changes by others since `base`, except for fields that the user changed too. A conflicting field keeps its value
 * of `base`, so that `conflictsOf` finds it.
 */
export function rebase(base: FormValues, mine: FormValues, now: FormValues, merge?: Merge) {
  const next = { base: { ...base }, mine: { ...mine } };
  for (const [field, value] of Object.entries(now)) {
    const untouched = mine[field] === base[field] || mine[field] === value;
    const merged = untouched ? value : merge?.(field, base[field] ?? null, mine[field] ?? null, value);
    if (merged === undefined) continue;
    next.base[field] = value;
    next.mine[field] = merged;
  }
  return next;
}

/** The fields that the user and others changed to different values. */
export function conflictsOf(base: FormValues, mine: FormValues, now: FormValues): Conflict[] {
  return Object.entries(now)
    .filter(([field, value]) => value !== base[field] && mine[field] !== base[field] && mine[field] !== value)
    .map(([field, value]) => ({ field, opened: base[field], now: value, mine: mine[field] }));
}

/** The changes by others that the form has adopted since it was opened. */
export function adoptedChanges(opened: FormValues, base: FormValues, mine: FormValues): FieldChange[] {
  return Object.entries(base)
    .filter(([field, value]) => value !== opened[field] && mine[field] === value)
    .map(([field, value]) => ({ field, opened: opened[field], now: value }));
}
