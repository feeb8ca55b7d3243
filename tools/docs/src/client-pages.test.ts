import { readFileSync } from 'node:fs';
import path from 'node:path';
import { readDescription } from '@service-desk/description/description';
import { operationsOf } from '@service-desk/description/operations';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { clientReference, clientSources, PACKAGE_ENTRIES } from './client-pages.ts';
import { declarationsOf } from './declarations.ts';

const sources = clientSources();
const { pages, urls } = clientReference(sources);
const declarations = declarationsOf(sources, PACKAGE_ENTRIES);
const [exported = '', operations = '', types = ''] = pages.map(({ markdown }) => markdown);

test('all that the client exports has its place', () => {
  const names = exportsOf([...PACKAGE_ENTRIES, 'generated/types.ts', 'generated/operations.ts']);
  console.log(`${names.length} exports`);
  expect(names.length).toBeGreaterThan(400);
  // What openapi-typescript gives, and what the client drives itself by: named in the text of their pages.
  const apart = ['paths', 'webhooks', 'components', 'operations', 'rows'];
  expect(names.filter((name) => !urls.has(name) && !apart.includes(name))).toEqual([]);
});

test('every export of its own, and all that belongs to one, says what it is', () => {
  const silent = declarations.flatMap(({ name, comment, members }) => [
    ...(comment.text ? [] : [name]),
    ...members.filter(({ text }) => !text).map((member) => `${name}.${member.name}`),
  ]);
  expect(silent).toEqual([]);
});

test('every option of the client stands with its type and its meaning', () => {
  expect(exported).toContain(
    "| `format?` | `'json' \\| 'js'` | The extension of every address; the response is JSON for both. Default, `json`. |",
  );
  const options = declarations.find(({ name }) => name === 'ServiceDeskOptions')?.members ?? [];
  expect(options.map(({ name }) => name)).toEqual(expect.arrayContaining(['baseUrl', 'timeout', 'hooks']));
});

test('a method stands with what it takes and gives, by the names of the schemas', () => {
  expect(operations).toContain('| `incidents.get` | `(id: Id): CallPromise<Incident>` | Show an incident |');
  expect(operations).toContain('`(incident_id: Id, input: WatchWrite): CallPromise<Watch>`');
  const missing = operationsOf(readDescription()).filter(({ id }) => !operations.includes(`\n| \`${id}\` |`));
  expect(missing).toEqual([]);
});

test('a type stands with its fields, a query with its parameters, and what is chosen from is spelt out', () => {
  expect(types).toContain(
    '### Incident\n\nAn incident with all that belongs to it.\n\n| name | type | meaning |',
  );
  const [, latest = ''] = /### LatestNote\n([\s\S]*?)\n###/.exec(types) ?? [];
  expect(latest).toMatch(/\| `id`[\s\S]*\| `symptom_link\?`/);
  expect(types).toContain('| `UsersListQuery` | `{ service_id?: ');
  expect(exported).toContain('type AvatarSize = "full_size" | "scaled_large" | ');
});

test('a signature shows nothing of how a function is written', () => {
  expect(exported).toContain(
    'function parseDate(text: string | null | undefined, options?: DateForm): Date | undefined',
  );
  expect(exported).toContain('class RateLimitError extends ApiError\n');
});

/** The names that files export, read without what reads them for the pages. */
function exportsOf(files: string[]): string[] {
  const names = files.flatMap((file) => {
    const source = readFileSync(path.join(sources, file), 'utf8');
    const own = [...source.matchAll(/^export (?:interface|type|class|function|const) (\w+)/gm)];
    const passedOn = ts
      .createSourceFile(file, source, ts.ScriptTarget.Latest)
      .statements.filter(ts.isExportDeclaration)
      .flatMap(({ exportClause }) =>
        exportClause && ts.isNamedExports(exportClause)
          ? exportClause.elements.map(({ name }) => name.text)
          : [],
      );
    return [...own.map(([, name = '']) => name), ...passedOn];
  });
  return [...new Set(names)];
}
