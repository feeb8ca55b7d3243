import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { type Document, FLAVOURS } from './flavours.ts';
import { openapi30Of } from './openapi-3.0.ts';
import { plainOf } from './plain.ts';
import { yamlOf } from './yaml.ts';

/** A description with one operation, whose request and response have the schemas. */
function describing(sent: object, received: object = {}, rest: object = {}): Document {
  const content = (schema: object) => ({ 'application/json': { schema }, 'application/xml': { schema } });
  const operation = {
    operationId: 'notes.update',
    requestBody: { content: content(sent) },
    responses: { default: { description: 'A note.', content: content(received) } },
  };
  const format = { name: 'format', in: 'path', required: true, schema: { enum: ['json', 'xml'] } };
  return {
    openapi: '3.1.0',
    info: { title: 'Notes', version: '1', summary: 'Notes.', license: { name: 'MIT', identifier: 'MIT' } },
    paths: { '/notes.{format}': { parameters: [format], put: operation } },
    ...rest,
  } as Document;
}

interface Operation {
  operationId: string;
  parameters?: object[];
  requestBody: { content: Record<string, { schema: object }> };
  responses: { default: { content: Record<string, { schema: object }> } };
}
const operationOf = ({ paths = {} }: Document) => (Object.values(paths)[0] as { put: Operation }).put;
const sentOf = (document: Document) => operationOf(document).requestBody.content['application/json']?.schema;
const receivedOf = (document: Document) =>
  operationOf(document).responses.default.content['application/json']?.schema;

const NULL = { type: 'string', nullable: true, enum: [null] };

test.each([
  [
    'a type or null',
    { type: ['string', 'null'], maxLength: 9 },
    { type: 'string', nullable: true, maxLength: 9 },
  ],
  [
    'two types',
    { type: ['number', 'string'], minimum: 0, pattern: '^.$', description: 'x' },
    {
      description: 'x',
      anyOf: [
        { type: 'number', minimum: 0 },
        { type: 'string', pattern: '^.$' },
      ],
    },
  ],
  ['only null', { type: 'null' }, NULL],
  ['a constant', { type: 'string', const: 'x' }, { type: 'string', enum: ['x'] }],
  [
    'an exclusive limit',
    { type: 'number', exclusiveMinimum: 0 },
    { type: 'number', minimum: 0, exclusiveMinimum: true },
  ],
  [
    'two limits, of which the inclusive one holds',
    { type: 'number', exclusiveMinimum: 0, minimum: 1 },
    { type: 'number', minimum: 1 },
  ],
  [
    'two limits, of which the exclusive one holds',
    { type: 'number', exclusiveMaximum: 9, maximum: 10 },
    { type: 'number', maximum: 9, exclusiveMaximum: true },
  ],
  ['examples', { type: 'string', examples: ['a', 'b'] }, { type: 'string', example: 'a' }],
  ['an array of anything', { type: 'array' }, { type: 'array', items: {} }],
  ['every value, and none', { properties: { a: true, b: false } }, { properties: { a: {}, b: { not: {} } } }],
  [
    'a field that needs another',
    { dependentRequired: { a: ['b'] } },
    { allOf: [{ anyOf: [{ not: { required: ['a'], properties: { a: {} } } }, { required: ['b'] }] }] },
  ],
])('3.0 says %s', (_, schema, expected) => {
  expect(sentOf(openapi30Of(describing(schema)))).toEqual(expected);
});

test('3.0 ignores what is beside a reference, and null needs a schema of its own', () => {
  const components = { schemas: { User: { type: 'object', properties: { name: { type: 'string' } } } } };
  const $ref = '#/components/schemas/User';
  const document = describing(
    { description: 'Who wrote it.', anyOf: [{ $ref }, { type: 'null' }] },
    { description: 'Who wrote it.', $ref },
    { components },
  );
  const { components: converted, ...rest } = openapi30Of(document);
  expect(sentOf(rest as Document)).toEqual({
    description: 'Who wrote it.',
    type: 'object',
    nullable: true,
    allOf: [{ $ref: `${$ref}OrNull` }],
  });
  expect(receivedOf(rest as Document)).toEqual({ description: 'Who wrote it.', allOf: [{ $ref }] });
  expect(converted?.schemas?.UserOrNull).toEqual({ ...components.schemas.User, nullable: true });
});

test('3.0 has no place for webhooks, mutual TLS, and path items elsewhere', () => {
  const call = { operationId: 'notes.happened', responses: { 200: { description: '' } } };
  const document = describing(
    {},
    {},
    {
      webhooks: {
        noted: {
          post: {
            ...call,
            requestBody: {
              content: { 'application/json': { schema: { $ref: '#/components/schemas/Event' } } },
            },
          },
        },
      },
      security: [{ tls: [] }, { token: [] }],
      components: {
        schemas: { Event: { unevaluatedProperties: false, 'contains-something': 1 } },
        securitySchemes: { tls: { type: 'mutualTLS' }, token: { type: 'http', scheme: 'basic' } },
      },
    },
  );
  for (const converted of [openapi30Of(document), openapi30Of(plainOf(document))]) {
    expect(converted).not.toHaveProperty('webhooks');
    expect(converted.security).toEqual([{ token: [] }]);
    expect(converted.info).toEqual({
      title: 'Notes',
      version: '1',
      license: { name: 'MIT', url: 'https://spdx.org/licenses/MIT.html' },
    });
    expect(converted.components).toEqual({ securitySchemes: { token: { type: 'http', scheme: 'basic' } } });
  }
});

test('a keyword that nothing is known of is an error that names it', () => {
  expect(() => openapi30Of(describing({ unknownKeyword: 1 }))).toThrow('"unknownKeyword"');
});

test.each([
  [
    'the first form of what is sent',
    { enum: [true, 1, '1', null] },
    { enum: [true], type: ['boolean', 'null'] },
  ],
  ['a flag without its values', { enum: [true, false, 0, 1, ''] }, { type: 'boolean' }],
  [
    'the codes of one type',
    { enum: [1, 2, '1', '2', '', null] },
    { type: ['integer', 'null'], enum: [1, 2] },
  ],
  [
    'a date as a moment',
    { type: 'string', pattern: '^(\\d{4}-.*|)$' },
    { type: 'string', format: 'date-time' },
  ],
  [
    'no field that is only read',
    { properties: { a: { readOnly: true }, b: { type: 'string' } }, required: ['a'] },
    { type: 'object', properties: { b: { type: 'string' } } },
  ],
  [
    'alternatives of objects as one',
    {
      anyOf: [
        { required: ['a'], properties: { a: { type: 'string' } } },
        { required: ['b'], properties: { b: { type: 'string' } } },
      ],
    },
    { type: 'object', properties: { a: { type: 'string' }, b: { type: 'string' } } },
  ],
])('a plain request says %s', (_, schema, expected) => {
  expect(sentOf(plainOf(describing(schema)))).toEqual(expected);
});

test.each([
  [
    'one type for all of one',
    {
      anyOf: [
        { type: 'integer', const: 0 },
        { type: 'integer', minimum: 3 },
      ],
    },
    { type: 'integer' },
  ],
  [
    'anything for several',
    { description: 'x', anyOf: [{ type: 'integer' }, { const: '' }] },
    { description: 'x' },
  ],
  [
    'a date that can be blank as a text',
    { type: 'string', pattern: '^$|^\\d{4}-.*$' },
    { type: 'string', pattern: '^$|^\\d{4}-.*$' },
  ],
  ['further fields', { type: 'object', additionalProperties: false }, { type: 'object' }],
])('a plain response says %s', (_, schema, expected) => {
  expect(receivedOf(plainOf(describing({}, schema)))).toEqual(expected);
});

test('a plain operation is in JSON, has a name for a method, and keeps its other parameters', () => {
  const document = describing({ type: 'string', 'x-ours': 1, xml: { name: 'note' } });
  const key = { name: 'Idempotency-Key', in: 'header', schema: { type: ['string', 'integer'] }, example: 7 };
  Object.assign(operationOf(document), { parameters: [key] });
  const plain = plainOf(document);
  expect(Object.entries(plain.paths ?? {})).toEqual([
    [
      '/notes.json',
      {
        put: {
          operationId: 'notesUpdate',
          parameters: [{ ...key, schema: { type: 'string' }, example: '7' }],
          requestBody: { content: { 'application/json': { schema: { type: 'string' } } } },
          responses: { default: { description: 'A note.', content: { 'application/json': { schema: {} } } } },
        },
      },
    ],
  ]);
});

test('each flavour says which version of OpenAPI it is in', () => {
  for (const { openapi, transform } of FLAVOURS)
    expect(transform(describing({})).openapi).toMatch(`${openapi}.`);
});

test.each(['1.1', '1.2'] as const)('texts stay texts for a reader of YAML %s', (version) => {
  const texts = [
    'yes',
    'No',
    'on',
    'OFF',
    'y',
    'N',
    'null',
    '~',
    '',
    '2011-02-10',
    '2010-02-30',
    '1:30',
    '0x1f',
    '010',
    '1_000',
    '1e3',
    '+1',
    '.5',
    '.inf',
    '=',
    '<<',
    '- a',
    'a: b',
    '# a',
    'a\n  b\n',
    '\u0085',
    '\u2028a',
    '\ufeff',
    'é',
    '2011-02-10T15:37:00Z',
    '%',
    '@',
    '`',
    '!a',
    '&a',
    '*a',
    '? a',
    '[',
    '{',
  ];
  const value = {
    list: texts,
    ...Object.fromEntries(texts.map((text) => [text, text])),
    numbers: [1, 1.25, 1e21, true, null],
  };
  expect(parse(yamlOf(value), { version })).toEqual(value);
});
