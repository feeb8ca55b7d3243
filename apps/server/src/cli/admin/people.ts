import type { Command } from 'commander';
import { find } from '../../admin/find.ts';
import {
  addMembers,
  CONTACT,
  createGroup,
  createUser,
  disableUser,
  enableUser,
  listPeople,
  reassignRecords,
  removeMembers,
  removePerson,
  setGroup,
  setUser,
  showGroup,
  showUser,
} from '../../admin/people.ts';
import { accountCommand, type CreationOptions, creation, reads, removal, writes } from './command.ts';

type Contact = (typeof CONTACT)[number];

interface UserOptions extends Record<string, unknown> {
  firstName?: string;
  lastName?: string;
  company?: string;
  service?: string[];
  group?: string[];
}

/** `service-desk user`. */
export function addUserCommands(program: Command): void {
  const user = program.command('user').description('Users: the agents who work in the services.');

  const create = creation(
    user,
    'create <first-name> [last-name]',
    'Adds a user. Their token is created separately.',
  );
  writes<UserOptions & CreationOptions>(
    withUserOptions(create),
    (context, options, first_name = '', last_name) =>
      createUser(context, { ...inputOf(options), id: options.id, first_name, last_name }),
  );

  reads(accountCommand(user, 'list', 'Lists the users.'), (context) => listPeople(context, 'user'), [
    'id',
    'name',
    'email',
    'time_administrator',
    'disabled_at',
  ]);

  reads(
    accountCommand(user, 'show <user>', 'Shows a user with their groups and services.'),
    async (context, _options, text = '') => showUser(context, await find(context, 'user', text)),
  );

  const set = accountCommand(user, 'set <user>', 'Changes a user.')
    .option('--first-name <name>', 'the first name')
    .option('--last-name <name>', 'the last name');
  writes<UserOptions>(withUserOptions(set), async (context, options, text = '') =>
    setUser(context, await find(context, 'user', text), inputOf(options)),
  );

  const disable = removal(
    user,
    'disable <user>',
    'Disables a user who has left. Records keep their name, and lists of users leave them out. Their tokens are revoked, and their access, memberships and watches end. Prints how many open records are still assigned to them.',
  ).option('--reassign-to <person>', 'the user or group that their open records are assigned to');
  writes<{ reassignTo?: string }>(disable, async (context, { reassignTo }, text = '') =>
    disableUser(context, await find(context, 'user', text), reassignTo),
  );

  writes(
    accountCommand(
      user,
      'reassign <user> <person>',
      'Assigns the open records of a user, also of a disabled one, to another user or group. No mail is sent.',
    ),
    async (context, _options, text = '', person = '') =>
      reassignRecords(context, await find(context, 'user', text), person),
  );

  writes(
    accountCommand(
      user,
      'enable <user>',
      'Enables a disabled user. Tokens, access, memberships and watches are not restored.',
    ),
    async (context, _options, text = '') => enableUser(context, await find(context, 'user', text)),
  );

  writes(
    removal(user, 'remove <user>', 'Removes a user that no record refers to. Disable other users instead.'),
    async (context, _options, text = '') => removePerson(context, await find(context, 'user', text)),
  );
}

/** `service-desk group`. */
export function addGroupCommands(program: Command): void {
  const group = program.command('group').description('Groups of users that records can be assigned to.');

  const create = creation(group, 'create <name>', 'Adds a group.')
    .option('--email <address>', 'where its mail is sent; to its members by default')
    .option('--member <user...>', 'its members')
    .option('--service <service...>', 'the services that it has access to');
  writes<CreationOptions & { email?: string; member?: string[]; service?: string[] }>(
    create,
    (context, { id, email, member, service }, name = '') =>
      createGroup(context, { id, name, email, members: member, services: service }),
  );

  reads(accountCommand(group, 'list', 'Lists the groups.'), (context) => listPeople(context, 'group'), [
    'id',
    'name',
    'email',
  ]);

  reads(
    accountCommand(group, 'show <group>', 'Shows a group with its members and services.'),
    async (context, _options, text = '') => showGroup(context, await find(context, 'group', text)),
  );

  const set = accountCommand(group, 'set <group>', 'Changes a group.')
    .option('--name <name>', 'new name')
    .option('--email <address>', 'where its mail is sent; blank: to its members');
  writes<{ name?: string; email?: string }>(set, async (context, { name, email }, text = '') =>
    setGroup(context, await find(context, 'group', text), { name, email }),
  );

  for (const [verb, description, change] of [
    ['add', 'Adds users to a group.', addMembers],
    ['drop', 'Removes users from a group.', removeMembers],
  ] as const) {
    writes(
      accountCommand(group, `${verb} <group> <user...>`, description),
      async (context, _options, text = '', ...[users]) =>
        change(context, await find(context, 'group', text), users as unknown as string[]),
    );
  }

  writes(
    removal(group, 'remove <group>', 'Removes a group that no record refers to.'),
    async (context, _options, text = '') => removePerson(context, await find(context, 'group', text)),
  );
}

function withUserOptions(command: Command): Command {
  for (const name of CONTACT) command.option(`--${name.replaceAll('_', '-')} <text>`, wordsOf(name));
  return command
    .option('--company <company>', 'the company, by id or name; blank: none')
    .option('--service <service...>', 'services to add access to')
    .option('--group <group...>', 'groups to join');
}

const words: Partial<Record<Contact, string>> = {
  email: 'the address that mail is sent to',
  email_aliases: 'other addresses, separated by commas',
  time_zone: 'the time zone, as text for people',
};

function wordsOf(name: Contact): string {
  return words[name] ?? `the ${name.replaceAll('_', ' ')}`;
}

function inputOf({ firstName, lastName, company, service, group, ...others }: UserOptions) {
  const contact = CONTACT.flatMap((name) => {
    const value = others[name.replaceAll(/_(\w)/g, (_all, letter: string) => letter.toUpperCase())];
    return value === undefined ? [] : [[name, value]];
  });
  return {
    ...(Object.fromEntries(contact) as Partial<Record<Contact, string>>),
    first_name: firstName,
    last_name: lastName,
    company,
    services: service,
    groups: group,
  };
}
