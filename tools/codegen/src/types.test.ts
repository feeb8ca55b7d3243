import { type Description, readDescription, toGenerateFrom } from '@service-desk/description/description';
import { fixture } from '@service-desk/description/test-support/fixture';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { generateTypes } from './types.ts';

const source = await generateTypes(toGenerateFrom(readDescription()));

test('ids are Int64, the extension is optional, and every schema has a name of its own', () => {
  expect(source).toContain('Id: Int64;');
  expect(source).toContain('format?: components["parameters"]["Format"];');
  expect(source).not.toMatch(/^\s*format: /m);
  expect(source).toContain("export type Incident = components['schemas']['Incident'];");
});

test('a type beside a reference leaves null out, and a part that only narrows has no words', async () => {
  const text = { $ref: '#/components/schemas/Id', type: 'integer', description: 'The number.' };
  expect(await generateTypes(notesWith(text))).toContain('text?: NonNullable<components["schemas"]["Id"]>;');
  const { schemas } = readDescription().components;
  expect(schemas.ReleaseUpdate?.properties).toHaveProperty('service_id');
  expect(source).toMatch(/ReleaseUpdate: \{\n +service_id\?: number \| string;\n +\} & components/);
});

test('no schema leaves a type open, but for the fields that an account names itself', () => {
  const { schemas, fields, maps, loose } = looks(source);
  console.log(`${schemas} schemas with ${fields} fields and ${maps} maps; ${loose.length} types say nothing`);
  expect(schemas).toBeGreaterThan(50);
  expect(loose).toEqual([]);
});

test.each([
  ['anything', {}, 'Note.text: unknown'],
  ['an object of anything', { type: 'object' }, 'Note.text: Record<string, never>'],
  ['a list of anything', { type: 'array' }, 'Note.text: unknown'],
  ['anything or a text', { anyOf: [{}, { type: 'string' }] }, 'Note.text: unknown'],
])('%s is distinguished from a type', async (_, text, expected) => {
  expect(looks(await generateTypes(notesWith(text))).loose).toContain(expected);
});

test('an account may name fields itself', async () => {
  const text = { type: 'object', additionalProperties: true };
  const { maps, loose } = looks(await generateTypes(notesWith(text)));
  expect({ maps, loose: loose.filter((place) => place.startsWith('Note')) }).toEqual({ maps: 1, loose: [] });
});

test('what only the guide prints is in no type, nor what can only be read', async () => {
  const textSchema = { type: 'string', description: 'The text.' };
  const printed = { type: 'null', 'x-guide-print': true };
  const properties = {
    text: { anyOf: [textSchema, printed] },
    full_text: { ...textSchema, 'x-guide-print': true },
    old_text: { $ref: '#/components/schemas/ReadOnly' },
  };
  const description = notesWith({ type: 'object', properties });
  description.components.schemas.ReadOnly = { readOnly: true };
  const types = await generateTypes(toGenerateFrom(description));
  expect(types).toMatch(/\btext\?: string;/);
  expect(types).not.toMatch(/full_text|old_text|ReadOnly/);
});

/** A description whose notes have this as their text. */
function notesWith(text: object): Description {
  const { paths, components } = fixture();
  const Note = { type: 'object', properties: { text } };
  return {
    openapi: '3.1.0',
    info: { title: 'Notes', version: '1' },
    paths,
    components: { schemas: { ...components.schemas, Note } },
  } as Description;
}

interface Looks {
  schemas: number;
  fields: number;
  /** What holds fields that an account names itself. */
  maps: number;
  /** Where a type says nothing. */
  loose: string[];
}

/** What the types of `components.schemas` look like. */
function looks(types: string): Looks {
  const result: Looks = { schemas: 0, fields: 0, maps: 0, loose: [] };
  const file = ts.createSourceFile('types.ts', types, ts.ScriptTarget.Latest, true);

  function visit(node: ts.Node, place: string): void {
    if (ts.isIndexSignatureDeclaration(node)) {
      result.maps += 1;
      return;
    }
    if (ts.isPropertySignature(node)) {
      result.fields += 1;
      ts.forEachChild(node, (child) => visit(child, `${place}.${node.name.getText(file)}`));
      return;
    }
    const text = node.getText(file);
    const open = node.kind === ts.SyntaxKind.AnyKeyword || node.kind === ts.SyntaxKind.UnknownKeyword;
    if (open || /^Record<string, (never|unknown|any)>$/.test(text)) result.loose.push(`${place}: ${text}`);
    else ts.forEachChild(node, (child) => visit(child, place));
  }

  for (const schema of schemasOf(file)) {
    result.schemas += 1;
    ts.forEachChild(schema, (child) => visit(child, schema.name.getText(file)));
  }
  return result;
}

function schemasOf(file: ts.SourceFile): ts.PropertySignature[] {
  const components = file.statements
    .filter(ts.isInterfaceDeclaration)
    .find(({ name }) => name.text === 'components');
  const schemas = components?.members
    .filter(ts.isPropertySignature)
    .find(({ name }) => name.getText(file) === 'schemas');
  return schemas?.type && ts.isTypeLiteralNode(schemas.type)
    ? schemas.type.members.filter(ts.isPropertySignature)
    : [];
}
