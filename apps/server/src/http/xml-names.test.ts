import { type MediaType, readDescription, resolve, type Schema } from '@service-desk/description/description';
import { METHODS } from '@service-desk/description/operations';
import { XMLParser } from 'fast-xml-parser';
import { expect, test } from 'vitest';
import { toXml } from './xml.ts';

/** An element's name, and the elements inside. */
type Element = [name: string, ...inside: Element[]];

const description = readDescription();
const documents = Object.values(description.paths).flatMap((item) =>
  METHODS.flatMap((method) => {
    const { operationId, requestBody, responses } = item[method] ?? {};
    return [requestBody, responses?.['200']].flatMap((body) => documentsOf(operationId, body));
  }),
);

function documentsOf(
  operation: string | undefined,
  body: { content?: Record<string, MediaType> } | undefined,
): [string, unknown, Schema][] {
  const schema = body?.content?.['application/xml']?.schema;
  if (!schema) return [];
  return Object.entries(body?.content?.['application/json']?.examples ?? {}).map(([name, example]) => {
    return [`${operation}: ${name}`, resolve(description, example).value, schema];
  });
}

test('elements are named as the description names them, in every documented body', () => {
  expect(documents.length).toBeGreaterThan(100);
  for (const [name, value, schema] of documents) {
    expect(written(value), name).toEqual(described(value, schema, undefined));
  }
});

/** The elements of a value by OpenAPI's rules: `xml.name`, else the property's own name. */
function described(value: unknown, schema: Schema, property: string | undefined): Element {
  const { xml, items, properties } = alternative(schema, value);
  const name = schema.xml?.name ?? xml?.name ?? property ?? '';
  if (Array.isArray(value)) {
    if (!xml?.wrapped) throw new Error(`${name} is not wrapped`);
    return [name, ...value.map((entry) => described(entry, items ?? {}, name))];
  }
  if (typeof value !== 'object' || value === null) return [name];
  const inside = Object.entries(value).map(([key, part]): Element => {
    const field = properties?.[key];
    // An account's own fields: prose says what becomes of a key that is no name.
    return field ? described(part, field, key) : [/^[A-Za-z_][\w.]*$/.test(key) ? key : 'entry'];
  });
  return [name, ...inside];
}

/** The alternative of a schema that a value takes, as far as element names depend on it. */
function alternative(schema: Schema, value: unknown): Schema {
  const { oneOf, anyOf, ...own } = whole(schema);
  const known = Object.keys(value ?? {});
  const fits = (each: Schema) =>
    Array.isArray(value) ? each.items !== undefined : known.every((key) => each.properties?.[key]);
  const chosen = (oneOf ?? anyOf ?? []).map(whole).find(fits);
  return { ...own, ...chosen };
}

/** A schema with all of those that it extends. */
function whole(schema: Schema): Schema {
  const { allOf, ...own } = resolve(description, schema);
  if (!allOf) return own;
  const parts = [...allOf.map(whole), own];
  const properties = Object.assign({}, ...parts.map((part) => part.properties));
  return Object.assign({}, ...parts, { properties });
}

const parser = new XMLParser({ preserveOrder: true, ignoreDeclaration: true });

/** The elements that the provider writes. */
function written(value: unknown): Element {
  const [root] = elementsOf(parser.parse(toXml(value)) as Record<string, unknown>[]);
  return root as Element;
}

function elementsOf(nodes: Record<string, unknown>[]): Element[] {
  return nodes.flatMap((node) =>
    Object.entries(node)
      .filter(([name]) => name !== '#text')
      .map(([name, inside]): Element => [name, ...elementsOf(inside as Record<string, unknown>[])]),
  );
}
