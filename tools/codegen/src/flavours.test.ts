import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createAjv } from '@service-desk/description/validators';
import { FLAVOURS } from '@service-desk/spec-rules/flavours';
import { expect, test } from 'vitest';

interface Media {
  schema?: object;
  examples?: Record<string, Example>;
  'x-refused-examples'?: Record<string, Example>;
}
type Example = { value?: unknown; $ref?: string };
interface Message {
  content?: Record<string, Media>;
}
interface Operation {
  operationId: string;
  parameters?: object[];
  requestBody?: Message;
  responses: Record<string, Message>;
}
interface Bundle {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { examples: Record<string, { value: unknown }>; schemas: Record<string, object> };
}

const { resolve: find } = createRequire(import.meta.url);
const read = (file: string): Bundle => JSON.parse(readFileSync(find(`@service-desk/spec/${file}`), 'utf8'));
const [annotated, published, openapi30, plain] = [
  'openapi.annotated.json',
  ...FLAVOURS.map(({ file }) => file),
].map(read) as [Bundle, Bundle, Bundle, Bundle];

const operationsOf = ({ paths }: Bundle) =>
  Object.values(paths).flatMap((item) => Object.values(item).filter((part) => 'operationId' in part));
const byId = (bundle: Bundle) => new Map(operationsOf(bundle).map((each) => [each.operationId, each]));

/** Whether a value fits a schema of a bundle. The limits of 3.0 are read as those of JSON Schema. */
function judgeOf(bundle: Bundle) {
  const schemas = JSON.parse(JSON.stringify(bundle.components.schemas), (_, node) => {
    if (node?.exclusiveMinimum !== true) return node;
    const { minimum, ...rest } = node;
    return { ...rest, exclusiveMinimum: minimum };
  });
  const ajv = createAjv({ discriminator: false });
  ajv.addSchema({ components: { schemas } }, 'bundle');
  const compiled = new Map<string, (value: unknown) => boolean>();
  return (schema: object, value: unknown): boolean => {
    const text = JSON.stringify(schema).replaceAll('"#/', '"bundle#/');
    const validate = compiled.get(text) ?? (ajv.compile(JSON.parse(text)) as (value: unknown) => boolean);
    compiled.set(text, validate);
    return validate(value);
  };
}

const fits = { published: judgeOf(published), openapi30: judgeOf(openapi30), plain: judgeOf(plain) };

const json = (message: Message | undefined): Media => message?.content?.['application/json'] ?? {};
const exampleOf = (bundle: Bundle, { value, $ref }: Example = {}) =>
  $ref === undefined ? value : bundle.components.examples[$ref.split('/').at(-1) as string]?.value;
const valuesOf = (bundle: Bundle, examples: Record<string, Example> = {}) =>
  Object.values(examples).map((example) => exampleOf(bundle, example));

/** A value with one of its fields, at any depth, replaced by each of some odd values. */
function* variantsOf(value: unknown): Iterable<unknown> {
  yield* [null, '', 0, 1, '1', true, 'x', -1, 0.5, [], {}, '2011-02-10'];
  if (typeof value !== 'object' || value === null) return;
  for (const [key, part] of Object.entries(value)) {
    const copy = Array.isArray(value) ? [...value] : { ...value };
    for (const variant of variantsOf(part)) yield Object.assign(copy, { [key]: variant });
    if (!Array.isArray(value)) yield { ...value, [key]: undefined };
  }
}

test('3.0 accepts what 3.1 accepts, and refuses what it refuses', () => {
  const found: string[] = [];
  let judged = 0;
  const others = byId(openapi30);
  const compare = (id: string, schema: object | undefined, other: object | undefined, value: unknown) => {
    if (!schema || !other) return;
    judged += 1;
    // Sent as JSON, a field that is undefined is absent.
    const sent = JSON.parse(JSON.stringify(value));
    if (fits.published(schema, sent) !== fits.openapi30(other, sent))
      found.push(`${id}: ${JSON.stringify(sent)}`);
  };
  for (const { operationId: id, requestBody, responses } of operationsOf(annotated)) {
    const other = others.get(id);
    const { schema, examples, 'x-refused-examples': refused } = json(requestBody);
    const bodies = [...valuesOf(annotated, examples), ...valuesOf(annotated, refused)];
    for (const body of bodies) compare(id, schema, json(other?.requestBody).schema, body);
    for (const variant of variantsOf(bodies[0]))
      compare(id, schema, json(other?.requestBody).schema, variant);
    const { schema: answer, examples: answers } = json(responses[200]);
    for (const value of valuesOf(annotated, answers))
      compare(id, answer, json(other?.responses[200]).schema, value);
  }
  expect(found).toEqual([]);
  expect(judged).toBeGreaterThan(5_000);
});

test('the plain description has the operations of the other, in JSON, under names for methods', () => {
  const methods = operationsOf(plain).map(({ operationId }) => operationId);
  expect(methods.filter((name) => !/^[a-z]\w+$/.test(name))).toEqual([]);
  expect(methods.map((name) => name.toLowerCase()).toSorted()).toEqual(
    operationsOf(published)
      .map(({ operationId }) => operationId.replaceAll('.', '').toLowerCase())
      .toSorted(),
  );
  expect(
    Object.keys(plain.paths).filter((path) => !path.endsWith('.json') || path.includes('{format}')),
  ).toEqual([]);
  expect(JSON.stringify(plain)).not.toMatch(/"x-|\/xml"|"xml":/);
});

test('every value of the plain description has one type, or can be any', () => {
  const mixed: unknown[] = [];
  JSON.stringify(plain.components.schemas, (_, node) => {
    if (node?.anyOf) mixed.push(node);
    const { enum: values } = node ?? {};
    if (Array.isArray(values) && new Set(values.map((value) => typeof value)).size > 1) mixed.push(node);
    return node;
  });
  expect(mixed).toEqual([]);
});

test('each example of the plain description fits it, and so does each response of the whole description', () => {
  const methods = new Map(
    operationsOf(plain).map((operation) => [operation.operationId.toLowerCase(), operation]),
  );
  const faults: string[] = [];
  for (const { operationId: id, requestBody, responses } of operationsOf(published)) {
    const method = methods.get(id.replaceAll('.', '').toLowerCase());
    const { schema = {}, examples = {} } = json(requestBody);
    const { schema: plainSchema = {}, examples: kept = {} } = json(method?.requestBody);
    if (Object.keys(examples).length > 0 && Object.keys(kept).length === 0)
      faults.push(`${id} has no example`);
    for (const name of Object.keys(kept)) {
      const [before, after] = [exampleOf(published, examples[name]), exampleOf(plain, kept[name])];
      if (!fits.plain(plainSchema, after)) faults.push(`${id}: ${name}`);
      // A blank became null, which some requests refuse; none that was refused may become valid.
      if (!fits.published(schema, before) && fits.published(schema, after))
        faults.push(`${id}: ${name} became valid`);
    }
    for (const value of valuesOf(published, json(responses[200]).examples))
      if (!fits.plain(json(method?.responses[200]).schema ?? {}, value))
        faults.push(`${id} answers ${JSON.stringify(value)}`);
  }
  expect(faults).toEqual([]);
});
