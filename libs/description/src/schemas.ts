import { type Description, resolve, type Schema } from './description.ts';

/**
 * The schemas that have the fields of an object: those that it extends, its own, and its alternatives, whose fields are
 * all optional. Alternatives that are `readOnly` are left out.
 */
export function partsOf(description: Description, schema: Schema): Schema[] {
  const own = resolve(description, schema);
  const added = (own.allOf ?? []).flatMap((part) => partsOf(description, part));
  const written = (own.anyOf ?? []).filter(({ readOnly }) => !readOnly);
  const alternatives = written.flatMap((part) => partsOf(description, part));
  return [...added, own, ...alternatives.map(({ required: _, ...part }) => part)];
}

/** A schema of exactly one JSON type. */
export interface Alternative extends Schema {
  type: string;
}

/** The alternatives of a schema, one for each JSON type or constant; empty if it allows anything. */
export function alternativesOf(description: object, schema: Schema | undefined): Alternative[] {
  if (!schema) return [];
  if (schema.$ref) return alternativesOf(description, resolve(description, schema));
  if (schema.allOf) return [extended(description, schema.allOf, schema)];
  const several = (schema.anyOf ?? schema.oneOf)?.filter((each) => !each['x-guide-print']);
  if (several) return several.flatMap((each) => alternativesOf(description, each));
  return [schema.type ?? []].flat().map((type) => ({ ...schema, type }));
}

/** Merges an object schema with those that it extends. */
function extended(description: object, bases: readonly Schema[], own: Schema): Alternative {
  const parts = [...bases.flatMap((base) => alternativesOf(description, base)), own];
  return {
    type: 'object',
    required: parts.flatMap(({ required = [] }) => required),
    properties: Object.assign({}, ...parts.map(({ properties }) => properties)),
  };
}

/** The fields of an object that is one of these. A field of several alternatives may match any of them. */
export function fieldsOf(alternatives: readonly Alternative[]): Record<string, Schema> {
  const schemas = new Map<string, Schema[]>();
  for (const { properties = {} } of alternatives) {
    for (const [key, schema] of Object.entries(properties))
      schemas.set(key, [...(schemas.get(key) ?? []), schema]);
  }
  return Object.fromEntries(
    [...schemas].map(([key, several]) => [
      key,
      several.length > 1 ? { anyOf: several } : (several[0] as Schema),
    ]),
  );
}

/** Whether an object may be this alternative: no field contradicts it by being null or another constant. */
export function mayBe(description: object, value: object, { properties = {} }: Alternative): boolean {
  return Object.entries(value).every(([key, inside]) => {
    const allowed = alternativesOf(description, properties[key]);
    const takes = ({ type, const: constant }: Alternative) =>
      (type === 'null') === (inside === null) && (constant === undefined || constant === inside);
    return allowed.length === 0 || allowed.some(takes);
  });
}

/** All field names in the schemas of the description. */
export function fieldNamesOf({ components }: Description): Set<string> {
  const names = new Set<string>();
  const look = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    for (const name of Object.keys((node as Schema).properties ?? {})) names.add(name);
    for (const inside of Object.values(node)) look(inside);
  };
  look(components.schemas);
  return names;
}

/**
 * A copy in which an object has no fields other than those of its schema.
 *
 * @param isLeft whether a part of the description is left out of the copy
 */
export function closed(
  description: Description,
  isLeft: (key: string, part: unknown) => boolean,
): Description {
  const extended = new Set(extendedBy(description, description));
  const copyOf = (node: unknown): unknown => {
    if (typeof node !== 'object' || node === null) return node;
    const parts = Object.entries(node).filter(([key, part]) => !isLeft(key, part));
    if (Array.isArray(node)) return parts.map(([, part]) => copyOf(part));
    const copy: Record<string, unknown> = Object.fromEntries(parts.map(([key, part]) => [key, copyOf(part)]));
    const isShape = copy.type === 'object' && typeof copy.properties === 'object';
    if (Array.isArray(copy.allOf)) copy.unevaluatedProperties = false;
    else if (isShape && !extended.has(node)) copy.additionalProperties ??= false;
    return copy;
  };
  return copyOf(description) as Description;
}

/** The schemas that others extend with `allOf`. If they were closed, they would refuse the added fields. */
function extendedBy(description: Description, node: unknown): object[] {
  if (typeof node !== 'object' || node === null) return [];
  const { allOf } = node as { allOf?: object[] };
  const own = Array.isArray(allOf) ? allOf.map((part) => resolve(description, part)) : [];
  return [...own, ...Object.values(node).flatMap((part) => extendedBy(description, part))];
}
