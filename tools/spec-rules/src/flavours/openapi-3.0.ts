import {
  type Document,
  type DocumentNode,
  mapSubschemas,
  mapValues,
  resolve,
  rewrite,
  type Schema,
  type Visitors,
  without,
  withoutUnused,
  withoutWebhooks,
} from './structure.ts';

/** Only null: in 3.0 `nullable` counts beside a type alone. */
const NULL: Schema = { type: 'string', nullable: true, enum: [null] };

/** The keywords that say something of the values of one type, and of no others. */
export const KEYWORDS_OF: Readonly<Record<string, readonly string[]>> = {
  string: ['pattern', 'minLength', 'maxLength', 'format'],
  number: ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf', 'format'],
  integer: ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf', 'format'],
  array: ['items', 'minItems', 'maxItems', 'uniqueItems'],
  object: ['properties', 'required', 'additionalProperties', 'minProperties', 'maxProperties'],
  boolean: [],
  null: [],
};

/** The keywords that 3.0 has too, with the same meaning. */
const KEPT = new Set([
  ...Object.values(KEYWORDS_OF).flat(),
  ...['$ref', 'type', 'enum', 'nullable', 'title', 'description', 'default', 'example', 'deprecated'],
  ...['readOnly', 'writeOnly', 'discriminator', 'xml', 'externalDocs', 'allOf', 'anyOf', 'oneOf', 'not'],
]);

/**
 * The keywords that 3.0 does not have, and their replacements. What has no replacement is left out, and only of
 * keywords that restrict values: the result accepts every value that the original accepts.
 */
const REPLACED: Readonly<Record<string, (value: never, schema: Schema) => Schema>> = {
  const: (value: unknown) => ({ enum: [value] }),
  examples: ([first]: unknown[]) => (first === undefined ? {} : { example: first }),
  exclusiveMinimum: (limit: number) => ({ minimum: limit, exclusiveMinimum: true }),
  exclusiveMaximum: (limit: number) => ({ maximum: limit, exclusiveMaximum: true }),
  dependentRequired: (needs: Record<string, string[]>) => ({
    allOf: Object.entries(needs).map(([name, required]) => ifPresent(name, { required })),
  }),
  dependentSchemas: (schemas: Record<string, Schema>) => ({
    allOf: Object.entries(schemas).map(([name, schema]) => ifPresent(name, schema)),
  }),
  patternProperties: () => ({ additionalProperties: {} }),
  prefixItems: () => ({ items: {} }),
  contentEncoding: (encoding: string) => (encoding === 'base64' ? { format: 'byte' } : {}),
  contentMediaType: () => ({}),
  contentSchema: () => ({}),
  propertyNames: () => ({}),
  contains: () => ({}),
  minContains: () => ({}),
  maxContains: () => ({}),
  unevaluatedItems: () => ({}),
  unevaluatedProperties: () => ({}),
  $comment: () => ({}),
  $schema: () => ({}),
};

function ifPresent(name: string, schema: Schema): Schema {
  return { anyOf: [{ not: { required: [name], properties: { [name]: {} } } }, schema] };
}

/**
 * A document of OpenAPI 3.1 in 3.0. Every value that fits the one fits the other. What 3.0 has no place for is left
 * out: webhooks, the summary of the API, security by mutual TLS.
 */
export function openapi30Of(original: Document): Document {
  const document = withoutWebhooks(original);
  const nullable = new Map<string, Schema>();
  const convert = (schema: Schema) => schemaOf(document, schema, nullable);
  const { jsonSchemaDialect, ...rest } = inlinePathItems(document);
  const secured = withoutMutualTls(rest as Document);
  const converted = rewrite('document', secured, {
    ...OBJECTS,
    schema: (schema) => convert(schema as Schema),
  }) as Document;
  // Converting one can require another; a map visits what is added meanwhile.
  const variants = Object.fromEntries([...variantsOf(document, nullable, convert)]);
  return withoutUnused({
    ...converted,
    openapi: '3.0.3',
    info: infoOf(converted.info),
    paths: converted.paths ?? {},
    components: {
      ...converted.components,
      schemas: { ...converted.components?.schemas, ...variants },
    },
  });
}

function* variantsOf(
  document: Document,
  nullable: ReadonlyMap<string, Schema>,
  convert: (schema: Schema) => Schema,
): Iterable<[string, Schema]> {
  const taken = document.components?.schemas ?? {};
  for (const [ref] of nullable) {
    const name = `${nameOf(ref)}OrNull`;
    if (name in taken) throw new Error(`the schema ${name} already exists, and OpenAPI 3.0 needs this name`);
    yield [name, orNull(convert(resolve(document, ref) as Schema))];
  }
}

const OBJECTS: Visitors = {
  operation: (operation) => ({
    ...operation,
    responses: operation.responses ?? { default: { description: '' } },
  }),
};

function infoOf(info: DocumentNode): DocumentNode {
  const { summary, license, ...rest } = info as DocumentNode & { license?: DocumentNode };
  if (!license) return rest;
  const { identifier, ...others } = license;
  const url = typeof identifier === 'string' && { url: `https://spdx.org/licenses/${identifier}.html` };
  return { ...rest, license: { ...others, ...url } };
}

/** 3.0 has path items in `paths` only. */
function inlinePathItems(document: Document): Document {
  const { pathItems, ...components } = document.components ?? {};
  if (!pathItems) return document;
  const inline = ({ $ref, ...own }: DocumentNode): DocumentNode =>
    typeof $ref === 'string' ? { ...inline(resolve(document, $ref)), ...own } : own;
  return { ...document, paths: mapValues(document.paths ?? {}, inline), components };
}

/** 3.0 has no security by mutual TLS; an alternative that needs it cannot be chosen. */
function withoutMutualTls(document: Document): Document {
  const { securitySchemes = {} } = document.components ?? {};
  const isMutual = (name: string) => securitySchemes[name]?.type === 'mutualTLS';
  if (!Object.keys(securitySchemes).some(isMutual)) return document;
  const secured = (node: DocumentNode): DocumentNode =>
    Array.isArray(node.security)
      ? { ...node, security: node.security.filter((choice) => !Object.keys(choice).some(isMutual)) }
      : node;
  return rewrite(
    'document',
    {
      ...secured(document),
      components: { ...document.components, securitySchemes: without(securitySchemes, isMutual) },
    },
    { operation: secured },
  ) as Document;
}

/** The last segment of a reference to a component. */
function nameOf(ref: string): string {
  return ref.slice(ref.lastIndexOf('/') + 1);
}

function schemaOf(document: Document, original: Schema | boolean, nullable: Map<string, Schema>): Schema {
  if (typeof original === 'boolean') return original ? {} : { not: {} };
  const convert = (schema: Schema): Schema => {
    if (typeof schema === 'boolean') return schemaOf(document, schema, nullable);
    const replaced = withReplaced(schema);
    const alternatives = replaced.anyOf ?? replaced.oneOf;
    const [other, nothing] = alternatives ?? [];
    if (alternatives?.length === 2 && other && isNull(nothing)) {
      const { anyOf, oneOf, ...own } = replaced;
      const { $ref, ...beside } = other;
      if (typeof $ref === 'string' && Object.keys(beside).length === 0) {
        const target = resolve(document, $ref) as Schema;
        const accepts = acceptsNull(target);
        if (!accepts) nullable.set($ref, target);
        const ref = { $ref: accepts ? $ref : `${$ref}OrNull` };
        if (Object.keys(own).length === 0) return ref;
        // Said here as well, for tools that look no further; the schema that is referred to accepts null by itself.
        const seen = typeof target.type === 'string' && { type: target.type, nullable: true };
        return convert({ ...own, ...seen, allOf: [ref] });
      }
    }
    return mapSubschemas(withItems(withoutSiblings(withOneType(replaced))), convert);
  };
  return convert(original);
}

function isNull(schema: Schema | undefined): boolean {
  return schema?.type === 'null' || (schema?.enum?.length === 1 && schema.enum[0] === null);
}

function acceptsNull({ type, enum: values, nullable }: Schema): boolean {
  return (
    nullable === true || (Array.isArray(type) && type.includes('null') && (values?.includes(null) ?? true))
  );
}

/** Keywords of 3.1 replaced by those of 3.0. What several keywords say by `allOf` is said together. */
function withReplaced(schema: Schema): Schema {
  let result: Schema = {};
  for (const [key, value] of Object.entries(schema)) {
    const replace = REPLACED[key];
    const isLimit = key.startsWith('exclusive') && typeof value === 'boolean';
    if (!replace && !KEPT.has(key) && !key.startsWith('x-'))
      throw new Error(`openapi-3.0.ts has no replacement for "${key}" in OpenAPI 3.0`);
    const part = replace && !isLimit ? replace(value as never, schema) : { [key]: value };
    const allOf = [...(result.allOf ?? []), ...((part.allOf as Schema[] | undefined) ?? [])];
    result = { ...result, ...part, ...(allOf.length > 0 && { allOf }) };
  }
  const lower = withLimit(result, schema, 'minimum', 'exclusiveMinimum', (limit, other) => limit > other);
  return withLimit(lower, schema, 'maximum', 'exclusiveMaximum', (limit, other) => limit < other);
}

/** 3.0 has one limit to a side, so that of two the narrower one is kept. */
function withLimit(
  converted: Schema,
  original: Schema,
  limit: 'minimum' | 'maximum',
  exclusive: 'exclusiveMinimum' | 'exclusiveMaximum',
  isNarrower: (limit: number, other: number) => boolean,
): Schema {
  const [inclusive, other] = [original[limit], original[exclusive]];
  if (typeof inclusive !== 'number' || typeof other !== 'number') return converted;
  if (!isNarrower(inclusive, other)) return { ...converted, [limit]: other };
  return { ...without(converted, (key) => key === exclusive), [limit]: inclusive };
}

/** A list of types as one type that can be null, or as alternatives of one type each. */
function withOneType(schema: Schema): Schema {
  const { type, ...rest } = schema;
  if (type === 'null') return { ...rest, ...NULL };
  if (!Array.isArray(type)) return schema;
  const types = type.filter((each) => each !== 'null');
  const nullable = types.length < type.length && { nullable: true };
  const [only, ...others] = types;
  if (only === undefined) return { ...rest, ...NULL };
  if (others.length === 0) return { ...rest, type: only, ...nullable };
  const ofTypes = new Set(types.flatMap((each) => KEYWORDS_OF[each] ?? []));
  const alternatives = types.map((each) => ({
    type: each,
    ...without(rest, (key) => !KEYWORDS_OF[each]?.includes(key)),
    ...nullable,
  }));
  const common = without(rest, (key) => ofTypes.has(key));
  return common.anyOf
    ? { ...common, allOf: [...(common.allOf ?? []), { anyOf: alternatives }] }
    : { ...common, anyOf: alternatives };
}

/** 3.0 ignores whatever is beside a reference. */
function withoutSiblings(schema: Schema): Schema {
  const { $ref, ...rest } = schema;
  if ($ref === undefined || Object.keys(rest).length === 0) return schema;
  return { ...rest, allOf: [{ $ref }, ...(rest.allOf ?? [])] };
}

/** In 3.0 an array must say what it contains. */
function withItems(schema: Schema): Schema {
  return schema.type === 'array' && !schema.items ? { ...schema, items: {} } : schema;
}

/** A schema of 3.0 that accepts null too. */
function orNull(schema: Schema): Schema {
  if (schema.type === undefined) return { anyOf: [schema, NULL] };
  const values = schema.enum && !schema.enum.includes(null) && { enum: [...schema.enum, null] };
  return { ...schema, nullable: true, ...values };
}
