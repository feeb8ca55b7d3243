import type { Description, Schema } from './description.ts';
import { type Operation, operationsById } from './operations.ts';
import { alternativesOf, fieldsOf } from './schemas.ts';

/** The schema of `result` in the envelope of a success. */
export function resultSchemaOf(description: Description, { responseSchemas }: Operation): Schema | undefined {
  const envelopes = alternativesOf(description, responseSchemas[200]);
  return envelopes.find((each) => each.properties?.result)?.properties?.result;
}

/**
 * The schemas of the fields that every example of an object has. v1 always sends them, though its guide does not say so.
 * A field that only some examples have, such as the link to an author, depends on the data.
 */
export function fieldsAlwaysShown(description: Description): Set<Schema> {
  const shown = new Map<Schema, boolean>();
  function look(value: unknown, schema: Schema | undefined): void {
    const alternatives = alternativesOf(description, schema);
    if (Array.isArray(value)) {
      const items = alternatives.find(({ type }) => type === 'array')?.items;
      for (const entry of value) look(entry, items);
      return;
    }
    if (typeof value !== 'object' || value === null) return;
    for (const { properties } of alternatives) {
      for (const [key, field] of Object.entries(properties ?? {}))
        shown.set(field, (shown.get(field) ?? true) && key in value);
    }
    const fields = fieldsOf(alternatives);
    for (const [key, inside] of Object.entries(value)) look(inside, fields[key]);
  }
  for (const operation of operationsById(description).values()) {
    const schema = resultSchemaOf(description, operation);
    for (const { value } of Object.values(operation.responseExamples[200] ?? {}))
      look((value as { result?: unknown } | undefined)?.result, schema);
  }
  return new Set([...shown.keys()].filter((field) => shown.get(field)));
}
