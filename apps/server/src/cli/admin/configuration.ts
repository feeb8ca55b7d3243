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
import { accountCommand, type Created, creation, reads, removal, writes } from './command.ts';

/** `service-desk config-type`. */
export function addConfigType(program: Command): void {
  const type = program
    .command('config-type')
    .description('Config types: the kinds of config items, one below the other.');

  const create = creation(type, 'create <name>', 'Adds a config type.')
    .option('--parent <config-type>', 'the type that it stands below; the root unless given')
    .option('--field <name...>', 'fields that its items have');
  writes<Created & { parent?: string; field?: string[] }>(
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
    .option('--name <name>', 'what it is called')
    .option('--parent <config-type>', 'the type that it stands below');
  writes<{ name?: string; parent?: string }>(set, async (context, { name, parent }, text = '') =>
    setConfigType(context, await find(context, 'config type', text), { name, parent }),
  );

  writes(
    removal(type, 'remove <config-type>', 'Removes a config type without items and without types below it.'),
    async (context, _options, text = '') =>
      removeConfigType(context, await find(context, 'config type', text)),
  );
}

/** `service-desk field`. */
export function addField(program: Command): void {
  const field = program
    .command('field')
    .description(
      'Fields of config types. The additional fields of records and items need no command: any name is taken.',
    );

  writes(
    ofType(
      accountCommand(
        field,
        'create <name>',
        'Gives a config type a field, which all types below it have too.',
      ),
    ),
    async (context, { configType }: OfType, name = '') =>
      addTypeField(context, await find(context, 'config type', configType), name),
  );

  reads(
    ofType(
      accountCommand(field, 'list', 'Lists the fields of a config type, with those of the types above it.'),
    ),
    async (context, { configType }: OfType) =>
      listFields(context, await find(context, 'config type', configType)),
    ['field', 'config_type_id', 'config_type'],
  );

  const set = ofType(
    accountCommand(
      field,
      'set <name>',
      'Gives a field another name, also in the items that have a value of it.',
    ),
  ).requiredOption('--name <name>', 'the other name');
  writes<OfType & { name: string }>(set, async (context, { configType, name }, from = '') =>
    renameField(context, await find(context, 'config type', configType), from, name),
  );

  writes(
    ofType(removal(field, 'remove <name>', 'Removes a field, and its values from all items.')),
    async (context, { configType }: OfType, name = '') =>
      removeField(context, await find(context, 'config type', configType), name),
  );
}

/** `service-desk relationship-type`. */
export function addRelationshipType(program: Command): void {
  const type = program
    .command('relationship-type')
    .description(
      'Relationship types of config items, each with its opposite, which is what the other item shows.',
    );

  const create = withDependency(
    creation(
      type,
      'create <name>',
      'Adds a relationship type and its opposite. It is the side that depends.',
    ).option('--opposite <name>', 'what it is called from the other item; the same unless given'),
  );
  writes<Created & RelationshipOptions>(create, (context, { id, opposite, dependency }, name = '') =>
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
      .option('--name <name>', 'what it is called')
      .option('--opposite <name>', 'what it is called from the other item'),
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
    removal(
      type,
      'remove <relationship-type>',
      'Removes a relationship type that no items have, and its opposite.',
    ),
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
  return command.requiredOption('--config-type <config-type>', 'whose field it is, by id or name');
}

function withDependency(command: Command): Command {
  return command.addOption(
    new Option(
      '--dependency <type>',
      'H hard, the item fails with the other; S soft; N none, unless given',
    ).choices(['H', 'S', 'N']),
  );
}
