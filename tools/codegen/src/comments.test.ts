import { readDescription, resolve, type Schema, toGenerateFrom } from '@service-desk/description/description';
import { type Operation, operationsOf } from '@service-desk/description/operations';
import { partsOf } from '@service-desk/description/schemas';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { generateOperations } from './client.ts';
import { commentText } from './comment.ts';
import { generateQueries } from './react.ts';
import { generateTypes } from './types.ts';

const description = toGenerateFrom(readDescription());
const { schemas } = description.components;
const operations = operationsOf(description);
const types = parse(await generateTypes(description));

test('every schema and every field has its words from the description', () => {
  const aliases = types.statements.filter(ts.isTypeAliasDeclaration);
  const written = new Map(aliases.map((alias) => [alias.name.text, commentOf(alias)]));
  const fields = commentsOf(types);
  const wanted = Object.entries(schemas).flatMap(([name, schema]) => fieldsOf(schema, name));
  console.log(`${Object.keys(schemas).length} schemas, ${wanted.length} fields`);
  expect(wanted.length).toBeGreaterThan(1000);
  expect(wanted.filter(({ text }) => !text)).toEqual([]);
  expect(
    wanted.filter(({ place, text }) => textIn(fields.get(`components.schemas.${place}`)) !== words(text)),
  ).toEqual([]);
  expect(
    Object.entries(schemas).filter(
      ([name, schema]) => words(written.get(name)) !== words(commentText(schema)),
    ),
  ).toEqual([]);
});

test('every parameter of a query has its words', () => {
  const fields = commentsOf(types);
  const wanted = operations.flatMap(({ id, parameters }) =>
    parameters
      .filter((parameter) => parameter.in === 'query')
      .map(({ name, description: text }) => ({
        place: `operations.${id}.parameters.query.${name}`,
        text,
      })),
  );
  expect(wanted.length).toBeGreaterThan(50);
  expect(wanted.filter(({ place, text }) => !text || textIn(fields.get(place)) !== words(text))).toEqual([]);
});

test.each<[string, string, (operation: Operation) => string]>([
  ['Operations', generateOperations(operations), ({ summary, description: text }) => `${summary} ${text}`],
  ['Queries', generateQueries(operations), ({ summary }) => summary],
])('every method of %s has its words', (name, source, text) => {
  const methods = commentsOf(parse(source));
  expect(operations.length).toBeGreaterThan(200);
  expect(
    operations.filter(
      (operation) => words(methods.get(`${name}.${operation.id}`)) !== words(text(operation)),
    ),
  ).toEqual([]);
});

function parse(source: string): ts.SourceFile {
  return ts.createSourceFile('source.ts', source, ts.ScriptTarget.Latest, true);
}

/** All properties of a schema with the text that a reader is to see, by the names on the way to them. */
function fieldsOf(schema: Schema, place: string): { place: string; text: string | undefined }[] {
  const own = Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    // What only narrows a field of another part has no words of its own.
    if (partsOf(description, schema).filter(({ properties }) => properties?.[name]).length > 1) return [];
    const text = field.description ?? commentText(resolve(description, field));
    return [{ place: `${place}.${name}`, text }, ...fieldsOf(field, `${place}.${name}`)];
  });
  const { oneOf = [], anyOf = [], allOf = [], items } = schema as Schema & { anyOf?: Schema[] };
  return [
    ...own,
    ...[...oneOf, ...anyOf, ...allOf, ...(items ? [items] : [])].flatMap((part) => fieldsOf(part, place)),
  ];
}

/** The comments of all members, by the names on the way to them. */
function commentsOf(file: ts.SourceFile): Map<string, string> {
  const comments = new Map<string, string>();
  const visit = (node: ts.Node, place: string): void => {
    let here = place;
    if (ts.isInterfaceDeclaration(node)) here = node.name.text;
    if (ts.isPropertySignature(node) || ts.isMethodSignature(node)) {
      here = `${place}.${ts.isIdentifier(node.name) ? node.name.text : node.name.getText(file).slice(1, -1)}`;
      const comment = commentOf(node);
      if (comment !== undefined) comments.set(here, comment);
    }
    ts.forEachChild(node, (child) => visit(child, here));
  };
  visit(file, '');
  return comments;
}

function commentOf(node: ts.Node): string | undefined {
  const [, text] = /^\/\*\*([\s\S]*)\*\/$/.exec(ts.getJSDocCommentsAndTags(node)[0]?.getText() ?? '') ?? [];
  return text?.replaceAll(/^\s*\* ?/gm, '');
}

/** What openapi-typescript writes of a text; beside it stand examples, defaults and values. */
function textIn(comment: string | undefined): string {
  const [, text = ''] =
    /@description ([\s\S]*?)(?=\n@(?:example|enum|default|constant|deprecated)|$)/.exec(
      comment?.trimStart() ?? '',
    ) ?? [];
  return words(text);
}

function words(text: string | undefined): string {
  return (text ?? '').replaceAll('*\\/', '*/').replaceAll(/\s+/g, ' ').trim();
}
