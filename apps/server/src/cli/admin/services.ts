import type { Command } from 'commander';
import { find, type Within } from '../../admin/find.ts';
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
} from '../../admin/service-parts.ts';
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
import { addServiceStart, type ServiceStart } from './account.ts';
import {
  accountCommand,
  type Created,
  creation,
  type ForRecords,
  type NumberOrNone,
  orNull,
  reads,
  recordTypeOption,
  removal,
  wholeNumber,
  wholeNumberOrNone,
  writes,
} from './command.ts';

/** Where something of a service is, as the command line says it. */
interface Where extends Partial<ForRecords> {
  service?: string;
}

const OF_SERVICE = 'the service, by id, name or its name in addresses';
const HIGHEST_LEVEL = 1000;

/** `service-desk service`. */
export function addService(program: Command): void {
  const service = program
    .command('service')
    .description('Services: what records are about, and who works on them.');

  const create = addServiceStart(
    creation(service, 'create <name>', 'Adds a service with priorities and types for each type of record.')
      .option('--slug <slug>', 'its name in addresses; made of the other unless given')
      .option('--access <person...>', 'users and groups who belong to it')
      .option('--assignee <person>', 'who gets its new incidents and problems; whoever calls unless given'),
  );
  writes<Created & ServiceStart & { slug?: string; access?: string[]; assignee?: string }>(
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
    accountCommand(service, 'show <service>', 'Shows a service with those who belong to it.'),
    async (context, _options, text = '') => showService(context, await find(context, 'service', text)),
  );

  const set = accountCommand(service, 'set <service>', 'Changes a service.')
    .option('--name <name>', 'what it is called')
    .option('--slug <slug>', 'its name in addresses')
    .option('--assignee <person>', 'who gets its new incidents and problems; blank for whoever calls');
  writes<Partial<Record<'name' | 'slug' | 'assignee', string>>>(
    set,
    async (context, { name, slug, assignee }, text = '') =>
      setService(context, await find(context, 'service', text), { name, slug, assignee }),
  );

  for (const [verb, description, change] of [
    ['grant', 'Has users and groups belong to a service, and so see its records.', grantAccess],
    ['revoke', 'Ends that they belong to it. Records that are assigned to them stay so.', revokeAccess],
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
      'Removes a service without records, with its priorities, types and categories.',
    ),
    async (context, _options, text = '') => removeService(context, await find(context, 'service', text)),
  );
}

/** `service-desk priority`. */
export function addPriority(program: Command): void {
  const priority = program
    .command('priority')
    .description('Priorities of services, and when their incidents are due.');

  const create = addHours(
    creation(priority, 'create <description>', 'Adds a priority to a service.')
      .requiredOption('--service <service>', OF_SERVICE)
      .addOption(recordTypeOption('the records that have it').makeOptionMandatory())
      .requiredOption('--level <number>', 'its place; 1 is the most urgent', wholeNumber(1, HIGHEST_LEVEL)),
  );
  writes<Created & ForRecords & Hours & { service: string; level: number }>(
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
    addWhere(accountCommand(priority, 'list', 'Lists priorities.')),
    async (context, where: Where) => listPriorities(context, await within(context, where)),
    ['id', 'service_id', 'record_type', 'level', 'description', 'due_hours', 'escalation_hours'],
  );

  const set = addHours(
    addWhere(
      accountCommand(
        priority,
        'set <priority>',
        'Changes a priority. Due dates that were computed from it stay.',
      ),
    )
      .option('--level <number>', 'its place; 1 is the most urgent', wholeNumber(1, HIGHEST_LEVEL))
      .option('--description <text>', 'what it is called'),
  );
  writes<Where & Hours & { level?: number; description?: string }>(
    set,
    async (context, { level, description, ...options }, text = '') =>
      setPriority(context, await find(context, 'priority', text, await within(context, options)), {
        level,
        description,
        ...hoursOf(options),
      }),
  );

  writes(
    addWhere(removal(priority, 'remove <priority>', 'Removes a priority that nothing has.')),
    async (context, where: Where, text = '') =>
      removePriority(context, await find(context, 'priority', text, await within(context, where))),
  );
}

/** `service-desk type`. */
export function addType(program: Command): void {
  const type = program.command('type').description('Types of records, by service.');

  const create = creation(type, 'create <name>', 'Adds a type to a service.')
    .requiredOption('--service <service>', OF_SERVICE)
    .addOption(recordTypeOption('the records that have it').makeOptionMandatory())
    .option('--priority <priority>', 'the priority of its new records; that of level 3 unless given');
  writes<Created & ForRecords & { service: string; priority?: string }>(
    create,
    async (context, { id, service, for: recordType, priority }, name = '') =>
      createType(context, await find(context, 'service', service), recordType, { id, name, priority }),
  );

  reads(
    addWhere(accountCommand(type, 'list', 'Lists types.')),
    async (context, where: Where) => listTypes(context, await within(context, where)),
    ['id', 'service_id', 'record_type', 'name', 'default_priority_id'],
  );

  const set = addWhere(accountCommand(type, 'set <type>', 'Changes a type.'))
    .option('--name <name>', 'what it is called')
    .option('--priority <priority>', 'the priority of its new records; blank leaves it to the levels');
  writes<Where & { name?: string; priority?: string }>(
    set,
    async (context, { name, priority, ...where }, text = '') =>
      setType(context, await find(context, 'type', text, await within(context, where)), { name, priority }),
  );

  writes(
    addWhere(removal(type, 'remove <type>', 'Removes a type that no record has.')),
    async (context, where: Where, text = '') =>
      removeType(context, await find(context, 'type', text, await within(context, where))),
  );
}

/** `service-desk category`. */
export function addCategory(program: Command): void {
  const category = program.command('category').description('Categories of records, by service.');

  const create = creation(category, 'create <name>', 'Adds a category to a service.').requiredOption(
    '--service <service>',
    OF_SERVICE,
  );
  writes<Created & { service: string }>(create, async (context, { id, service }, name = '') =>
    createCategory(context, await find(context, 'service', service), name, id),
  );

  reads(
    ofService(accountCommand(category, 'list', 'Lists categories.')),
    async (context, where: Where) => listCategories(context, await within(context, where)),
    ['id', 'service_id', 'name'],
  );

  const set = ofService(accountCommand(category, 'set <category>', 'Changes a category.')).requiredOption(
    '--name <name>',
    'what it is called',
  );
  writes<Where & { name: string }>(set, async (context, { name, ...where }, text = '') =>
    setCategory(context, await find(context, 'category', text, await within(context, where)), name),
  );

  writes(
    ofService(removal(category, 'remove <category>', 'Removes a category that no record has.')),
    async (context, where: Where, text = '') =>
      removeCategory(context, await find(context, 'category', text, await within(context, where))),
  );
}

interface Hours {
  dueHours?: NumberOrNone;
  escalationHours?: NumberOrNone;
}

function hoursOf({ dueHours, escalationHours }: Hours) {
  return { dueHours: orNull(dueHours), escalationHours: orNull(escalationHours) };
}

function addHours(command: Command): Command {
  return command
    .option('--due-hours <hours>', 'until its incidents are due; none for 24 a level', wholeNumberOrNone(1))
    .option('--escalation-hours <hours>', 'until they escalate; none for never', wholeNumberOrNone(1));
}

function ofService(command: Command): Command {
  return command.option('--service <service>', OF_SERVICE);
}

function addWhere(command: Command): Command {
  return ofService(command).addOption(recordTypeOption('the records that have it'));
}

async function within(context: ReadContext, { service, for: recordType }: Where): Promise<Within> {
  return { service: service ? (await find(context, 'service', service)).id : undefined, recordType };
}
