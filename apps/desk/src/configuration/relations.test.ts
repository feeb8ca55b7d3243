import { describe, expect, it } from 'vitest';
import { layoutOf } from './diagram-layout.ts';
import { impactOf, isRelated, relationsOf, roleOf, withoutRelation, withRelation } from './relations.ts';

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
  it('lists dependencies first, worded from the side of the item', () => {
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

  it('keeps a relationship of unknown type', () => {
    expect(relationsOf(item([9, '1']), types)).toMatchObject([
      { type: undefined, word: 'is related to', id: '1' },
    ]);
  });
});

it('derives the direction and the impact from a type', () => {
  expect(types.map(roleOf)).toEqual(['dependency', 'dependent', 'dependency', 'other', 'other']);
  expect(types.map(impactOf)).toEqual([
    'Hard: this item fails without it',
    'Hard: it fails without this item',
    'Soft: this item is impaired without it',
    '',
    '',
  ]);
});

describe('the write request', () => {
  const now = item([2, '9007199254740993'], [3, '2']);

  it('keeps the stored relationships, with all digits of their ids', () => {
    const added = { config_relationship_type_id: '6', other_config_item_id: '5' };
    expect(withRelation(now, added)).toEqual({
      config_relationships: [
        { config_relationship_type_id: 2, other_config_item_id: '9007199254740993' },
        { config_relationship_type_id: 3, other_config_item_id: '2' },
        added,
      ],
    });
  });

  it('removes one relationship, and no other with the same item', () => {
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
  it('places dependents above an item and the rest below, one per row', () => {
    const { middle, nodes, hidden } = layoutOf('VM1', relationsOf(item([2, '1'], [3, '2'], [6, '3']), types));
    const at = new Map(nodes.map(({ relation, y }) => [relation.id, y]));
    expect(at.get('2')).toBeLessThan(middle.y);
    expect(at.get('1')).toBeGreaterThan(middle.y);
    expect(at.get('3')).toBeGreaterThan(at.get('1') ?? 0);
    expect(hidden).toBe(0);
  });

  it('limits the number of boxes', () => {
    const many = Array.from({ length: 300 }, (_, id): [number, string] => [id % 2 ? 2 : 3, String(id)]);
    const { height, nodes, hidden } = layoutOf(
      'Core switch of the whole of the company',
      relationsOf(item(...many), types),
    );
    expect([nodes.length, hidden]).toEqual([16, 284]);
    expect(height).toBeLessThan(900);
  });

  it('truncates a name that is wider than its box', () => {
    expect(layoutOf('1Password (small business 5 user licence)', []).middle.text).toBe(
      '1Password (small business 5 u…',
    );
  });
});
