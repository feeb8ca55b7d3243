import { describe, expect, test } from 'vitest';
import { readBundle } from '../v1/conformance.ts';
import { differences, type Fault, findingsOfFaults } from './check.ts';
import { BLANKS, MOVES, NOTE_LISTS, READ_AS, STAMPS } from './exceptions.ts';
import { modelOf, parametersOf, type Resource } from './model.ts';
import { isAlias, isPlain, isRecord, noteListOf, readingsOf } from './pools.ts';
import { blankOf, isSame, reads, valuesOf, wrongValuesOf } from './values.ts';

const bundle = readBundle();
const model = modelOf(bundle);
const named = (name: string) => model.find((each) => each.name === name) as Resource;

describe('the model', () => {
  test('knows what can be created, parents first', () => {
    expect(model).toHaveLength(49);
    const names = model.map(({ name }) => name);
    for (const { name, parent } of model)
      if (parent) expect(names.indexOf(parent)).toBeLessThan(names.indexOf(name));
    expect(named('changes.testers.issues')).toMatchObject({
      parent: 'changes.testers',
      mandatory: ['title'],
    });
  });

  test('has the fields of a request without those that can only be read', () => {
    const fields = named('companies').update.map(({ name }) => name);
    expect(fields).toContain('website');
    expect(fields).not.toContain('avatar');
    expect(named('changes').mandatory).toEqual(['title', 'service_id']);
  });

  test('has the parameters of a query', () => {
    expect(parametersOf(bundle, 'users.list')).toEqual(['service_id']);
  });

  test('reads each writable field back, or its life or its note says what becomes of it', () => {
    const unread = model.flatMap((resource) =>
      resource.update
        .filter(
          (field) => isPlain(resource, field) && !STAMPS[field.name] && !noteListOf(resource, field.name),
        )
        .filter(({ name }) => readingsOf(resource, name).length === 0)
        .map(({ name }) => `${resource.name} ${name}`),
    );
    expect(unread).toEqual([]);
  });

  test('has no exception for a field that nothing has', () => {
    const fields = new Set(model.flatMap(({ update }) => update.map(({ name }) => name)));
    const exceptions = [READ_AS, NOTE_LISTS, STAMPS, BLANKS, MOVES].flatMap((table) => Object.keys(table));
    expect(exceptions.filter((each) => !fields.has(each.split('.').at(-1) as string))).toEqual([]);
  });

  test('tells second names from fields', () => {
    const changes = named('changes');
    const aliases = changes.update.filter((field) => isAlias(changes, field)).map(({ name }) => name);
    expect(aliases).toContain('est_hrs');
    expect(aliases).not.toContain('estimated_hours');
    expect(isRecord(changes)).toBe(true);
  });
});

describe('values', () => {
  const field = (name: string, kind: string, values: unknown[] = []) => ({
    name,
    kind,
    values,
    deprecated: false,
  });

  test('reach the limit of a text, and go beyond it', () => {
    const lengths = valuesOf(field('title', 'ShortText')).map(({ send }) => String(send).length);
    expect(Math.max(...lengths)).toBe(255);
    expect(wrongValuesOf(field('title', 'ShortText'))[0]?.text).toBe(
      'title is too long (maximum is 255 characters)',
    );
  });

  test('are all codes of a table, read as numbers', () => {
    const values = valuesOf(field('priority', 'IssuePriorityInput', [1, '2', '', null]));
    expect(values).toEqual([
      { send: 1, read: 1 },
      { send: '2', read: 2 },
    ]);
  });

  test('are compared by what they mean', () => {
    expect(reads('DateInput', '2031-02-03T04:05:06Z', '2031-02-03T05:05:06+01:00')).toBe(true);
    expect(reads('IdInput', '7', { id: 7, name: 'A' })).toBe(true);
    expect(reads('FlagInput', true, 0)).toBe(false);
    expect(isSame({ a: 1, b: [{ c: null }] }, { b: [{ c: null }], a: 1 })).toBe(true);
    expect(isSame([1, 2], [2, 1])).toBe(false);
  });

  test('are blank as their schema says', () => {
    expect(blankOf({ type: ['number', 'null'] })).toBe(null);
    expect(blankOf({ type: 'string' })).toBe('');
    expect(blankOf({ type: 'array' })).toEqual([]);
  });
});

test('faults of one cause are one finding with its places', () => {
  const fault = (place: string): Fault => ({
    property: 'echo',
    row: 'blank.5',
    place,
    text: 'a field reads otherwise',
    seen: ['curl'],
  });
  const [finding, ...others] = findingsOfFaults([
    fault('companies.update name'),
    fault('customers.update notes'),
  ]);
  expect(others).toEqual([]);
  expect(finding).toMatchObject({
    ...{ resource: 'several resources', promise: 'echo: a field reads otherwise', outcome: 'broken' },
    seen: ['curl', 'at companies.update name, customers.update notes'],
  });
});

test('differences name the field, what was promised and what was seen', () => {
  expect(differences({ a: 1, b: 2 }, { a: 1, b: 3 }, ['a', 'b'])).toEqual(['b: promised 2, seen 3']);
});
