import { type Command, InvalidArgumentError, Option } from 'commander';
import { operatorContext } from '../../admin/accounts.ts';
import { idOf } from '../../admin/find.ts';
import { RECORD_TYPES } from '../../admin/services.ts';
import { type ReadContext, type WriteContext, writingIn } from '../../calls/context.ts';
import { completeEvents } from '../../resources/records/event-bodies.ts';
import { readDate, readEndDate } from '../../rules/dates.ts';
import type { Id, RecordType, Seconds } from '../../store/schema.ts';
import type { Store } from '../../store/store.ts';
import { openDatabase } from '../open-database.ts';
import { addSettingFlags, DATABASE, settingsOf } from '../options.ts';
import { addJsonFlag, printOne, printRows } from '../output.ts';

/** The options of every command on an account. */
interface CommonOptions {
  account?: string;
  json?: boolean;
}

/** What a command prints: a list or one object. */
type CommandResult = object[] | object;

/** Adds a command that works on the database, also while servers use it. */
export function databaseCommand(parent: Command, usage: string, description: string): Command {
  return addJsonFlag(addSettingFlags(parent.command(usage).description(description), DATABASE));
}

/** Adds a command that works on the data of one account. */
export function accountCommand(parent: Command, usage: string, description: string): Command {
  return databaseCommand(parent, usage, description).option(
    '--account <account>',
    'the account, by id or name; optional if there is only one',
  );
}

/** Adds a command that creates something. The operator may choose its id. */
export function creation(parent: Command, usage: string, description: string): Command {
  return accountCommand(parent, usage, description).option(
    '--id <number>',
    'its id, such as one that existing scripts use; the next free id by default',
    readId,
  );
}

/** The options of {@link creation}. */
export interface CreationOptions {
  id?: Id;
}

function readId(text: string): Id {
  const id = idOf(text);
  if (!id) throw new InvalidArgumentError('It must be a whole number from 1 to 9223372036854775807.');
  return id;
}

/** Adds a command that cannot be undone and therefore needs a confirmation. */
export function removal(parent: Command, usage: string, description: string): Command {
  return accountCommand(parent, usage, description).requiredOption(
    '--yes',
    'confirms an action that cannot be undone',
  );
}

/**
 * Makes a command print what `work` reads.
 *
 * @param columns the columns of the table, if the result is a list
 */
export function reads<Options extends object>(
  command: Command,
  work: (context: ReadContext, options: Options, ...args: string[]) => Promise<CommandResult>,
  columns: readonly string[] = [],
): void {
  withStore<Options & CommonOptions>(command, columns, async (store, options, ...args) =>
    work(await operatorContext(store.reading, options.account), options, ...args),
  );
}

/** Makes a command run `work` in a transaction and print its result. */
export function writes<Options extends object>(
  command: Command,
  work: (context: WriteContext, options: Options, ...args: string[]) => Promise<CommandResult>,
): void {
  withStore<Options & CommonOptions>(command, [], async (store, options, ...args) => {
    const context = await operatorContext(store.reading, options.account);
    const { account } = context.caller;
    return store.write(account, async (db) => {
      await completeEvents(db, account);
      const result = await work(writingIn(db, now(), context), options, ...args);
      context.faults.throwIfAny();
      return result;
    });
  });
}

/** Makes a command open the database that its settings name and print the result of `work`. */
export function withStore<Options extends object>(
  command: Command,
  columns: readonly string[],
  work: (store: Store, options: Options, ...args: string[]) => Promise<CommandResult>,
): void {
  command.action(async () => {
    const options = command.opts<Options & CommonOptions>();
    const store = await openDatabase(settingsOf(command, DATABASE));
    try {
      const result = await work(store, options, ...(command.processedArgs as string[]));
      if (Array.isArray(result)) printRows(result, columns as never[], options);
      else printOne(result, options);
    } finally {
      await store.close();
    }
  });
}

/** The current time. */
export function now(): Seconds {
  return Math.floor(Date.now() / 1000);
}

/** The option that selects a type of record. */
export function recordTypeOption(description: string): Option {
  return new Option('--for <record-type>', description).choices(RECORD_TYPES);
}

/** The value of {@link recordTypeOption}. */
export interface RecordTypeOptions {
  for: RecordType;
}

/** Parses a whole number from `min` to `max`. */
export function wholeNumber(min: number, max = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (!(number >= min && number <= max)) {
      const range = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`;
      throw new InvalidArgumentError(`It must be a whole number ${range}.`);
    }
    return number;
  };
}

/** A whole number, or `none` to clear it. */
export type NumberOrNone = number | 'none';

/** Parses a whole number or `none`. */
export function wholeNumberOrNone(min: number): (text: string) => NumberOrNone {
  const parse = wholeNumber(min);
  return (text) => (text === 'none' ? text : parse(text));
}

/** The value as it is stored: null for `none`. */
export function orNull(value: NumberOrNone | undefined): number | null | undefined {
  return value === 'none' ? null : value;
}

/** Parses a date in the time zone of the account. */
export function momentOf({ caller, faults }: ReadContext, option: string, text: string): Seconds {
  return dateOr(faults, option, readDate(text, caller.timeZone));
}

/** Parses the end of a range: a date without a time is the end of that day. */
export function endOf({ caller, faults }: ReadContext, option: string, text: string): Seconds {
  return dateOr(faults, option, readEndDate(text, caller.timeZone));
}

function dateOr(faults: ReadContext['faults'], option: string, at: Seconds | undefined): Seconds {
  if (at === undefined) faults.add(option, 'is not a date');
  faults.throwIfAny();
  return at as Seconds;
}
