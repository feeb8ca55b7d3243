import { type Case, each, given } from './behaviour.ts';
import type { Scope } from './patterns.ts';

const ONE = 'one = configItems.create {item, name: One}';
const TWO = 'two = configItems.create {item, name: Two}';

/** The fields of an update that makes another item the only related one. */
const to = (other: string, type = '{config_relationship_type_id}') =>
  `config_relationships: [{config_relationship_type_id: ${type}, other_config_item_id: ${other}}]` as const;
/** A pattern of an item with these related items. */
const related = (...items: string[]) =>
  `{config_item_relationships: [${items.map((name) => `{config_item.id: text {${name}.id}}`).join(', ')}]}`;

/** The configuration database: config types, items and relationships. */
export const configurationCases: readonly Case[] = [
  ...given('what a new config item refers to', {
    'config.1 a relationship appears in both items, each with the type of its side': [
      ONE,
      TWO,
      'types = configRelationshipTypes.list',
      ({ types, config_relationship_type_id: type }) => {
        const { opposite_config_relationship_type_id: opposite } = types.find(({ id }: Scope) => id === type);
        return each(
          '',
          `configItems.update {one.id} {${to('{two.id}')}}
            -> {config_item_relationships: [{config_relationship_type_id: ${type}, config_item: {id: {two.id}, name: Two}}]}`,
          `configItems.get {two.id}
            -> {config_item_relationships: [{config_relationship_type_id: ${opposite}, config_item: {id: {one.id}, name: One}}]}`,
        );
      },
    ],
    'config.2 relationships in an update replace the list; if absent they stay, and [] removes them from both items':
      [
        ONE,
        TWO,
        'before = configItems.get {config_item_id}',
        `configItems.update {one.id} {${to('{two.id}')}}`,
        `configItems.update {one.id} {description: Still related.} -> ${related('two')}`,
        `configItems.update {one.id} {${to('{before.id}')}}`,
        `configItems.get {one.id} -> ${related('before')}`,
        `configItems.get {two.id} -> ${related()}`,
        'configItems.get {before.id} -> {config_item_relationships: has {config_item.id: {one.id}}}',
        'configItems.update {one.id} {config_relationships: []}',
        `configItems.get {one.id} -> ${related()}`,
        'configItems.get {before.id} -> {config_item_relationships: same {before.config_item_relationships}}',
      ],
    'config.3 a relationship to an unknown item or to the item itself is refused, and nothing is written': [
      ONE,
      `configItems.update {one.id} {name: Another, ${to('{one.id}')}}
        -> refused: a config item can't be related to itself`,
      `configItems.update {one.id} {name: Another, ${to('99999999')}} -> refused: no config item found`,
      `configItems.update {one.id} {name: Another, ${to('{config_item_id}', '99999999')}}
        -> refused: no config relationship type found`,
      'configItems.get {one.id} -> same {one}',
    ],
    'config.3 the type and the item of a relationship are checked each on its own': [
      ONE,
      `configItems.update {one.id} {${to("''", '99999999')}}
        -> refused: no config relationship type found + no config item found`,
      `configItems.update {one.id} {${to('{id: null}')}} -> refused: no config item found`,
      'configItems.get {one.id} -> same {one}',
    ],
    'config.4 only hard relationships are dependencies and dependents, by their primary side': [
      ONE,
      TWO,
      'types = configRelationshipTypes.list',
      ({ types }) =>
        types.flatMap(
          ({ id, primary, dependency_type, opposite_config_relationship_type_id: opposite }: Scope) =>
            each(
              primary || id === opposite ? 'one/two' : 'two/one',
              `configItems.update {one.id} {${to('{two.id}', id)}}`,
              `configItems.get {$1.id} -> {dependencies: [${dependency_type === 'H' ? '{dependency.id: {$2.id}}' : ''}]}`,
              `configItems.get {$2.id} -> {dependents: [${dependency_type === 'H' ? '{dependent.id: {$1.id}}' : ''}]}`,
            ),
        ),
    ],
    'config.5 additional fields are merged by name, and a blank one is removed': [
      'one = configItems.create {item, name: One} -> {additional_fields: []}',
      'configItems.update {one.id} {additional_fields: {order: PO-2231, shelf: A3}}',
      `configItems.update {one.id} {additional_fields: [{shelf: '', renewal: yearly}]}
        -> {additional_fields: [{order: PO-2231, renewal: yearly, shelf: absent}]}`,
      "configItems.update {one.id} {additional_fields: {order: '', renewal: ''}}",
      'configItems.get {one.id} -> {additional_fields: []}',
    ],
    'config.7 relationships are ordered by type, then by item, whose id is a string': [
      ONE,
      TWO,
      'three = configItems.create {item, name: Three}',
      'types = configRelationshipTypes.list',
      ({ types }) => {
        const [low, high = low] = types.map(({ id }: Scope) => id).sort((a: number, b: number) => a - b);
        const sent = each(
          `${high}/two ${low}/three ${low}/two`,
          '{config_relationship_type_id: $1, other_config_item_id: {$2.id}}',
        );
        const order = ['two', 'three', ...(low === high ? [] : ['two'])];
        return each(
          '',
          `configItems.update {one.id} {config_relationships: [${sent}]} -> ${related(...order)}`,
        );
      },
    ],
    'config.8 the owner of a config item may be a group': [
      ONE,
      'users = users.list',
      (scope) => {
        scope.group = scope.users.find((one: Scope) => 'group_link' in one) ?? scope.users[0];
        return ['configItems.update {one.id} {owner_id: {group.id}} -> {owner.id: {group.id}}'];
      },
    ],
    'config.9 config items have their own sequence of ids': [
      ONE,
      'configItems.get {one.id} -> {reference_num: {one.id}}',
      'configItems.create {item, name: Two} -> {id: > {one.id}}',
    ],
  }),
  ...given('config types with config items', {
    'config.11 the list of config types returns the root type, and a type does not contain the items of its child types':
      [
        'top = configTypes.list -> {config_type: {id: set}}',
        'configTypes.get {top.config_type.id} -> same {top}',
        'above = configTypes.get {config_type_id} ?limit=100',
        'configTypes.get {above.config_types.0.id} -> {config_items: lacks {id: {above.config_items.0.id}}}',
      ],
    'lists.10 a new config item appears in its type, next to all child types': [
      'me = users.current',
      'before = configTypes.get {config_type_id} ?limit=100',
      'made = configItems.create {name: New, config_type_id, owner_id: {me.id}}',
      `configTypes.get {config_type_id} ?limit=100 -> {config_items: has {id: {made.id}},
        total_entries: > {before.total_entries}, config_types: same {before.config_types}}`,
    ],
  }),
];
