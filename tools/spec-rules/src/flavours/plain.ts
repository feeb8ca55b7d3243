import { isDeepStrictEqual } from 'node:util';
import { withoutExtensions } from '../published.ts';
import { withFittingExamples } from './examples.ts';
import { KEYWORDS_OF } from './openapi-3.0.ts';
import {
  type Document,
  type DocumentNode,
  mapSubschemas,
  mapValues,
  reachableFrom,
  refTo,
  resolve,
  rewrite,
  type Schema,
  without,
  withoutUnused,
  withoutWebhooks,
} from './structure.ts';

/**
 * A description for generators of typed code: paths that end in `.json`, JSON alone, operations named as methods are,
 * no extensions, and one type for each value. What is sent is narrowed to the alternative that is described first; what
 * is received is widened to what all alternatives have in common. What depends on other fields is left out.
 */
export function plainOf(document: Document): Document {
  const calls = withoutWebhooks(document);
  const typed = withPlainSchemas(withNamedUnions(withMethodNames(inJson(calls))));
  return withoutExtensions(withoutUnused(withFittingExamples(typed)));
}

const FORMAT = '{format}';

/** With the format in the path, and the media types of the others left out. */
function inJson(document: Document): Document {
  const withoutFormat = (node: DocumentNode) => {
    const { parameters, ...rest } = node as DocumentNode & { parameters?: readonly Schema[] };
    const others = parameters?.filter((parameter) => {
      const { name, in: place } = deref(document, parameter);
      return name !== 'format' || place !== 'path';
    });
    return others?.length ? { ...rest, parameters: others } : rest;
  };
  const paths = Object.entries(document.paths ?? {}).map(([path, item]) => [
    path.replace(FORMAT, 'json'),
    item,
  ]);
  const withoutXml = (node: DocumentNode) => ({
    ...node,
    ...(node.content !== undefined && {
      content: without(node.content as DocumentNode, (type) => /[/+]xml$/.test(type)),
    }),
  });
  return rewrite(
    'document',
    { ...document, paths: Object.fromEntries(paths) },
    { pathItem: withoutFormat, operation: withoutFormat, requestBody: withoutXml, response: withoutXml },
  ) as Document;
}

/** `incidents.comments.create` as `incidentsCommentsCreate`: a dot ends a name in most languages. */
function withMethodNames(document: Document): Document {
  return rewrite('document', document, {
    operation: ({ operationId, ...rest }) => ({
      ...(typeof operationId === 'string' && {
        operationId: operationId.replace(/\.(\w)/g, (_, letter: string) => letter.toUpperCase()),
      }),
      ...rest,
    }),
  }) as Document;
}

/** With a name for each union of a success and a failure, `IncidentResultOrFailed`, which becomes the name of a type. */
function withNamedUnions(document: Document): Document {
  const unions: Record<string, Schema> = {};
  const named = rewrite('document', document, {
    mediaType: (mediaType) => {
      const { oneOf, discriminator } = (mediaType.schema ?? {}) as Schema;
      const refs = oneOf?.map(({ $ref }) => $ref);
      if (!discriminator || !refs?.every((ref) => ref !== undefined)) return mediaType;
      const name = refs.map((ref) => ref.slice(ref.lastIndexOf('/') + 1)).join('Or');
      unions[name] = mediaType.schema as Schema;
      return { ...mediaType, schema: { $ref: refTo('schemas', name) } };
    },
  }) as Document;
  const { components } = named;
  return { ...named, components: { ...components, schemas: { ...components?.schemas, ...unions } } };
}

/** Whether values of a schema are sent, and may be narrowed, or received, and must all be accepted. */
type Direction = 'input' | 'output';

interface PlainContext {
  document: Document;
  direction: Direction;
}

function withPlainSchemas(document: Document): Document {
  const { components = {}, paths, ...rest } = document;
  const responses: DocumentNode[] = [];
  rewrite('document', document, {
    response: (response) => {
      responses.push(response);
      return response;
    },
  });
  const received = reachableFrom(document, responses);
  const schemas = mapValues((components.schemas ?? {}) as Record<string, Schema>, (schema, name) =>
    plainSchema({ document, direction: received.has(refTo('schemas', name)) ? 'output' : 'input' }, schema),
  );
  const { schemas: _, ...others } = components;
  const changed = rewrite(
    'document',
    { ...rest, paths, components: others },
    {
      schema: (schema, around) =>
        plainSchema(
          { document, direction: around.includes('response') ? 'output' : 'input' },
          schema as Schema,
        ),
    },
  ) as Document;
  return { ...changed, components: { ...changed.components, schemas } };
}

/** What a schema says beside the values that it accepts. */
const ANNOTATIONS = new Set(['title', 'description', 'default', 'deprecated', 'examples', 'readOnly']);

/** What compares fields with each other, and how XML writes them. */
const LEFT_OUT = new Set(['dependentSchemas', 'dependentRequired', 'if', 'then', 'else', 'not', 'xml']);

const NULL: Schema = { type: 'null' };

/** A schema of one type, with null or without; a reference, with null or without; or one that accepts every value. */
function plainSchema(context: PlainContext, original: Schema): Schema {
  const { document } = context;
  const schema = withMeanings(without(original, (key) => LEFT_OUT.has(key)));
  if (schema.discriminator) return mapSubschemas(schema, (part) => plainSchema(context, part));
  const annotations = without(schema, (key) => !ANNOTATIONS.has(key));
  const { $ref, allOf = [], anyOf, oneOf, ...own } = without(schema, (key) => ANNOTATIONS.has(key));
  const alternatives = anyOf ?? oneOf;
  const parts: Schema[] = [
    ...($ref === undefined ? [] : [{ $ref }]),
    ...allOf,
    ...(alternatives ? [{ anyOf: alternatives }] : []),
    ...(Object.keys(own).length > 0 ? [own] : []),
  ];
  const [only = {}, ...others] = parts;
  if (others.length > 0) {
    const plain = parts.map((part) => inlined(context, plainSchema(context, part)));
    return { ...plain.reduce((one, other) => intersectionOf(context, one, other)), ...annotations };
  }
  if (only.$ref !== undefined) {
    const target = deref(document, only);
    const isOneValue = target.const !== undefined || target.enum?.length === 1;
    // The field that distinguishes a success from a failure: a generator looks for it in the field itself.
    return { ...(isOneValue ? plainSchema(context, target) : only), ...annotations };
  }
  if (only.allOf) return { ...plainSchema(context, only), ...annotations };
  const all = alternativesOf(document, only);
  const [first = only] = all;
  if (all.length > 1) return { ...chosenOf(context, all), ...annotations };
  return { ...(first === only ? typedOf(context, only) : plainSchema(context, first)), ...annotations };
}

/** The meanings of codes in the description, where every tool shows them. */
function withMeanings(schema: Schema): Schema {
  const { 'x-enumDescriptions': meanings, description = '', ...rest } = schema;
  if (!meanings) return schema;
  const list = Object.entries(meanings as Record<string, string>).map(
    ([code, text]) => `\`${code}\` ${text}`,
  );
  return { ...rest, description: `${description} ${list.join(', ')}.`.trim() };
}

function deref(document: Document, schema: Schema): Schema {
  return schema.$ref === undefined ? schema : deref(document, resolve(document, schema.$ref) as Schema);
}

/** A plain schema without a reference at its top. */
function inlined(context: PlainContext, plain: Schema): Schema {
  const { $ref, anyOf, ...rest } = plain;
  if ($ref !== undefined) {
    const target = resolve(context.document, $ref) as Schema;
    return { ...inlined(context, plainSchema(context, target)), ...rest };
  }
  const [reference] = anyOf ?? [];
  return reference ? { ...orNull(inlined(context, reference)), ...rest } : plain;
}

/** The alternatives that a schema consists of, each of one type. */
function alternativesOf(document: Document, schema: Schema): Schema[] {
  const target = deref(document, schema);
  const alternatives = target.anyOf ?? target.oneOf;
  if (alternatives && !target.discriminator)
    return alternatives.flatMap((alternative) => alternativesOf(document, alternative));
  const types = typesOf(target);
  if (types.length < 2) return [schema];
  return types.map((type) => ({
    ...without(target, (key) => key === 'enum' || isOfOtherType(key, type)),
    type,
    ...(target.enum && { enum: target.enum.filter((value) => typeOf(value) === type) }),
  }));
}

const OF_TYPES = new Set(Object.values(KEYWORDS_OF).flat());

function isOfOtherType(keyword: string, type: string): boolean {
  return OF_TYPES.has(keyword) && !KEYWORDS_OF[type]?.includes(keyword);
}

/** The types of the values that a schema without alternatives accepts, in its own order; none if it does not say. */
function typesOf({ type, enum: values, const: value, properties, required, items }: Schema): string[] {
  if (type !== undefined) return typeof type === 'string' ? [type] : [...type];
  if (values) return [...new Set(values.map(typeOf))];
  if (value !== undefined) return [typeOf(value)];
  if (properties || required) return ['object'];
  return items ? ['array'] : [];
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return Number.isInteger(value) ? 'integer' : typeof value;
}

/** One type for alternatives of several: the first of what is sent, or what all that is received has in common. */
function chosenOf(context: PlainContext, alternatives: readonly Schema[]): Schema {
  const { document, direction } = context;
  const typed = alternatives.map((schema) => {
    const types = typesOf(inlined(context, plainSchema(context, schema)));
    const isNull = isDeepStrictEqual(typesOf(deref(document, schema)), ['null']);
    return { schema, type: isNull ? 'null' : (types.find((type) => type !== 'null') ?? 'any') };
  });
  const isNullable = typed.some(({ type }) => type === 'null');
  const values = typed
    .filter(({ type }) => type !== 'null')
    .filter(({ schema }) => direction === 'output' || !deref(document, schema).readOnly);
  const [first] = values;
  if (!first) return {};
  const chosen = direction === 'input' ? values.filter(({ type }) => type === first.type) : values;
  if (!chosen.every(({ type }) => type === first.type)) return {};
  const plain = plainSchema(context, first.schema);
  if (plain.$ref !== undefined && first.type === 'object' && chosen.length === 1)
    return isNullable ? { anyOf: [plain, NULL] } : plain;
  const union = chosen
    .map(({ schema }) => inlined(context, plainSchema(context, schema)))
    .reduce((one, other) => unionOf(context, one, other));
  return isNullable ? orNull(union) : union;
}

function orNull(schema: Schema): Schema {
  const types = typesOf(schema);
  return types.length === 0 || types.includes('null') ? schema : { ...schema, type: [...types, 'null'] };
}

/** What fits both of two plain schemas. */
function intersectionOf(context: PlainContext, one: Schema, other: Schema): Schema {
  const [ofOne, ofOther] = [typesOf(one), typesOf(other)];
  const common = ofOne.filter((type) => ofOther.includes(type));
  const types = ofOne.length === 0 ? ofOther : ofOther.length === 0 ? ofOne : common;
  const properties = mapValues({ ...one.properties, ...other.properties }, (schema, name) => {
    const [first, second] = [one.properties?.[name], other.properties?.[name]];
    if (!first || !second) return schema;
    return intersectionOf(context, inlined(context, first), inlined(context, second));
  });
  const required = [...new Set([...(one.required ?? []), ...(other.required ?? [])])];
  return {
    ...other,
    ...one,
    ...typeWith(types),
    ...(Object.keys(properties).length > 0 && { properties }),
    ...(required.length > 0 && { required }),
  };
}

/** What fits one of two plain schemas of the same type, and more: what only one of them says is not said. */
function unionOf(context: PlainContext, one: Schema, other: Schema): Schema {
  const types = [...new Set([...typesOf(one), ...typesOf(other)])];
  const properties = mapValues({ ...one.properties, ...other.properties }, (schema, name) => {
    const [first, second] = [one.properties?.[name], other.properties?.[name]];
    if (!first || !second || isDeepStrictEqual(first, second)) return schema;
    const { description } = first;
    return { ...chosenOf(context, [first, second]), ...(description !== undefined && { description }) };
  });
  const required = one.required?.filter((name) => other.required?.includes(name)) ?? [];
  const values = one.enum && other.enum && [...new Set([...one.enum, ...other.enum])];
  return {
    ...without(one, (key) => !isDeepStrictEqual(one[key], other[key])),
    ...typeWith(types),
    ...(Object.keys(properties).length > 0 && { properties }),
    ...(required.length > 0 && { required }),
    ...(values && { enum: values }),
  };
}

function typeWith([only, ...others]: readonly string[]): Schema {
  if (only === undefined) return {};
  return { type: others.length > 0 ? [only, ...others] : only };
}

const [MOMENT, NO_MOMENT] = ['2010-03-23T00:11:47Z', 'x'];

/** A schema of one type, or one that accepts every value, with plain schemas inside it. */
function typedOf(context: PlainContext, schema: Schema): Schema {
  const { const: value, properties = {}, required = [], ...rest } = schema;
  const { document, direction } = context;
  const isLeftOut = (name: string) =>
    direction === 'input' && deref(document, properties[name] ?? {}).readOnly === true;
  const kept = without(properties, isLeftOut);
  const needed = required.filter((name) => !isLeftOut(name));
  const isClosed = direction === 'input' || rest.additionalProperties !== false;
  const isFlag = rest.enum?.includes(true) && rest.enum.includes(false);
  const typed: Schema = {
    ...without(
      rest,
      (key) =>
        (key === 'additionalProperties' && !isClosed) ||
        (key === 'enum' && isFlag === true) ||
        key === 'type',
    ),
    // Only null is nothing that a program could use; many generators cannot read it.
    ...typeWith(typesOf(schema).filter((type, _, { length }) => type !== 'null' || length > 1)),
    ...(value !== undefined && { enum: [value] }),
    ...(Object.keys(kept).length > 0 && { properties: kept }),
    ...(needed.length > 0 && { required: needed }),
  };
  return mapSubschemas(withFormat(typed, direction), (part) => plainSchema(context, part));
}

/** A text that is a moment, by its pattern. One that is received can be a blank, which no type of a moment accepts. */
function withFormat(schema: Schema, direction: Direction): Schema {
  const { pattern, ...rest } = schema;
  if (typeof pattern !== 'string' || schema.format !== undefined) return schema;
  const fits = (text: string) => new RegExp(pattern, 'u').test(text);
  const isMoment = fits(MOMENT) && !fits(NO_MOMENT) && (direction === 'input' || !fits(''));
  return isMoment ? { ...rest, format: 'date-time' } : schema;
}
