import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { CHANGE_KINDS, heaviest } from './change.ts';
import { changesBetween } from './compare.ts';
import { EDITS, edited, SOUND } from './fixtures.ts';
import type { JsonObject } from './json.ts';
import { editedBy, editsOf } from './test-support/edits.ts';

const sound: JsonObject = parse(SOUND);

describe.each(CHANGE_KINDS)('%s is', (kind) => {
  test.each(EDITS.filter(([means]) => means === kind))('%s: %s', (means, _title, text, becomes, sentence) => {
    const changes = changesBetween(sound, parse(edited(text, becomes)));
    const sentences = changes.map(({ place, text }) => `${place} ${text}`);
    expect(sentences.join('\n')).toContain(sentence);
    expect(heaviest(changes.map(({ kind }) => kind))).toBe(means);
  });
});

test('no edit goes unnoticed', () => {
  const made = [...editsOf(sound)].flatMap((edit) => {
    const head = editedBy(sound, edit);
    return head ? [{ ...edit, changes: changesBetween(sound, head) }] : [];
  });
  expect(made.length).toBeGreaterThan(500);
  const missed = made.filter(({ changes }) => changes.length === 0);
  expect(missed.map(({ keys, value }) => `${keys.join('/')} ${value}`)).toEqual([]);
});

describe('components that refer to themselves', () => {
  const circular = SOUND.replace(
    'name: { type: string }',
    "name: { type: string }\n        manager: { $ref: '#/components/schemas/Person', description: Above. }",
  );
  const changes = (head: string) =>
    changesBetween(parse(circular), parse(head)).map(({ place, text }) => `${place} ${text}`);

  test('are compared once', () => {
    expect(changes(circular.replace('Above.', 'Over.'))).toEqual([
      'Person.manager has a different `description`: `"Over."`, it was `"Above."`',
    ]);
  });

  test('may have another name', () => {
    const renamed = circular.replaceAll(/schemas\/Person'/g, "schemas/Human'").replace('Person:', 'Human:');
    expect(changes(renamed)).toEqual([]);
    expect(changes(renamed.replace('name: { type: string }', 'name: { type: integer }'))).toContain(
      'IncidentSummary.owner.name was text, is a whole number',
    );
  });
});

test('a set that stands open in one place may be closed in another', () => {
  const sets = SOUND.replace('    Person:', '    Level: { type: integer, enum: [1, 2] }\n    Person:')
    .replace('anyOf: [{ type: integer, enum: [1, 2, 3] }', "anyOf: [{ $ref: '#/components/schemas/Level' }")
    .replace(/( {8})(additional_values:)/, "$1severity: { $ref: '#/components/schemas/Level' }\n$1$2");
  const changes = changesBetween(parse(sets), parse(sets.replace('enum: [1, 2]', 'enum: [1, 2, 3]')));
  expect(changes.map(({ kind, place }) => `${kind} ${place}`)).toEqual(['breaking Level', 'additive Level']);
});

test('a description is no different from itself, nor where its components have other names', () => {
  expect(changesBetween(sound, structuredClone(sound))).toEqual([]);
  const renamed = SOUND.replaceAll(/schemas\/Person'/g, "schemas/Human'").replace('Person:', 'Human:');
  expect(changesBetween(sound, parse(renamed))).toEqual([]);
});
