import { type Command, Option } from 'commander';
import {
  addField as addTypeField,
  createConfigType,
  createRelationshipType,
  type Dependency,
  listConfigTypes,
  listFields,
  listRelationshipTypes,
  removeConfigType,
  removeField,
  removeRelationshipType,
  renameField,
  setConfigType,
  setRelationshipType,
  showConfigType,
  showRelationshipType,
} from '../../admin/configuration.ts';
import { find } from '../../admin/find.ts';
import { accountCommand, type CreationOptions, creation, reads, removal, writes } from './command.ts';

/** `service-desk config-type`. */
export function addConfigTypeCommands(program: Command): void {
  const type = program
    .command('config-type')
    .description('Config types: the hierarchy of kinds of config items.');

  const create = creation(type, 'create <name>', 'Adds a config type.')
    .option('--parent <config-type>', 'the parent type; the root by default')
    .option('--field <name...>', 'fields of its items');
  writes<CreationOptions & { parent?: string; field?: string[] }>(
    create,
    (context, { id, parent, field }, name = '') =>
      createConfigType(context, { id, name, parent, fields: field }),
  );

  reads(accountCommand(type, 'list', 'Lists the config types.'), listConfigTypes, [
    'id',
    'name',
    'parent',
    'fields',
  ]);

  reads(
    accountCommand(type, 'show <config-type>', 'Shows a config type.'),
    async (context, _options, text = '') => showConfigType(context, await find(context, 'config type', text)),
  );

  const set = accountCommand(type, 'set <config-type>', 'Changes a config type.')
    .option('--name <name>', 'new name')
    .option('--parent <config-type>', 'new parent type');
  writes<{ name?: string; parent?: string }>(set, async (context, { name, parent }, text = '') =>
    setConfigType(context, await find(context, 'config type', text), { name, parent }),
  );

  writes(
    removal(type, 'remove <config-type>', 'Removes a config type that has no items and no subtypes.'),
    async (context, _options, text = '') =>
      removeConfigType(context, await find(context, 'config type', text)),
  );
}

/** `service-desk field`. */
export function addFieldCommands(program: Command): void {
  const field = program
    .command('field')
    .description(
      'Fields of config types. Additional fields of records and items need no command: they may have any name.',
    );

  writes(
    ofType(accountCommand(field, 'create <name>', 'Adds a field to a config type. Its subtypes inherit it.')),
    async (context, { configType }: OfType, name = '') =>
      addTypeField(context, await find(context, 'config type', configType), name),
  );

  reads(
    ofType(accountCommand(field, 'list', 'Lists the fields of a config type, including inherited ones.')),
    async (context, { configType }: OfType) =>
      listFields(context, await find(context, 'config type', configType)),
    ['field', 'config_type_id', 'config_type'],
  );

  const set = ofType(
    accountCommand(field, 'set <name>', 'Renames a field, also in the items that have a value for it.'),
  ).requiredOption('--name <name>', 'new name');
  writes<OfType & { name: string }>(set, async (context, { configType, name }, from = '') =>
    renameField(context, await find(context, 'config type', configType), from, name),
  );

  writes(
    ofType(removal(field, 'remove <name>', 'Removes a field and its values in all items.')),
    async (context, { configType }: OfType, name = '') =>
      removeField(context, await find(context, 'config type', configType), name),
  );
}

/** `service-desk relationship-type`. */
export function addRelationshipTypeCommands(program: Command): void {
  const type = program
    .command('relationship-type')
    .description('Relationship types of config items. Each has an opposite, which the other item shows.');

  const create = withDependency(
    creation(
      type,
      'create <name>',
      'Adds a relationship type and its opposite. An item with this type depends on the other item.',
    ).option('--opposite <name>', 'name of the opposite; the same name by default'),
  );
  writes<CreationOptions & RelationshipOptions>(create, (context, { id, opposite, dependency }, name = '') =>
    createRelationshipType(context, { id, name, opposite, dependency }),
  );

  reads(accountCommand(type, 'list', 'Lists the relationship types.'), listRelationshipTypes, [
    'id',
    'name',
    'opposite_id',
    'opposite',
    'dependency_type',
    'primary',
  ]);

  reads(
    accountCommand(type, 'show <relationship-type>', 'Shows a relationship type.'),
    async (context, _options, text = '') =>
      showRelationshipType(context, await find(context, 'config relationship type', text)),
  );

  const set = withDependency(
    accountCommand(type, 'set <relationship-type>', 'Changes a relationship type and its opposite.')
      .option('--name <name>', 'new name')
      .option('--opposite <name>', 'new name of the opposite'),
  );
  writes<RelationshipOptions & { name?: string }>(
    set,
    async (context, { name, opposite, dependency }, text = '') =>
      setRelationshipType(context, await find(context, 'config relationship type', text), {
        name,
        opposite,
        dependency,
      }),
  );

  writes(
    removal(type, 'remove <relationship-type>', 'Removes an unused relationship type and its opposite.'),
    async (context, _options, text = '') =>
      removeRelationshipType(context, await find(context, 'config relationship type', text)),
  );
}

interface OfType {
  configType: string;
}

interface RelationshipOptions {
  opposite?: string;
  dependency?: Dependency;
}

function ofType(command: Command): Command {
  return command.requiredOption('--config-type <config-type>', 'the config type, by id or name');
}

function withDependency(command: Command): Command {
  return command.addOption(
    new Option(
      '--dependency <type>',
      'H: hard, the item fails if the other one does; S: soft; N: none, the default',
    ).choices(['H', 'S', 'N']),
  );
}
