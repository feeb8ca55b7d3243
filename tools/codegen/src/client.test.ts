import { type Operation, operationsOf } from '@service-desk/description/operations';
import { fixture } from '@service-desk/description/test-support/fixture';
import { expect, test } from 'vitest';
import { generateOperations } from './client.ts';

const source = generateOperations(operationsOf(fixture()));
const [, text = ''] = /export const rows = `([^`]*)`/.exec(source) ?? [];
const rows = text.split('\n');

test('a method takes the ids of its path in order, then its input, then options', () => {
  expect(source).toContain(
    'get(note_id: schema.Id, id: schema.Id, options?: CallOptions): CallPromise<schema.Note>;',
  );
  expect(source).toContain(
    "create(input: schema.NoteBody['note'], options?: CallOptions): CallPromise<schema.Note>;",
  );
});

test('a list with totals is a page, its query is its input', () => {
  expect(source).toContain('list(input?: NotesListQuery, options?: CallOptions): PagePromise<schema.Note>;');
});

test('a result of several keys is given as it is, and the table names none', () => {
  expect(source).toContain(
    "get(id: schema.Id, options?: CallOptions): CallPromise<schema.FolderResult['result']>;",
  );
  expect(rows).toContain('folders g -');
});

test('a body without a wrapper is the input itself, and a part of the path may be one of some words', () => {
  expect(source).toContain(
    "create(kind: schema.Kind, id: schema.Id, input: schema.FolderBody, options?: CallOptions): CallPromise<schema.FolderResult['result']>;",
  );
  expect(rows).toContain('folders/{kind}/{id} c -');
});

test('a redirect gives what one of the operations gives that it leads to', () => {
  expect(source).toContain(
    "get(id: schema.Id, options?: CallOptions): CallPromise<schema.FolderResult['result'] | schema.NoteResult['result']>;",
  );
});

test('segments of the name nest', () => {
  expect(source).toMatch(/readonly notes: \{[\s\S]*readonly parts: \{[\s\S]*get\(/);
});

test('the words of the description cannot end their comment', () => {
  expect(source).toContain('All of them, *\\/ too.');
});

test('a row says how the operations at a path are called', () => {
  expect(rows).toContain('notes Pc');
  expect(rows).toContain(' parts g note');
});

test.each<[what: string, change: (operation: Operation) => void, message: string]>([
  [
    'another method',
    (operation) => {
      operation.method = 'PUT';
    },
    'notes.create is not called by PUT',
  ],
  [
    'another wrapper',
    (operation) => {
      operation.id = 'notes.update';
      operation.method = 'PUT';
      operation.body = { wrapper: 'other', name: 'OtherBody' };
    },
    'operations at one path differ: note, other',
  ],
])('what a row cannot say is refused: %s', (_, change, message) => {
  const operations = operationsOf(fixture());
  const create = operations.find(({ id }) => id === 'notes.create') as Operation;
  const changed = structuredClone(create);
  change(changed);
  const others = changed.id === create.id ? operations.filter((each) => each !== create) : operations;
  expect(() => generateOperations([...others, changed])).toThrow(message);
});
