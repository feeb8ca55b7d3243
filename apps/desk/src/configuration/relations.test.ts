import { describe, expect, it } from 'vitest';
import { layoutOf } from './layout.ts';
import { isRelated, placeOf, relationsOf, strengthOf, withoutRelation, withRelation } from './relations.ts';

function type(id: number, name: string, dependency_type: string, primary: boolean, opposite: number) {
  return { id, name, dependency_type, primary, opposite_config_relationship_type_id: opposite };
}

const types = [
  type(2, 'depends on', 'H', true, 3),
  type(3, 'is needed by', 'H', false, 2),
  type(4, 'uses', 'S', true, 5),
  type(6, 'is connected to', 'N', false, 6),
  type(7, 'mirrors', 'S', false, 7),
];

function item(...related: [type: number, id: string][]) {
  return {
    config_item_relationships: related.map(([config_relationship_type_id, id]) => ({
      config_relationship_type_id,
      config_item: { id, name: `Item ${id}` },
    })),
  };
}

describe('relationsOf', () => {
  it('names what the item needs first, in the words of its own side', () => {
    const words = relationsOf(item([6, '1'], [3, '2'], [2, '3'], [4, '4']), types).map(({ word, id }) => [
      word,
      id,
    ]);
    expect(words).toEqual([
      ['depends on', '3'],
      ['uses', '4'],
      ['is needed by', '2'],
      ['is connected to', '1'],
    ]);
  });

  it('keeps a relationship whose type is unknown', () => {
    expect(relationsOf(item([9, '1']), types)).toMatchObject([
      { type: undefined, word: 'is related to', id: '1' },
    ]);
  });
});

it('tells which of two items depends, and how much', () => {
  expect(types.map(placeOf)).toEqual(['needed', 'needs', 'needed', 'beside', 'beside']);
  expect(types.map(strengthOf)).toEqual([
    'Hard: this fails with it',
    'Hard: it fails with this',
    'Soft: this suffers without it',
    '',
    '',
  ]);
});

describe('what is sent', () => {
  const now = item([2, '9007199254740993'], [3, '2']);

  it('keeps what is stored, to the last digit of an id', () => {
    const added = { config_relationship_type_id: '6', other_config_item_id: '5' };
    expect(withRelation(now, added)).toEqual({
      config_relationships: [
        { config_relationship_type_id: 2, other_config_item_id: '9007199254740993' },
        { config_relationship_type_id: 3, other_config_item_id: '2' },
        added,
      ],
    });
  });

  it('leaves out the one that is removed, and no other of the same item', () => {
    const removed = { config_relationship_type_id: 3, other_config_item_id: '2' };
    const both = item([3, '2'], [2, '2']);
    expect(withoutRelation(both, removed)).toEqual({
      config_relationships: [{ config_relationship_type_id: 2, other_config_item_id: '2' }],
    });
    expect(isRelated(both, removed)).toBe(true);
    expect(isRelated(item([2, '2']), removed)).toBe(false);
  });
});

describe('layoutOf', () => {
  it('draws what needs an item above it and the rest below, one box a row', () => {
    const { middle, nodes, hidden } = layoutOf('VM1', relationsOf(item([2, '1'], [3, '2'], [6, '3']), types));
    const at = new Map(nodes.map(({ relation, y }) => [relation.id, y]));
    expect(at.get('2')).toBeLessThan(middle.y);
    expect(at.get('1')).toBeGreaterThan(middle.y);
    expect(at.get('3')).toBeGreaterThan(at.get('1') ?? 0);
    expect(hidden).toBe(0);
  });

  it('stays of a size that can be looked at', () => {
    const many = Array.from({ length: 300 }, (_, id): [number, string] => [id % 2 ? 2 : 3, String(id)]);
    const { height, nodes, hidden } = layoutOf(
      'Core switch of the whole of the company',
      relationsOf(item(...many), types),
    );
    expect([nodes.length, hidden]).toEqual([16, 284]);
    expect(height).toBeLessThan(900);
  });

  it('cuts a name that is wider than its box', () => {
    expect(layoutOf('1Password (small business 5 user licence)', []).middle.text).toBe(
      '1Password (small business 5 u…',
    );
  });
});
