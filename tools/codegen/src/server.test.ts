import type { Description, Schema } from '@service-desk/description/description';
import { operationsOf } from '@service-desk/description/operations';
import { fixture } from '@service-desk/description/test-support/fixture';
import { expect, test } from 'vitest';
import { generateServer } from './server.ts';

/** What is generated when a note has these fields. */
function source(properties: Record<string, Schema>, schemas: Record<string, Schema> = {}): string {
  const description: Description = fixture();
  Object.assign(description.components.schemas, schemas, {
    Note: { type: 'object', required: ['text'], properties },
    ShortText: { type: 'string', maxLength: 255 },
    IdInput: { type: 'integer' },
  });
  return generateServer(description, operationsOf(description));
}

const text = { $ref: '#/components/schemas/ShortText' };

test('a field is read as the component that describes it', () => {
  const generated = source({ text });
  expect(generated).toContain('body: { text?: string };');
  expect(generated).toContain('"body":{"text":{"kind":"text","max":255,"required":true}}');
});

test('a part of the path may be one of some words, and a body may stand bare', () => {
  const generated = source({ text });
  expect(generated).toContain("ids: { kind: 'box' | 'shelf'; id: Int64 };");
  expect(generated).toContain(
    '"ids":{"kind":["box","shelf"],"id":"id"},"query":{},"wrapper":null,"body":{"note_id":{"kind":"id"}}}',
  );
});

test('a redirect is answered with where it leads', () => {
  const generated = source({ text });
  expect(generated).toContain('result: { location: string };');
  expect(generated).toMatch(/'things\.get': \{.*"redirect":true\}/);
});

test('a redirect that leads to no operation is refused', () => {
  const description = fixture();
  const redirect = description.paths['/things/{id}.{format}']?.get?.responses['302'];
  if (redirect) redirect.links = { nowhere: { operationId: 'nowhere.get' } };
  expect(() => operationsOf(description)).toThrow(
    'things.get links to nowhere.get, which is not an operation',
  );
});

test('a mandatory field may have its own words for being blank', () => {
  expect(source({ text: { ...text, 'x-blank': { refused: 'no text found' } } })).toContain(
    '"text":{"kind":"text","max":255,"required":true,"blank":"no text found"}',
  );
});

test('a list of objects is read by the fields of each', () => {
  const generated = source(
    { text, parts: { $ref: '#/components/schemas/Parts' } },
    { Parts: { type: 'array', items: { properties: { id: { $ref: '#/components/schemas/IdInput' } } } } },
  );
  expect(generated).toContain('body: { text?: string; parts?: { id?: Int64 | null }[] };');
  expect(generated).toContain('"parts":{"kind":"objects","fields":{"id":{"kind":"id"}}}');
});

test('what the server cannot parse is refused by name', () => {
  expect(() => source({ text, when: { $ref: '#/components/schemas/Note' } })).toThrow(
    'notes.create: when: the server cannot parse #/components/schemas/Note',
  );
});

test('a record that moves has its life cycle, without closing', () => {
  const dates = { sent_at: { status: 2 }, read_at: {}, closed_at: { status: 3, with: ['closed_at'] } };
  const letter = {
    properties: { status: { $ref: '#/components/schemas/Status' } },
    'x-life': { status: 'status', moves: { 1: [2] }, dates },
  };
  const Status = { 'x-enumDescriptions': { 1: 'New' } };
  expect(source({ text }, { LetterWrite: letter, Status })).toContain(
    'LetterWrite: {"field":"status","names":{"1":"New"},"moves":{"1":[2]},"dates":{"sent_at":2},"closed":3},',
  );
});
