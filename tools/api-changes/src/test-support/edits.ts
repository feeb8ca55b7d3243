import type { JsonObject } from '../json.ts';

/** An edit of a description: a key or an entry that is taken out, or a value that is another. */
export interface DescriptionEdit {
  keys: string[];
  /** Undefined where it is taken out. */
  value?: unknown;
}

/** Each key and each entry taken out, and each value made another. */
export function* editsOf(node: object, keys: string[] = []): Generator<DescriptionEdit> {
  for (const [key, value] of Object.entries(node)) {
    const here = [...keys, key];
    yield { keys: here };
    if (typeof value === 'object' && value !== null) yield* editsOf(value, here);
    else for (const other of othersOf(key, value)) yield { keys: here, value: other };
  }
}

function othersOf(key: string, value: unknown): unknown[] {
  if (key === '$ref') return [];
  if (key === 'type' && value !== 'http' && value !== 'null')
    return [[value, 'null'], value === 'string' ? 'integer' : 'string'];
  if (typeof value === 'number') return [value + 1, value - 1];
  return [typeof value === 'boolean' ? !value : `${value}x`];
}

/** The description with an edit; undefined where references would lead nowhere, or the edit says nothing. */
export function editedBy(description: JsonObject, { keys, value }: DescriptionEdit): JsonObject | undefined {
  const head = structuredClone(description);
  const last = keys.at(-1) ?? '';
  let at: JsonObject = head;
  for (const key of keys.slice(0, -1)) at = at[key] as JsonObject;
  // A type that values or fields imply may as well be left out.
  if (last === 'type' && value === undefined && ['enum', 'const', 'properties'].some((key) => key in at))
    return undefined;
  if (keys.join('.') === 'info.version') return undefined;
  if (keys[0] === 'components' && keys.length < 4) return undefined;
  if (value !== undefined) at[last] = value;
  else if (Array.isArray(at)) at.splice(Number(last), 1);
  else delete at[last];
  return head;
}
