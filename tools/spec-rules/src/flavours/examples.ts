import {
  type Document,
  type DocumentNode,
  mapSubschemas,
  mapValues,
  resolve,
  rewrite,
  type Schema,
  without,
} from './structure.ts';

/** RFC 3339, as `format: date-time` requires it. */
const DATE_TIME = /^(\d{4})-(\d{2})-(\d{2})T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/;

const FLAGS = new Map<unknown, boolean>([
  ...[true, 1, '1', 'true'].map((yes) => [yes, true] as const),
  ...[false, 0, '0', 'false'].map((no) => [no, false] as const),
]);

/** Marks a value without an equivalent in a schema. */
const UNFIT = Symbol('unfit');

/**
 * A document of plain schemas with the examples in their terms: `"1"` of a flag becomes true, `"17"` of an id 17. An
 * example that cannot be said in them is left out.
 */
export function withFittingExamples(document: Document): Document {
  const fit = (value: unknown, schema: Schema) => fitted(document, value, schema);
  const fitSchema = (schema: Schema): Schema => {
    const { examples, ...rest } = mapSubschemas(schema, fitSchema);
    if (!Array.isArray(examples)) return rest;
    const fitting = examples.map((value) => fit(value, rest)).filter((value) => value !== UNFIT);
    return fitting.length > 0 ? { ...rest, examples: fitting } : rest;
  };
  const fitBeside = (node: DocumentNode): DocumentNode => {
    const { schema, example, examples, ...rest } = node as DocumentNode & { schema?: Schema };
    if (!schema) return node;
    const value = example === undefined ? UNFIT : fit(example, schema);
    const named = mapValues((examples ?? {}) as Record<string, DocumentNode>, (entry) => {
      const { value: original, ...others } =
        typeof entry.$ref === 'string' ? resolve(document, entry.$ref) : entry;
      const changed = fit(original, schema);
      if (changed === UNFIT) return undefined;
      return JSON.stringify(changed) === JSON.stringify(original) ? entry : { ...others, value: changed };
    });
    const kept = without(named, (name) => named[name] === undefined);
    return {
      ...rest,
      schema,
      ...(value !== UNFIT && { example: value }),
      ...(Object.keys(kept).length > 0 && { examples: kept }),
    };
  };
  return rewrite('document', document, {
    parameter: fitBeside,
    mediaType: fitBeside,
    schema: (schema) => fitSchema(schema as Schema),
  }) as Document;
}

function fitted(document: Document, value: unknown, schema: Schema): unknown {
  if (schema.$ref !== undefined) return fitted(document, value, resolve(document, schema.$ref) as Schema);
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (alternatives) {
    for (const alternative of alternatives) {
      const fitting = fitted(document, value, alternative);
      if (fitting !== UNFIT) return fitting;
    }
    return UNFIT;
  }
  const types = typeof schema.type === 'string' ? [schema.type] : schema.type;
  if (!types) return value;
  const clears = value === null || (value === '' && !types.includes('string')) || isBlankDate(value, schema);
  const fitting = clears
    ? types.includes('null')
      ? null
      : UNFIT
    : fittedTo(document, types.find((type) => type !== 'null') ?? 'null', value, schema);
  return schema.enum && !schema.enum.includes(fitting) ? UNFIT : fitting;
}

function isBlankDate(value: unknown, { format }: Schema): boolean {
  return format === 'date-time' && value === '';
}

function fittedTo(document: Document, type: string, value: unknown, schema: Schema): unknown {
  switch (type) {
    case 'boolean':
      return FLAGS.get(value) ?? UNFIT;
    case 'integer':
    case 'number':
      return fittedNumber(value, type);
    case 'string':
      return fittedText(value, schema);
    case 'array':
      return Array.isArray(value) ? fittedList(document, value, schema) : UNFIT;
    case 'object':
      return typeof value === 'object' && !Array.isArray(value)
        ? fittedObject(document, value as DocumentNode, schema)
        : UNFIT;
    default:
      return UNFIT;
  }
}

function fittedNumber(value: unknown, type: 'integer' | 'number'): unknown {
  const number = typeof value === 'string' && String(Number(value)) === value ? Number(value) : value;
  if (typeof number !== 'number') return UNFIT;
  const isInteger = Number.isSafeInteger(number);
  return isInteger || (type === 'number' && !Number.isInteger(number)) ? number : UNFIT;
}

function fittedText(value: unknown, { format, pattern, maxLength }: Schema): unknown {
  const text = typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
  if (typeof text !== 'string') return UNFIT;
  if (format === 'date-time' && !isMoment(text)) return UNFIT;
  if (typeof pattern === 'string' && !new RegExp(pattern, 'u').test(text)) return UNFIT;
  return typeof maxLength === 'number' && [...text].length > maxLength ? UNFIT : text;
}

/** Whether a text is a moment that exists: a 31 February would be read as a day of March. */
function isMoment(text: string): boolean {
  const [, year, month, day] = DATE_TIME.exec(text)?.map(Number) ?? [];
  if (year === undefined || month === undefined || Number.isNaN(Date.parse(text))) return false;
  return new Date(Date.UTC(year, month - 1, day)).getUTCDate() === day;
}

function fittedList(document: Document, values: readonly unknown[], { items = {} }: Schema): unknown {
  const fitting = values.map((value) => fitted(document, value, items as Schema));
  return fitting.includes(UNFIT) ? UNFIT : fitting;
}

function fittedObject(document: Document, value: DocumentNode, schema: Schema): unknown {
  const { properties = {}, required = [], additionalProperties = true } = schema;
  const known = additionalProperties === false ? without(value, (key) => !(key in properties)) : value;
  const fitting = mapValues(known, (part, key) => {
    const own =
      properties[key] ?? (typeof additionalProperties === 'object' ? additionalProperties : undefined);
    return own ? fitted(document, part, own as Schema) : part;
  });
  const isComplete = required.every((key) => key in fitting);
  return isComplete && !Object.values(fitting).includes(UNFIT) ? fitting : UNFIT;
}
