import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { PUBLIC_EXTENSIONS, publishedOf } from '@service-desk/spec-rules/published';
import openapiTS, { astToString } from 'openapi-typescript';
import { expect, test } from 'vitest';

interface Bundle {
  info: { description: string };
}

const { resolve: find } = createRequire(import.meta.url);
const read = (name: string) => readFileSync(find(`@service-desk/spec/${name}`), 'utf8');
const annotated: Bundle = JSON.parse(read('openapi.annotated.json'));
const published: Bundle = JSON.parse(read('openapi.json'));

/** Every key that begins with `x-`, wherever it is. */
function extensionsOf(bundle: Bundle): string[] {
  const found = new Set<string>();
  JSON.stringify(bundle, (key, value) => {
    if (key.startsWith('x-')) found.add(key);
    return value;
  });
  return [...found];
}

test('the published description has the extensions of the table, and no others', () => {
  expect(extensionsOf(published).toSorted()).toEqual(Object.keys(PUBLIC_EXTENSIONS).toSorted());
});

test('apart from those, it says what the annotated one says, in the same order', () => {
  const rest = JSON.stringify(annotated, (key, value) =>
    key.startsWith('x-') && !(key in PUBLIC_EXTENSIONS) ? undefined : value,
  );
  expect(JSON.stringify(published)).toBe(rest);
  expect(extensionsOf(annotated)).toEqual(expect.arrayContaining(['x-state', 'x-request', 'x-life']));
});

test('it has a token of the demo world only in the first call of its introduction, which says what it is', () => {
  const { info, ...rest } = published;
  expect(JSON.stringify(rest)).not.toMatch(/demo-\w/);
  expect(info.description.match(/^.*demo-\w.*$/gm)).toEqual([
    'curl -u x:demo-dan http://127.0.0.1:3000/v1/incidents.json',
    expect.stringMatching(/^`demo-dan` is a token of the demo world/),
  ]);
});

test("openapi-typescript's types of both are the same", async () => {
  const [ofPublished, ofAnnotated] = await Promise.all(
    [published, annotated].map(async (bundle) => astToString(await openapiTS(JSON.stringify(bundle)))),
  );
  expect(ofPublished).toBe(ofAnnotated);
});

test('a field, a header and an example may have a name that begins with x-, and a value any keys', () => {
  const named = {
    properties: { 'x-a': { type: 'string' }, examples: { type: 'string' } },
    headers: { 'x-b': { schema: { examples: [{ 'x-c': 1 }] } } },
    examples: { 'x-d': { value: { 'x-e': 1 } } },
  };
  const note = { 'x-f': 1 };
  const marked = {
    'x-g': 1,
    properties: { 'x-a': { ...note, type: 'string' }, examples: { type: 'string', ...note } },
    headers: { 'x-b': { ...note, schema: { examples: [{ 'x-c': 1 }] } } },
    examples: { 'x-d': { ...note, value: { 'x-e': 1 } } },
  };
  expect(publishedOf(marked)).toEqual(named);
});
