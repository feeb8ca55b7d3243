import { operationsOf } from '@service-desk/description/operations';
import { fixture } from '@service-desk/description/test-support/fixture';
import { expect, test } from 'vitest';
import { generateQueries } from './react.ts';

const source = generateQueries(operationsOf(fixture()));

test('a call that reads takes ids, then its query; a list of pages says so', () => {
  expect(source).toContain('readonly get: QueryOperation<[note_id: schema.Id, id: schema.Id], schema.Note>;');
  expect(source).toContain(
    'readonly list: PagedQueryOperation<[input?: query.NotesListQuery], schema.Note>;',
  );
});

test('a call that writes takes its body, or ids by name beside it', () => {
  expect(source).toContain("readonly create: MutationOperation<schema.NoteBody['note'], schema.Note>;");
  expect(source).toContain(
    'readonly create: MutationOperation<{ kind: schema.Kind; id: schema.Id; input: schema.FolderBody }, ' +
      "schema.FolderResult['result']>;",
  );
});

test('every segment has a key for all below it', () => {
  expect(source).toContain('export interface Queries extends ResourceKey {');
  expect(source).toContain('readonly parts: ResourceKey & {');
});
