import { resolve } from '@service-desk/description/description';
import type { SiteDescription } from './catalogue.ts';

/** A schema, or anything else in a description. */
interface Node {
  $ref?: string;
  type?: string | string[];
  description?: string;
  format?: string;
  enum?: unknown[];
  const?: unknown;
  properties?: object;
  items?: object;
  allOf?: Node[];
  readOnly?: boolean;
  discriminator?: object;
  anyOf?: Node[];
  oneOf?: Node[];
}

/** Keys whose values are data, not schemas. */
const DATA = new Set(['example', 'examples', 'default', 'enum', 'const', 'value']);

/**
 * A copy in which every union has the words of the field that it stands in. Redoc shows a union by its alternatives, each
 * with its own words, and leaves out those of the field. So alternatives without fields of their own become a list of
 * types, and the others get the words of the field. Alternatives that are read-only, for records that are sent back as
 * they were read, are left out: {@link wordsOfSentBack} has their words.
 */
export function withFieldWords(description: SiteDescription): SiteDescription {
  const copyOf = (node: unknown, outer?: string): unknown => {
    if (typeof node !== 'object' || node === null) return node;
    if (Array.isArray(node)) return node.map((part) => copyOf(part));
    const schema = isUnion(node) ? simplified(description, node, outer) : (node as Node);
    const isParameter = 'in' in schema && 'schema' in schema;
    return Object.fromEntries(
      Object.entries(schema).map(([key, part]) => {
        if (DATA.has(key) && !isSchema(part)) return [key, part];
        // The words of a parameter stand beside its schema.
        return [key, copyOf(part, isParameter && key === 'schema' ? schema.description : undefined)];
      }),
    );
  };
  return copyOf(description) as SiteDescription;
}

/** Whether the value of a key of {@link DATA} is a field of that name. */
function isSchema(part: unknown): boolean {
  return typeof part === 'object' && part !== null && ('$ref' in part || 'type' in part || 'anyOf' in part);
}

/** Whether Redoc shows a schema by its alternatives. Those that only require something are not shown. */
function isUnion(node: Node): boolean {
  const parts = node.anyOf ?? node.oneOf;
  return !node.discriminator && !!parts?.every((part) => part.$ref ?? part.type ?? part.enum ?? part.allOf);
}

function simplified(description: SiteDescription, schema: Node, outer: string | undefined): Node {
  const { anyOf, oneOf, ...own } = schema;
  const words = outer ?? own.description;
  const parts = (anyOf ?? oneOf ?? []).filter((part) => !resolved(description, part).readOnly);
  const shaped = parts.filter((part) => isShaped(resolved(description, part)));
  if (shaped.length > 1) return { ...own, anyOf: parts.map((part) => withWords(description, part, words)) };
  const plain = parts.filter((part) => !shaped.includes(part)).map((part) => resolved(description, part));
  const [only] = [...shaped, ...plain];
  const types = [...shaped.map(() => 'object'), ...plain.flatMap(({ type }) => type ?? [])];
  const format = plain.find((part) => part.format)?.format;
  return {
    ...(parts.length === 1 || shaped.length > 0
      ? only
      : { type: [...new Set(types)], ...(format && { format }) }),
    ...(shaped.length > 0 && { type: types }),
    ...own,
    ...(words && { description: words }),
  };
}

/** An alternative with the words of the field before its own. */
function withWords(description: SiteDescription, part: Node, words: string | undefined): Node {
  const { description: own } = resolved(description, part);
  return { ...part, description: [words, own].filter(Boolean).join('\n\n') };
}

function isShaped({ properties, items, allOf }: Node): boolean {
  return [properties, items, allOf].some(Boolean);
}

function resolved(description: SiteDescription, node: Node): Node {
  return resolve(description, node);
}

/** What is said of the alternatives that {@link withFieldWords} leaves out of a schema and of all that it refers to. */
export function wordsOfSentBack(description: SiteDescription, root: object): string[] {
  const words = new Set<string>();
  const seen = new Set<object>();
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null || seen.has(node)) return;
    seen.add(node);
    const schema = node as Node;
    if (schema.$ref) visit(resolved(description, schema));
    for (const part of schema.anyOf ?? schema.oneOf ?? []) {
      if (part.readOnly && part.description) words.add(part.description);
    }
    for (const [key, part] of Object.entries(node)) if (!DATA.has(key) || isSchema(part)) visit(part);
  };
  visit(root);
  return [...words];
}
