import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { heaviest, KINDS } from './change.ts';
import { changesBetween } from './compare.ts';
import { EDITS, edited, SOUND } from './fixtures.ts';
import type { Node } from './json.ts';

const sound: Node = parse(SOUND);

describe.each(KINDS)('%s is', (kind) => {
  test.each(EDITS.filter(([means]) => means === kind))('%s: %s', (means, _what, text, becomes, told) => {
    const changes = changesBetween(sound, parse(edited(text, becomes)));
    const sentences = changes.map(({ place, text }) => `${place} ${text}`);
    expect(sentences.join('\n')).toContain(told);
    expect(heaviest(changes.map(({ kind }) => kind))).toBe(means);
  });
});

test('a description is no different from itself, nor where its components have other names', () => {
  expect(changesBetween(sound, structuredClone(sound))).toEqual([]);
  const renamed = SOUND.replaceAll(/schemas\/Person'/g, "schemas/Human'").replace('Person:', 'Human:');
  expect(changesBetween(sound, parse(renamed))).toEqual([]);
});
