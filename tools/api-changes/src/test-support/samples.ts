import { type FlatSchema, flatten, typesOf, unionOf } from '../flat.ts';
import { isJsonObject, type JsonObject } from '../json.ts';

const TEXTS = ['', 'x', 'y'.repeat(255), 'y'.repeat(256), '2010-', '12/', '123', '[E400] x'];
const VALUES: Record<string, unknown[]> = {
  integer: [1, 100, 101],
  number: [1, 1.5],
  boolean: [true, false],
  null: [null],
};

/** Fields beyond this deep are left out, since components may refer to themselves. */
const DEPTH = 8;

/** Values that a schema takes: each of a set, each member of a union, each field left out or with each of its values. */
export function samplesOf(document: JsonObject, schema: JsonObject, depth = 0): unknown[] {
  const flat = flatten(document, schema, '', new Set());
  if ('const' in flat.keywords) return [flat.keywords.const];
  if (Array.isArray(flat.keywords.enum)) return flat.keywords.enum;
  const union = unionOf(flat);
  if (union) return union.flatMap((member) => samplesOf(document, member, depth));
  if (depth > DEPTH) return [];
  return typesOf(flat).flatMap((type) => {
    if (type === 'object') return objectsOf(document, flat, depth);
    if (type === 'array') return listsOf(document, flat, depth);
    return type === 'string' ? textsOf(flat) : (VALUES[type] ?? []);
  });
}

function textsOf({ keywords: { pattern = '', maxLength = 1000 } }: FlatSchema): string[] {
  return TEXTS.filter((text) => new RegExp(String(pattern)).test(text) && text.length <= Number(maxLength));
}

function listsOf(document: JsonObject, { keywords: { items } }: FlatSchema, depth: number): unknown[] {
  const entries = isJsonObject(items) ? samplesOf(document, items, depth + 1) : [];
  return [[], ...entries.map((entry) => [entry])];
}

function objectsOf(
  document: JsonObject,
  { keywords, properties, required }: FlatSchema,
  depth: number,
): unknown[] {
  const values = new Map(
    [...properties].map(([name, { schema }]) => [name, samplesOf(document, schema, depth + 1)]),
  );
  const named = [...values].filter(([, samples]) => samples.length > 0);
  const full = Object.fromEntries(named.map(([name, [first]]) => [name, first]));
  const least = Object.fromEntries(Object.entries(full).filter(([name]) => required.has(name)));
  const others = isJsonObject(keywords.additionalProperties)
    ? samplesOf(document, keywords.additionalProperties, depth + 1).map((value) => ({
        ...full,
        other: value,
      }))
    : [];
  const varied = named.flatMap(([name, [, ...rest]]) => rest.map((value) => ({ ...full, [name]: value })));
  return [full, least, ...varied, ...others];
}
