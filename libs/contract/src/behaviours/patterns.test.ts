import { expect, test } from 'vitest';
import { each, given } from './behaviour.ts';
import { differences, readValue, resolved } from './patterns.ts';
import { behaviourOf } from './steps.ts';

const scope = {
  record: { title: 'It hums', service_id: 7 },
  note: { id: 8, at: '2010-03-23T00:00:00Z' },
  id: 9,
};

test('input is parsed, with placeholders and stored values', () => {
  const read = (text: string) => resolved(readValue(text, true), scope);
  expect(read('{record, id, note: {id: {note.id}}, entry: B#{note.id} A look}')).toEqual({
    ...{ title: 'It hums', service_id: 7, id: 9, note: { id: 8 }, entry: 'B#8 A look' },
  });
  expect(read("{a: ['1', 1, true, null, ''], 'b c': 2010-03-23T00:00:00Z}")).toEqual({
    a: ['1', 1, true, null, ''],
    'b c': '2010-03-23T00:00:00Z',
  });
});

test.each(['{a: [1}', '{a: 1', '{a: 1} b', '{a: {b}', ''])('%s is not a value', (text) => {
  expect(() => readValue(text, true)).toThrow(SyntaxError);
});

test.each([
  ['{id: 1, title: It hums}', { id: '1', title: 'It hums', more: 2 }, []],
  ['{owner.id: {note.id}}', { owner: { id: 8 } }, []],
  ['{at: 2010-03-23T13:00:00+13:00}', { at: '2010-03-23T00:00:00Z' }, []],
  ['{title: It hums}', { title: 'It is still' }, ['title: expected It hums, received "It is still"']],
  ['{owner.id: 1}', { owner: null }, ['owner.id: expected 1, received undefined']],
  ['[any]', [1, 2], ['the value: expected [null], received [1,2]']],
  ['{a: blank, b: set, c: absent}', { a: null, b: 0, c: '' }, ['c: expected no such field, received ""']],
  ['has {id: {note.id}}', [{ id: 7 }, { id: 8 }], []],
  [
    'lacks {id: {note.id}}',
    [{ id: 8 }],
    ['the value: expected no entry like {"id":"8"}, received [{"id":8}]'],
  ],
  ['ids [{note.id}, 9]', [{ id: 8 }, { watch: { id: 9 } }], []],
  ['every {id: > {note.id}}', [{ id: 9 }, { id: 8 }], ['id: expected more than 8, received 8']],
  ['{id: not {note.id}}', { id: 8 }, ['id: expected not "8", received 8']],
  ['{at: >= {note.at}}', { at: '2010-03-22T23:59:59Z' }, [expect.stringContaining('or more')]],
  ['same {note} {at: /^2011/}', { id: 8, at: '2011-01-01T00:00:00Z' }, []],
  ['same {note}', { ...scope.note, new: 1 }, ['new: expected undefined, received 1']],
])('%s of %j', (pattern, seen, lines) => {
  expect(differences(readValue(pattern), seen, scope)).toEqual(lines);
});

test('a placeholder without a value is reported', () => {
  expect(() => resolved('{note.text}', scope)).toThrow('there is no note.text');
});

test('lines are repeated with their values', () => {
  expect(each('a/b c/d', '$1 $2')).toEqual(['a b', 'c d']);
  expect(each('a c', '$s', '$')).toEqual(['as', 'a', 'cs', 'c']);
});

test('operations and writes follow from the steps, and a line without an operation is refused', () => {
  const [read, write, wrong] = given('a service', {
    'a.1 reads': ['services.list', 'service = services.get {service_id} -> any'],
    'a.2 writes': ['services.list', 'PUT /services/{service_id}.json {a: 1} -> 405'],
    'a.3 is wrong': each('service', '$.get 1'),
  }).map((one) => () => behaviourOf(one));
  expect(read?.()).toMatchObject({
    row: 'a.1',
    name: 'reads',
    operations: ['services.get', 'services.list'],
    writes: false,
  });
  expect(write?.()).toMatchObject({ needs: ['a service'], writes: true });
  expect(wrong).toThrow('there is no operation service.get');
});
