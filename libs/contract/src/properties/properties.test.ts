import type { OperationId } from '@service-desk/client';
import { describe, expect, test } from 'vitest';
import { readDescription } from '#description/description';
import { operationNamed, queryOf } from '#description/operations';
import { isAlias, readingsOf, resourcesOf } from '#description/resources';
import { differences, type Fault, findingsOfFaults } from './check.ts';
import type { Resource } from './model.ts';
import { isPlain } from './pools.ts';
import { blankOf, isSame, isUnset, reads, valuesOf, wrongValuesOf } from './values.ts';

const bundle = readDescription();
const model = resourcesOf<OperationId>(bundle);
const named = (name: string) => model.find((each) => each.name === name) as Resource;

describe('the model', () => {
  test('has the resources that can be created, parents first', () => {
    expect(model).toHaveLength(49);
    const names = model.map(({ name }) => name);
    for (const { name, parent } of model)
      if (parent) expect(names.indexOf(parent)).toBeLessThan(names.indexOf(name));
    expect(named('changes.testers.issues')).toMatchObject({
      parent: 'changes.testers',
      mandatory: ['title'],
    });
  });

  test('has the fields of a request without read-only ones', () => {
    const fields = named('companies').update.map(({ name }) => name);
    expect(fields).toContain('website');
    expect(fields).not.toContain('avatar');
    expect(named('changes').mandatory).toEqual(['title', 'service_id']);
  });

  test('has the query parameters', () => {
    expect([...queryOf(operationNamed(bundle, 'users.list')).keys()]).toEqual(['service_id']);
  });

  test('has a field to read each writable field back, or an annotation', () => {
    const unread = model.flatMap((resource) =>
      resource.update
        .filter((field) => isPlain(resource, field) && !field['x-stamps'] && !field['x-makes'])
        .filter(({ name }) => readingsOf(resource, name).length === 0)
        .map(({ name }) => `${resource.name} ${name}`),
    );
    expect(unread).toEqual([]);
  });

  test('has annotations that name fields of the record', () => {
    const unknown = model.flatMap(({ name, read, create, update, life }) => {
      const dates = Object.entries(life?.dates ?? {}).flatMap(([date, each]) => {
        return [date, ...(each.by ? [each.by] : []), ...(each.with ?? []), ...(each.clears ?? [])];
      });
      const named = [...create, ...update].flatMap((field) => [
        ...[field['x-makes'], field['x-stamps']].filter((each) => each !== undefined),
        ...[...(field['x-read-as'] ?? []), ...(field['x-changes'] ?? [])],
      ]);
      const all = [...named, ...dates, ...(life?.status ? [life.status] : [])];
      return all.filter((each) => !(each in read)).map((each) => `${name} ${each}`);
    });
    expect(unknown).toEqual([]);
    expect(model.filter(({ life }) => life).map(({ name }) => name)).toEqual([
      ...['incidents', 'problems', 'changes', 'releases'],
    ]);
  });

  test('applies annotations of an update to the create', () => {
    const types = named('changes').create.find(({ name }) => name === 'type_id');
    expect(types).toMatchObject({ 'x-blank': 'kept', kind: 'IdInput' });
  });

  test('distinguishes aliases from fields', () => {
    const changes = named('changes');
    const aliases = changes.update.filter((field) => isAlias(changes, field)).map(({ name }) => name);
    expect(aliases).toContain('est_hrs');
    expect(aliases).not.toContain('estimated_hours');
  });
});

describe('values', () => {
  const field = (name: string, kind: string, values: unknown[] = []) => ({
    ...{ name, kind, values },
    ...{ deprecated: false, names: undefined },
  });

  test('include the maximum length of a text, and a longer one', () => {
    const lengths = valuesOf(field('title', 'ShortText')).map(({ send }) => String(send).length);
    expect(Math.max(...lengths)).toBe(255);
    expect(wrongValuesOf(field('title', 'ShortText'))[0]?.text).toBe(
      'title is too long (maximum is 255 characters)',
    );
  });

  test('are all codes of an enumeration, read as numbers', () => {
    const values = valuesOf(field('priority', 'IssuePriorityInput', [1, '2', '', null]));
    expect(values).toEqual([
      { send: 1, read: 1 },
      { send: '2', read: 2 },
    ]);
  });

  test('are compared by meaning', () => {
    expect(reads('DateInput', '2031-02-03T04:05:06Z', '2031-02-03T05:05:06+01:00')).toBe(true);
    expect(reads('IdInput', '7', { id: 7, name: 'A' })).toBe(true);
    expect(reads('FlagInput', true, 0)).toBe(false);
    expect(isSame({ a: 1, b: [{ c: null }] }, { b: [{ c: null }], a: 1 })).toBe(true);
    expect(isSame([1, 2], [2, 1])).toBe(false);
  });

  test('are blank according to their schema', () => {
    expect(isUnset(blankOf({ type: ['number', 'null'] }), null)).toBe(true);
    expect(blankOf({ type: 'string' })).toBe('');
    expect(blankOf({ type: 'array' })).toEqual([]);
  });
});

test('faults with one cause become one finding with their places', () => {
  const fault = (place: string): Fault => ({
    property: 'echo',
    row: 'blank.5',
    place,
    text: 'a field has a different value',
    seen: ['curl'],
  });
  const [finding, ...others] = findingsOfFaults([
    fault('companies.update name'),
    fault('customers.update notes'),
  ]);
  expect(others).toEqual([]);
  expect(finding).toMatchObject({
    ...{ resource: 'several resources', promise: 'echo: a field has a different value', outcome: 'broken' },
    seen: ['curl', 'at companies.update name, customers.update notes'],
  });
});

test('a difference names the field, the expected and the received value', () => {
  expect(differences({ a: 1, b: 2 }, { a: 1, b: 3 }, ['a', 'b'])).toEqual(['b: expected 2, received 3']);
});
