import { expect, test } from 'vitest';
import { generateOperations } from './client.ts';
import { operationsOf } from './description.ts';
import { fixture } from './fixture.ts';

const source = generateOperations(operationsOf(fixture()));

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
  expect(source).toContain(`'folders.get': {"method":"GET","path":"/folders/{id}.{format}","ids":["id"]},`);
});

test('a body without a wrapper is the input itself, and a part of the path may be one of some words', () => {
  expect(source).toContain(
    "create(kind: schema.Kind, id: schema.Id, input: schema.FolderBody, options?: CallOptions): CallPromise<schema.FolderResult['result']>;",
  );
  expect(source).toContain(
    `'folders.create': {"method":"POST","path":"/folders/{kind}/{id}.{format}","ids":["kind","id"],"wrapper":null},`,
  );
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

test('the table says how each operation is called', () => {
  expect(source).toContain(
    `'notes.create': {"method":"POST","path":"/notes.{format}","ids":[],"wrapper":"note","key":"note"}`,
  );
  expect(source).toContain('"query":true,"list":"paged"');
});
