import { type Command, InvalidArgumentError } from 'commander';
import { createAccount, listAccounts, removeAccount, setAccount, showAccount } from '../../admin/accounts.ts';
import { RECORD_TYPES, USUAL_LEVELS } from '../../admin/services.ts';
import type { RecordType } from '../../store/schema.ts';
import {
  accountCommand,
  databaseCommand,
  now,
  reads,
  removal,
  wholeNumber,
  withStore,
  writes,
} from './command.ts';

const COLUMNS = ['id', 'name', 'time_zone', 'owner_id', 'state'];
/** More than anybody tells apart. */
const MOST_LEVELS = 20;

/** What a service begins with, as it is said on the command line. */
export interface ServiceStart {
  levels: number;
  type?: Partial<Record<RecordType, string[]>>;
}

/** Gives a command the options of what a service begins with. */
export function addServiceStart(command: Command): Command {
  return command
    .option(
      '--levels <number>',
      'how many priorities it has for each type of record',
      wholeNumber(1, MOST_LEVELS),
      USUAL_LEVELS,
    )
    .option(
      '--type <record-type=name>',
      'a type of its records, such as incident=Bug, in place of the usual ones; as often as needed',
      readType,
    );
}

/** `service-desk account`. */
export function addAccount(program: Command): void {
  const account = program.command('account').description('Accounts: a company and all that is its own.');

  const create = addServiceStart(
    databaseCommand(
      account,
      'create <name>',
      'Makes an account that can be worked with: its owner, a service with priorities and types, the root of its configuration database, and a token, which is shown this once.',
    )
      .option('--time-zone <zone>', 'where its dates are read, such as Pacific/Auckland (default: UTC)')
      .requiredOption('--first-name <name>', 'of its first user, who owns it')
      .option('--last-name <name>', 'of its first user')
      .option('--email <address>', 'of its first user')
      .option('--service <name>', 'the name of its first service', 'Service Desk')
      .option('--slug <slug>', 'the name of that service in addresses; made of the other unless given'),
  );
  withStore<
    ServiceStart &
      Record<'firstName' | 'service', string> &
      Partial<Record<'timeZone' | 'lastName' | 'email' | 'slug', string>>
  >(create, [], (store, { timeZone, firstName, lastName, email, service, slug, levels, type }, name = '') =>
    createAccount(store, now(), {
      name,
      timeZone,
      owner: { first_name: firstName, last_name: lastName, email },
      service: { name: service, slug, levels, types: type },
    }),
  );

  withStore(databaseCommand(account, 'list', 'Lists the accounts.'), COLUMNS, (store) =>
    listAccounts(store.reading),
  );

  reads(accountCommand(account, 'show', 'Shows an account.'), showAccount);

  const set = accountCommand(account, 'set', 'Changes an account.')
    .option('--name <name>', 'what it is called')
    .option('--time-zone <zone>', 'where its dates are read')
    .option('--owner <user>', 'whom an account-wide token stands for');
  writes<Partial<Record<'name' | 'timeZone' | 'owner', string>>>(set, (context, { name, timeZone, owner }) =>
    setAccount(context, { name, timeZone, owner }),
  );

  const remove = removal(
    account,
    'remove',
    'Removes an account with all that it holds, in steps. Run again after an interruption, it goes on.',
  );
  withStore<{ account?: string }>(remove, [], (store, { account: text }) =>
    removeAccount(store, text, now()),
  );
}

function readType(text: string, before: ServiceStart['type'] = {}): ServiceStart['type'] {
  const [, recordType, name] = /^(\w+)=(.+)$/.exec(text) ?? [];
  const known = RECORD_TYPES.find((each) => each === recordType);
  if (!known || !name)
    throw new InvalidArgumentError(`It is one of ${RECORD_TYPES.join(', ')}, = and a name.`);
  return { ...before, [known]: [...(before[known] ?? []), name] };
}
