import { type Command, InvalidArgumentError } from 'commander';
import { createAccount, listAccounts, removeAccount, setAccount, showAccount } from '../../admin/accounts.ts';
import { DEFAULT_LEVELS, RECORD_TYPES } from '../../admin/services.ts';
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
const MAX_LEVELS = 20;

/** The options that describe a new service. */
export interface NewServiceOptions {
  levels: number;
  type?: Partial<Record<RecordType, string[]>>;
}

/** Adds the options that describe a new service. */
export function addNewServiceOptions(command: Command): Command {
  return command
    .option(
      '--levels <number>',
      'number of priorities for each type of record',
      wholeNumber(1, MAX_LEVELS),
      DEFAULT_LEVELS,
    )
    .option(
      '--type <record-type=name>',
      'a type of its records, such as incident=Bug; replaces the default types; repeatable',
      readType,
    );
}

/** `service-desk account`. */
export function addAccountCommands(program: Command): void {
  const account = program
    .command('account')
    .description('Accounts. An account holds the data of one company.');

  const create = addNewServiceOptions(
    databaseCommand(
      account,
      'create <name>',
      'Creates an account that is ready to use: its owner, a service with priorities and types, the root of its configuration database, and a token, which is shown only once.',
    )
      .option(
        '--time-zone <zone>',
        'time zone of dates without an offset, such as Pacific/Auckland (default: UTC)',
      )
      .requiredOption('--first-name <name>', 'first name of its owner, the first user')
      .option('--last-name <name>', 'last name of its owner')
      .option('--email <address>', 'e-mail address of its owner')
      .option('--service <name>', 'name of its first service', 'Service Desk')
      .option('--slug <slug>', 'name of that service in URLs; derived from its name by default'),
  );
  withStore<
    NewServiceOptions &
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
    .option('--name <name>', 'new name')
    .option('--time-zone <zone>', 'time zone of dates without an offset')
    .option('--owner <user>', 'the user that account-wide tokens act as');
  writes<Partial<Record<'name' | 'timeZone' | 'owner', string>>>(set, (context, { name, timeZone, owner }) =>
    setAccount(context, { name, timeZone, owner }),
  );

  const remove = removal(
    account,
    'remove',
    'Removes an account with all its data, in steps. If interrupted, run it again to continue.',
  );
  withStore<{ account?: string }>(remove, [], (store, { account: text }) =>
    removeAccount(store, text, now()),
  );
}

function readType(text: string, previous: NewServiceOptions['type'] = {}): NewServiceOptions['type'] {
  const [, recordType, name] = /^(\w+)=(.+)$/.exec(text) ?? [];
  const known = RECORD_TYPES.find((each) => each === recordType);
  if (!known || !name)
    throw new InvalidArgumentError(
      `Expected <record-type>=<name>, where <record-type> is one of ${RECORD_TYPES.join(', ')}.`,
    );
  return { ...previous, [known]: [...(previous[known] ?? []), name] };
}
