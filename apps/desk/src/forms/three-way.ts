/** What a field holds. */
export type FieldValue = string | boolean | null;

/** The fields of a form, each as its input has it. */
export type Fields<Values> = Record<keyof Values, FieldValue>;

export type FieldOf<Values> = keyof Values & string;

/** A field that changed, with its value when the form was opened and its value now. */
export interface Change<Name extends string = string> {
  field: Name;
  opened: FieldValue;
  now: FieldValue;
}

/** A field that the person and somebody else have changed, to different values. */
export interface Conflict<Name extends string = string> extends Change<Name> {
  mine: FieldValue;
}

/** Puts two changes of a field together; undefined where they contradict each other. */
export type Merge = (
  field: string,
  base: FieldValue,
  mine: FieldValue,
  now: FieldValue,
) => FieldValue | undefined;

function fieldsOf<Values extends Fields<Values>>(values: Values): FieldOf<Values>[] {
  return Object.keys(values) as FieldOf<Values>[];
}

/** The fields of `to` that differ from `from`: a field that is absent is to be left alone. */
export function changesOf<Values extends Fields<Values>>(from: Values, to: Values): Partial<Values> {
  const changes: Partial<Values> = {};
  for (const field of fieldsOf(to)) if (to[field] !== from[field]) changes[field] = to[field];
  return changes;
}

export function isChanged<Values extends Fields<Values>>(from: Values, to: Values): boolean {
  return Object.keys(changesOf(from, to)).length > 0;
}

/**
 * Takes up what others have changed since `base`: fields that the person left alone follow the record, those that they
 * changed stay. What both changed differently stays as it was in `base` and is found by `conflictsOf`.
 *
 * @param merge puts both changes of a field together where it can
 */
export function rebase<Values extends Fields<Values>>(
  base: Values,
  mine: Values,
  now: Values,
  merge?: Merge,
): { base: Values; mine: Values } {
  const next = { base: { ...base }, mine: { ...mine } };
  for (const field of fieldsOf(now)) {
    const untouched = mine[field] === base[field] || mine[field] === now[field];
    const merged = untouched ? now[field] : merge?.(field, base[field], mine[field], now[field]);
    if (merged === undefined) continue;
    next.base[field] = now[field];
    next.mine[field] = merged as Values[typeof field];
  }
  return next;
}

/** What the person has to decide: the fields that they and somebody else have changed to different values. */
export function conflictsOf<Values extends Fields<Values>>(
  base: Values,
  mine: Values,
  now: Values,
): Conflict<FieldOf<Values>>[] {
  return fieldsOf(now)
    .filter(
      (field) => now[field] !== base[field] && mine[field] !== base[field] && mine[field] !== now[field],
    )
    .map((field) => ({ field, opened: base[field], now: now[field], mine: mine[field] }));
}

/** What others have changed since the form was opened, and the form has taken up. */
export function followedOf<Values extends Fields<Values>>(
  opened: Values,
  base: Values,
  mine: Values,
): Change<FieldOf<Values>>[] {
  return fieldsOf(base)
    .filter((field) => base[field] !== opened[field] && mine[field] === base[field])
    .map((field) => ({ field, opened: opened[field], now: base[field] }));
}
