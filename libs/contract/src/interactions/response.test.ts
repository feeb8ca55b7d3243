import { expect, test } from 'vitest';
import type { Schema } from '#description/description';
import type { Description } from '../v1/description.ts';
import { responseTemplate } from './response.ts';

const description: Description = {
  paths: {},
  components: {
    schemas: { Person: { type: 'object', required: ['id'], properties: { id: { type: 'integer' } } } },
  },
};
const moment: Schema = { type: ['string', 'null'], pattern: String.raw`^$|^\d{4}Z$` };
const record: Schema = {
  type: 'object',
  required: ['id', 'due', 'owner', 'code', 'tags'],
  properties: {
    id: { type: 'integer' },
    due: moment,
    status: { type: 'string', enum: ['Open', 'Closed'] },
    owner: { anyOf: [{ $ref: '#/components/schemas/Person' }, { type: 'null' }] },
    code: { anyOf: [{ type: 'integer' }, { type: 'string', const: '' }] },
    tags: { type: 'array', items: { type: 'string' } },
    values: { type: 'object' },
  },
};

function template(value: unknown, schema: Schema): unknown {
  const result: Schema = { type: 'object', properties: { it: schema } };
  const body = { result: { it: value }, version: '1.0', status: 'Success' };
  const { result: inside } = responseTemplate(description, body, result);
  return (inside as { value: { it: unknown } }).value.it;
}

test('a failure must have the same texts', () => {
  const body = { errors: [{ error: '[E400] no user found' }], version: '1.0', status: 'Failed' };
  expect(responseTemplate(description, body, undefined)).toEqual(body);
});

test('a record must have the types and set dates of its example', () => {
  const value = {
    id: 1,
    due: '2010Z',
    status: 'Open',
    owner: { id: 2 },
    code: 1,
    tags: [],
    values: { a: 'b' },
  };
  expect(template(value, record)).toEqual({
    ...value,
    due: expect.objectContaining({ regex: String.raw`^\d{4}Z$`, value: '2010Z' }),
    status: expect.objectContaining({ 'pact:matcher:type': 'equality', value: 'Open' }),
    values: {},
  });
});

test('a field that is blank in the example may have any value of the description', () => {
  const blank = { id: 1, due: '', owner: null, code: '', tags: [] };
  const { due, owner, code } = template(blank, record) as Record<string, Matcher>;
  expect(matches(due, ['', '2010Z', null], ['soon', 2010])).toBe(true);
  expect(matches(owner, [null, { id: 2 }], [2])).toBe(true);
  expect(matches(code, ['', 12], ['x', '12', null])).toBe(true);
});

test('entries of a list need their required fields, and references may be null', () => {
  const list: Schema = { type: 'array', items: record };
  const entry = { id: 1, due: '2010Z', status: 'Open', owner: { id: 2 }, code: 1, tags: ['a'] };
  const { min, value } = template([entry], list) as {
    min: number;
    value: Record<string, Matcher>[];
  };
  expect(min).toBe(1);
  const [{ id, due, owner, code, tags, ...others } = {}] = value;
  expect(others).toEqual({});
  expect(id).toBe(1);
  expect(matches(due, ['', '2010Z'], ['soon'])).toBe(true);
  expect(owner).toMatchObject({ value: null });
  expect(matches(owner, [null, { id: 2 }], ['x'])).toBe(true);
  expect(matches(code, ['', 12], ['x', '12'])).toBe(true);
  expect(tags).toEqual({ 'pact:matcher:type': 'type', min: 0, value: ['a'] });
});

test('entries of a list also need the fields that every example has', () => {
  const entry = { id: 1, due: '2010Z', status: 'Open', owner: null, code: 1, tags: [] };
  const body = { result: { it: [entry] }, version: '1.0', status: 'Success' };
  const result: Schema = { type: 'object', properties: { it: { type: 'array', items: record } } };
  const shown = new Set([record.properties?.status as Schema]);
  const { result: inside } = responseTemplate(description, body, result, shown);
  const [{ status } = {}] = (inside as { value: { it: { value: Record<string, Matcher>[] } } }).value.it
    .value;
  expect(matches(status, ['Open', 'Closed'], ['New', null])).toBe(true);
});

const noPerson: Schema = {
  type: 'object',
  required: ['id', 'name'],
  properties: { id: { type: 'null' }, name: { type: 'string', const: '' } },
};
const named: Schema = {
  type: 'object',
  required: ['id', 'name'],
  properties: { id: { type: 'integer' }, name: { type: 'string' } },
};
const either: Schema = { anyOf: [named, noPerson] };

test('the example determines the alternative of an object', () => {
  expect(template({ id: 2, name: 'Dan' }, either)).toEqual({ id: 2, name: 'Dan' });
  const { id, name } = template({ id: null, name: '' }, either) as { id: null; name: Matcher };
  expect(id).toBeNull();
  expect(matches(name, [''], ['Dan'])).toBe(true);
});

test('in entries of a list, an object may be any alternative', () => {
  for (const entry of [
    { id: 2, name: 'Dan' },
    { id: null, name: '' },
  ]) {
    const { value } = template([entry], { type: 'array', items: either }) as {
      value: Record<string, Matcher>[];
    };
    expect(matches(value[0]?.id, [2, null], ['2'])).toBe(true);
    expect(matches(value[0]?.name, ['', 'Dan'], [])).toBe(true);
  }
});

test('an object has inherited fields, and alternatives that only the guide prints are ignored', () => {
  const printed: Schema = { ...noPerson, 'x-guide-print': true };
  const linked: Schema = {
    allOf: [{ $ref: '#/components/schemas/Person' }],
    required: ['link'],
    properties: { link: { type: 'string' } },
  };
  const value = { id: 2, link: '/users/2' };
  expect(template([value], { type: 'array', items: { anyOf: [linked, printed] } })).toEqual(
    expect.objectContaining({ value: [value] }),
  );
});

test('a list that is empty in the example must be empty', () => {
  expect(template([], { type: 'array', items: record })).toMatchObject({
    'pact:matcher:type': 'equality',
    value: [],
  });
});

interface Matcher {
  'pact:matcher:type': string | Matcher[];
  regex?: string;
}

function matches(matcher: Matcher | undefined, good: unknown[], bad: unknown[]): boolean {
  return good.every((value) => takes(matcher, value)) && !bad.some((value) => takes(matcher, value));
}

/** Whether Pact's verifier accepts a value, as far as these tests need it. */
function takes(matcher: Matcher | undefined, value: unknown): boolean {
  const { 'pact:matcher:type': type, regex = '(?!)' } = matcher ?? { 'pact:matcher:type': [] };
  if (Array.isArray(type)) return type.some((each) => takes(each, value));
  if (type === 'null') return value === null;
  if (type === 'integer') return Number.isInteger(value);
  return (
    type === 'regex' && new RegExp(regex).test(typeof value === 'string' ? value : JSON.stringify(value))
  );
}
