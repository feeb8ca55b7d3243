import { describe, expect, test } from 'vitest';
import { readDescription } from '#description/description';
import { shapesOf } from '#description/shapes';
import { compare, lineOf } from './difference.ts';
import { Names } from './names.ts';

const shapes = shapesOf(readDescription());

/** A user, as other resources contain them. */
const person = (id: number, name = 'Dan Lee') => ({
  ...{ id, user_link: `/external_api/v1/users/${id}`, avatar: null },
  ...{ full_name: name, first_name: name, last_name: '' },
});
const watches = (...list: [id: number, user: number, name?: string][]) => ({
  result: {
    watches: list.map(([id, user, name]) => ({
      ...{ id, watch_link: `/external_api/v1/incidents/5/watches/${id}`, watched_by: person(user, name) },
    })),
  },
});
const listed = (a: unknown, b: unknown, names = new Names(), more = {}) =>
  compare(a, b, shapes.answer('incidents.watches.list'), { names, shapes, ...more });

describe('ids', () => {
  test('of one resource have one name, also in links, and names differ by kind', () => {
    const names = new Names();
    const { differences, value } = listed(watches([7, 18]), watches([70, 7]), names);
    expect(differences).toEqual([]);
    expect(value).toMatchObject({
      result: {
        watches: [
          {
            id: '‹watch 0›',
            watch_link: '/external_api/v1/incidents/‹record 0›/watches/‹watch 0›',
            watched_by: { id: '‹user 0›' },
          },
        ],
      },
    });
    expect(names.find('user', 'twin', 7)).toBe('‹user 0›');
  });

  test('that mean two resources are reported when they appear again', () => {
    const names = new Names();
    listed(watches([7, 18]), watches([70, 180]), names);
    const again = listed(watches([7, 18]), watches([70, 181]), names).differences;
    expect(again.map(lineOf)).toContain('result.watches[0].watched_by.id: provider "‹user 0›", twin 181');
  });

  test('in another order are reported, and keep their names', () => {
    const names = new Names();
    const [one, other] = [
      watches([7, 18, 'Ann'], [8, 19, 'Ben']),
      watches([80, 190, 'Ben'], [70, 180, 'Ann']),
    ];
    const { differences } = listed(one, other, names);
    expect(differences.map(({ path }) => path)).toContain('result.watches[0].watched_by.full_name');
    expect(names.find('user', 'provider', 18)).toBe('‹user 0›');
    expect(names.find('user', 'twin', 180)).toBe('‹user 0›');
  });

  test('beyond 2^53 are compared exactly', () => {
    const names = new Names();
    names.pair('user', '862260361677721612', '862260361677721612');
    expect(names.pair('user', '862260361677721612', '862260361677721613')).toBe(false);
    expect(names.concrete('{"id":"‹user 0›"}', 'twin')).toBe('{"id":862260361677721612}');
    expect(names.concrete('{"id":"‹user 0 text›","entry":"B#‹user 0› x"}', 'twin')).toBe(
      '{"id":"862260361677721612","entry":"B#862260361677721612 x"}',
    );
  });
});

test('missing and additional fields and lengths are reported, unknown fields are not', () => {
  const [one, other] = [watches([7, 18]), watches([70, 180], [71, 180])];
  Object.assign(one.result.watches[0] as object, { novelty: 1, external_email: 'a@b.example' });
  delete (one.result.watches[0] as { watched_by: { avatar?: null } }).watched_by.avatar;
  expect(listed(one, other).differences).toMatchObject([
    { path: 'result.watches', kind: 'length', provider: 1, twin: 2 },
    { path: 'result.watches[0].watched_by.avatar', kind: 'missing' },
    { path: 'result.watches[0].external_email', kind: 'more', provider: 'a@b.example' },
  ]);
});

test('next to other clients, only entries with a name are compared', () => {
  const names = new Names();
  names.pair('watch', 8, 80);
  const { differences } = listed(watches([7, 1], [8, 18]), watches([80, 180], [90, 2]), names, {
    ownOnly: true,
  });
  expect(differences).toEqual([]);
});

test('each writable id and each id in an address has a kind', () => {
  for (const [operation, names] of [
    ['incidents.update', ['priority_id', 'customer_id', 'owner_id']],
    ['configItems.create', ['config_type_id', 'owner_id']],
    ['customers.update', ['Company_id']],
  ] as const) {
    const writable = shapes.writable(operation);
    for (const name of names) expect(writable.get(name)?.kind, `${operation} ${name}`).toBeDefined();
    for (const [name, { isId, kind }] of writable)
      if (isId) expect(kind, `${operation} ${name}`).toBeDefined();
  }
  expect(['users', 'incidents', 'watches', 'symptoms'].map(shapes.kindAfter)).toEqual([
    'user',
    'record',
    'watch',
    'note',
  ]);
});
