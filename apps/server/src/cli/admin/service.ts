import type { Command } from 'commander';
import {
  createCategory,
  createPriority,
  createType,
  listCategories,
  listPriorities,
  listTypes,
  removeCategory,
  removePriority,
  removeType,
  setCategory,
  setPriority,
  setType,
} from '../../admin/classifications.ts';
import { type FindScope, find } from '../../admin/find.ts';
import {
  createService,
  grantAccess,
  listServices,
  removeService,
  revokeAccess,
  setService,
  showService,
} from '../../admin/services.ts';
import type { ReadContext } from '../../calls/context.ts';
import { addNewServiceOptions, type NewServiceOptions } from './account.ts';
import {
  accountCommand,
  type CreationOptions,
  creation,
  type NumberOrNone,
  orNull,
  type RecordTypeOptions,
  reads,
  recordTypeOption,
  removal,
  wholeNumber,
  wholeNumberOrNone,
  writes,
} from './command.ts';

/** The options that narrow a search to a service or a type of record. */
interface Scope extends Partial<RecordTypeOptions> {
  service?: string;
}

const OF_SERVICE = 'the service, by id, name or slug';
const HIGHEST_LEVEL = 1000;

/** `service-desk service`. */
export function addServiceCommands(program: Command): void {
  const service = program
    .command('service')
    .description('Services: what records are about, and who has access to them.');

  const create = addNewServiceOptions(
    creation(service, 'create <name>', 'Adds a service with priorities and types for each type of record.')
      .option('--slug <slug>', 'its name in URLs; derived from its name by default')
      .option('--access <person...>', 'users and groups that have access')
      .option(
        '--assignee <person>',
        'default assignee of its new incidents and problems; the caller by default',
      ),
  );
  writes<CreationOptions & NewServiceOptions & { slug?: string; access?: string[]; assignee?: string }>(
    create,
    (context, { type, ...options }, name = '') => createService(context, { ...options, name, types: type }),
  );

  reads(accountCommand(service, 'list', 'Lists the services.'), listServices, [
    'id',
    'name',
    'slug',
    'default_assignee_id',
  ]);

  reads(
    accountCommand(service, 'show <service>', 'Shows a service with the users and groups that have access.'),
    async (context, _options, text = '') => showService(context, await find(context, 'service', text)),
  );

  const set = accountCommand(service, 'set <service>', 'Changes a service.')
    .option('--name <name>', 'new name')
    .option('--slug <slug>', 'its name in URLs')
    .option('--assignee <person>', 'default assignee of its new incidents and problems; blank: the caller');
  writes<Partial<Record<'name' | 'slug' | 'assignee', string>>>(
    set,
    async (context, { name, slug, assignee }, text = '') =>
      setService(context, await find(context, 'service', text), { name, slug, assignee }),
  );

  for (const [verb, description, change] of [
    ['grant', 'Gives users and groups access to a service and its records.', grantAccess],
    ['revoke', 'Revokes access to a service. Records stay assigned to them.', revokeAccess],
  ] as const) {
    writes(
      accountCommand(service, `${verb} <service> <person...>`, description),
      async (context, _options, text = '', ...[people]) =>
        change(context, await find(context, 'service', text), people as unknown as string[]),
    );
  }

  writes(
    removal(
      service,
      'remove <service>',
      'Removes a service that has no records, with its priorities, types and categories.',
    ),
    async (context, _options, text = '') => removeService(context, await find(context, 'service', text)),
  );
}

/** `service-desk priority`. */
export function addPriorityCommands(program: Command): void {
  const priority = program
    .command('priority')
    .description('Priorities of services and the due times of their incidents.');

  const create = withHours(
    creation(priority, 'create <description>', 'Adds a priority to a service.')
      .requiredOption('--service <service>', OF_SERVICE)
      .addOption(recordTypeOption('the type of record that it applies to').makeOptionMandatory())
      .requiredOption('--level <number>', 'its rank; 1 is the most urgent', wholeNumber(1, HIGHEST_LEVEL)),
  );
  writes<CreationOptions & RecordTypeOptions & Hours & { service: string; level: number }>(
    create,
    async (context, { id, service, for: recordType, level, ...hours }, description = '') =>
      createPriority(context, await find(context, 'service', service), recordType, {
        id,
        level,
        description,
        ...hoursOf(hours),
      }),
  );

  reads(
    withScope(accountCommand(priority, 'list', 'Lists priorities.')),
    async (context, where: Scope) => listPriorities(context, await scopeOf(context, where)),
    ['id', 'service_id', 'record_type', 'level', 'description', 'due_hours', 'escalation_hours'],
  );

  const set = withHours(
    withScope(
      accountCommand(
        priority,
        'set <priority>',
        'Changes a priority. Due dates already computed from it stay.',
      ),
    )
      .option('--level <number>', 'its rank; 1 is the most urgent', wholeNumber(1, HIGHEST_LEVEL))
      .option('--description <text>', 'new description'),
  );
  writes<Scope & Hours & { level?: number; description?: string }>(
    set,
    async (context, { level, description, ...options }, text = '') =>
      setPriority(context, await find(context, 'priority', text, await scopeOf(context, options)), {
        level,
        description,
        ...hoursOf(options),
      }),
  );

  writes(
    withScope(removal(priority, 'remove <priority>', 'Removes an unused priority.')),
    async (context, where: Scope, text = '') =>
      removePriority(context, await find(context, 'priority', text, await scopeOf(context, where))),
  );
}

/** `service-desk type`. */
export function addTypeCommands(program: Command): void {
  const type = program.command('type').description('Types of records, by service.');

  const create = creation(type, 'create <name>', 'Adds a type to a service.')
    .requiredOption('--service <service>', OF_SERVICE)
    .addOption(recordTypeOption('the type of record that it applies to').makeOptionMandatory())
    .option(
      '--priority <priority>',
      'default priority of its new records; the priority of level 3 if omitted',
    );
  writes<CreationOptions & RecordTypeOptions & { service: string; priority?: string }>(
    create,
    async (context, { id, service, for: recordType, priority }, name = '') =>
      createType(context, await find(context, 'service', service), recordType, { id, name, priority }),
  );

  reads(
    withScope(accountCommand(type, 'list', 'Lists types.')),
    async (context, where: Scope) => listTypes(context, await scopeOf(context, where)),
    ['id', 'service_id', 'record_type', 'name', 'default_priority_id'],
  );

  const set = withScope(accountCommand(type, 'set <type>', 'Changes a type.'))
    .option('--name <name>', 'new name')
    .option('--priority <priority>', 'default priority of its new records; blank: that of level 3');
  writes<Scope & { name?: string; priority?: string }>(
    set,
    async (context, { name, priority, ...where }, text = '') =>
      setType(context, await find(context, 'type', text, await scopeOf(context, where)), { name, priority }),
  );

  writes(
    withScope(removal(type, 'remove <type>', 'Removes an unused type.')),
    async (context, where: Scope, text = '') =>
      removeType(context, await find(context, 'type', text, await scopeOf(context, where))),
  );
}

/** `service-desk category`. */
export function addCategoryCommands(program: Command): void {
  const category = program.command('category').description('Categories of records, by service.');

  const create = creation(category, 'create <name>', 'Adds a category to a service.').requiredOption(
    '--service <service>',
    OF_SERVICE,
  );
  writes<CreationOptions & { service: string }>(create, async (context, { id, service }, name = '') =>
    createCategory(context, await find(context, 'service', service), name, id),
  );

  reads(
    ofService(accountCommand(category, 'list', 'Lists categories.')),
    async (context, where: Scope) => listCategories(context, await scopeOf(context, where)),
    ['id', 'service_id', 'name'],
  );

  const set = ofService(accountCommand(category, 'set <category>', 'Changes a category.')).requiredOption(
    '--name <name>',
    'new name',
  );
  writes<Scope & { name: string }>(set, async (context, { name, ...where }, text = '') =>
    setCategory(context, await find(context, 'category', text, await scopeOf(context, where)), name),
  );

  writes(
    ofService(removal(category, 'remove <category>', 'Removes an unused category.')),
    async (context, where: Scope, text = '') =>
      removeCategory(context, await find(context, 'category', text, await scopeOf(context, where))),
  );
}

interface Hours {
  dueHours?: NumberOrNone;
  escalationHours?: NumberOrNone;
}

function hoursOf({ dueHours, escalationHours }: Hours) {
  return { dueHours: orNull(dueHours), escalationHours: orNull(escalationHours) };
}

function withHours(command: Command): Command {
  return command
    .option(
      '--due-hours <hours>',
      'hours until its incidents are due; none: 24 hours per level',
      wholeNumberOrNone(1),
    )
    .option('--escalation-hours <hours>', 'hours until they escalate; none: never', wholeNumberOrNone(1));
}

function ofService(command: Command): Command {
  return command.option('--service <service>', OF_SERVICE);
}

function withScope(command: Command): Command {
  return ofService(command).addOption(recordTypeOption('the type of record that it applies to'));
}

async function scopeOf(context: ReadContext, { service, for: recordType }: Scope): Promise<FindScope> {
  return { service: service ? (await find(context, 'service', service)).id : undefined, recordType };
}
