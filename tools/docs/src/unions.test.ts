import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import type { SiteDescription } from './catalogue.ts';
import { withFieldWords, wordsOfSentBack } from './unions.ts';

interface Shown {
  $ref?: string;
  description?: string;
  anyOf?: Shown[];
}

const words = 'The field.';
const schemas = {
  Id: { type: 'integer', format: 'int64', description: 'An id.' },
  Person: {
    type: 'object',
    description: 'A person.',
    properties: { id: { $ref: '#/components/schemas/Id' } },
  },
  Team: { type: 'object', description: 'A team.', properties: { id: { $ref: '#/components/schemas/Id' } } },
};
const id = { $ref: '#/components/schemas/Id' };
const person = { $ref: '#/components/schemas/Person' };
const team = { $ref: '#/components/schemas/Team' };
const sentBack = { type: 'object', readOnly: true, description: 'As it was read.', properties: { id } };

function shown(field: object): unknown {
  const description = { components: { schemas: { ...schemas, Record: { properties: { field } } } } };
  return withFieldWords(description as unknown as SiteDescription).components.schemas.Record?.properties
    ?.field;
}

test('alternatives without fields become a list of types', () => {
  expect(shown({ description: words, anyOf: [id, { type: 'string' }, { type: 'null' }] })).toEqual({
    type: ['integer', 'string', 'null'],
    format: 'int64',
    description: words,
  });
});

test('an object or nothing is that object, with the words of the field', () => {
  expect(shown({ description: words, anyOf: [person, { type: 'null' }] })).toEqual({
    ...person,
    type: ['object', 'null'],
    description: words,
  });
});

test('several objects stay apart, each with the words of the field before its own', () => {
  expect(shown({ description: words, oneOf: [person, team] })).toEqual({
    description: words,
    anyOf: [
      { ...person, description: `${words}\n\nA person.` },
      { ...team, description: `${words}\n\nA team.` },
    ],
  });
});

test('what is only sent back is left out, and its words are kept', () => {
  const field = { description: words, anyOf: [{ enum: [0, 1], type: 'integer' }, sentBack] };
  expect(shown(field)).toEqual({ type: 'integer', enum: [0, 1], description: words });
  const description = { components: { schemas } } as unknown as SiteDescription;
  expect(wordsOfSentBack(description, { properties: { field } })).toEqual([sentBack.description]);
});

test('no field of the description is a union whose words Redoc hides', () => {
  const description: SiteDescription = createRequire(import.meta.url)(
    '@service-desk/spec/openapi.annotated.json',
  );
  const { schemas: named } = description.components;
  const hidden: object[] = [];
  JSON.parse(JSON.stringify(withFieldWords(description)), (_key, node: Shown) => {
    // Redoc shows the first alternative; the words of the field stand where it has none.
    const [first] = node?.anyOf ?? [];
    const shown = first?.description ?? named[first?.$ref?.split('/').at(-1) ?? '']?.description;
    if (node?.description && shown && !shown.startsWith(node.description)) hidden.push(node);
    return node;
  });
  expect(hidden).toEqual([]);
});
