import { expect, test } from 'vitest';
import type { Description } from './description.ts';
import { operationsOf } from './operations.ts';
import { scenariosOf, statesOf } from './scenarios.ts';
import { fixture } from './test-support/fixture.ts';

function scenarios(change: (description: Description) => void = () => {}) {
  const description = fixture();
  change(description);
  return scenariosOf(operationsOf(description));
}

function examples(description: Description): Record<string, Record<string, unknown>> {
  const operation = description.paths['/notes/{note_id}/parts/{id}.{format}']?.get;
  return operation?.responses['200']?.content?.['application/json']?.examples as never;
}

test('every named example of every response is a scenario', () => {
  expect(scenarios().map(({ name, response }) => [name, response.status])).toEqual([
    ['notes.list: listed', 200],
    ['notes.list: invalidVerifier', 401],
    ['notes.create: created', 200],
    ['notes.create: invalidVerifier', 401],
    ['folders.get: found', 200],
    ['folders.get: invalidVerifier', 401],
    ['folders.create: created', 200],
    ['folders.create: invalidVerifier', 401],
    ['things.get: notFound', 200],
    ['things.get: folder', 302],
    ['notes.parts.get: found', 200],
    ['notes.parts.get: invalidVerifier', 401],
  ]);
});

test('a failure that all operations share is asked for as the first success is', () => {
  const shared = scenarios().find(({ name }) => name === 'notes.create: invalidVerifier');
  expect(shared?.request).toEqual({ ids: [], body: { text: 'hello' } });
  expect(shared?.state).toEqual({ name: 'an unknown token', values: { token: 'x' } });
});

test('a redirect says where, and a body without a wrapper is asked with as it is', () => {
  const named = (name: string) => scenarios().find((scenario) => scenario.name === name);
  expect(named('things.get: folder')).toMatchObject({
    request: { ids: [9] },
    response: { status: 302, location: '/v1/folders/9.json' },
  });
  expect(named('folders.create: created')?.request).toEqual({ ids: ['box', 9], body: { note_id: 7 } });
});

test('path ids come in the order of the path', () => {
  expect(scenarios().find(({ name }) => name === 'notes.parts.get: found')?.request.ids).toEqual([7, 8]);
});

test('an example without a state, or without an id of its path, is refused by name', () => {
  expect(() => scenarios((d) => delete examples(d).found?.['x-state'])).toThrow(
    'notes.parts.get: found has no x-state',
  );
  expect(() => scenarios((d) => delete examples(d).found?.['x-request'])).toThrow(
    'no x-request.path.note_id',
  );
});

test('a state with different values in another example is refused', () => {
  expect(() =>
    scenarios((d) => {
      (examples(d).found as Record<string, unknown>)['x-state'] = {
        name: 'a note',
        values: { token: 'other' },
      };
    }),
  ).toThrow('the state "a note" has different values in another example');
  expect([...statesOf(scenarios()).keys()]).toEqual(['a note', 'an unknown token', 'a folder']);
});
