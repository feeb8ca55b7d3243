import { type Command, InvalidArgumentError, Option } from 'commander';
import { operatorOf } from '../../admin/accounts.ts';
import { idOf } from '../../admin/find.ts';
import { RECORD_TYPES } from '../../admin/services.ts';
import { type ReadContext, type WriteContext, writingIn } from '../../calls/context.ts';
import { readDate, readEndDate } from '../../rules/dates.ts';
import type { Id, RecordType, Seconds } from '../../store/schema.ts';
import type { Store } from '../../store/store.ts';
import { openDatabase } from '../database.ts';
import { addSettingFlags, DATABASE, settingsOf } from '../options.ts';
import { addJsonFlag, printOne, printRows } from '../output.ts';

/** What every command of an operator can be told. */
interface Common {
  account?: string;
  json?: boolean;
}

/** A list, or one thing. */
type Shown = object[] | object;

/** Adds a command that works on the database, whoever serves it meanwhile. */
export function databaseCommand(parent: Command, usage: string, description: string): Command {
  return addJsonFlag(addSettingFlags(parent.command(usage).description(description), DATABASE));
}

/** Adds a command that works on the data of one account. */
export function accountCommand(parent: Command, usage: string, description: string): Command {
  return databaseCommand(parent, usage, description).option(
    '--account <account>',
    'the account, by id or name; may be left out while there is one',
  );
}

/** Adds a command that makes something, under an id of the operator's choice if need be. */
export function creation(parent: Command, usage: string, description: string): Command {
  return accountCommand(parent, usage, description).option(
    '--id <number>',
    'its id, such as one that scripts have written into them; the next one unless given',
    readId,
  );
}

/** What a command of {@link creation} may be told. */
export interface Created {
  id?: Id;
}

function readId(text: string): Id {
  const id = idOf(text);
  if (!id) throw new InvalidArgumentError('It must be a whole number from 1 to 9223372036854775807.');
  return id;
}

/** Adds a command that cannot be undone, and so has to be confirmed. */
export function removal(parent: Command, usage: string, description: string): Command {
  return accountCommand(parent, usage, description).requiredOption('--yes', 'this cannot be undone');
}

/**
 * Has a command show what it reads.
 *
 * @param columns of a list, those that people are shown
 */
export function reads<Options extends object>(
  command: Command,
  work: (context: ReadContext, options: Options, ...args: string[]) => Promise<Shown>,
  columns: readonly string[] = [],
): void {
  withStore<Options & Common>(command, columns, async (store, options, ...args) =>
    work(await operatorOf(store.reading, options.account), options, ...args),
  );
}

/** Has a command change something, all of it or nothing, and show what came of it. */
export function writes<Options extends object>(
  command: Command,
  work: (context: WriteContext, options: Options, ...args: string[]) => Promise<Shown>,
): void {
  withStore<Options & Common>(command, [], async (store, options, ...args) => {
    const context = await operatorOf(store.reading, options.account);
    return store.write(context.caller.account, async (db) => {
      const shown = await work(writingIn(db, now(), context), options, ...args);
      context.faults.throwIfAny();
      return shown;
    });
  });
}

/** Has a command work on the database that its settings name, and show what came of it. */
export function withStore<Options extends object>(
  command: Command,
  columns: readonly string[],
  work: (store: Store, options: Options, ...args: string[]) => Promise<Shown>,
): void {
  command.action(async () => {
    const options = command.opts<Options & Common>();
    const store = await openDatabase(settingsOf(command, DATABASE));
    try {
      const shown = await work(store, options, ...(command.processedArgs as string[]));
      if (Array.isArray(shown)) printRows(shown, columns as never[], options);
      else printOne(shown, options);
    } finally {
      await store.close();
    }
  });
}

/** This moment. */
export function now(): Seconds {
  return Math.floor(Date.now() / 1000);
}

/** An option for a type of record. */
export function recordTypeOption(description: string): Option {
  return new Option('--for <record-type>', description).choices(RECORD_TYPES);
}

/** The type of record that an option of {@link recordTypeOption} named. */
export interface ForRecords {
  for: RecordType;
}

/** Reads a whole number from `least` to `most`. */
export function wholeNumber(least: number, most = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (!(number >= least && number <= most)) {
      const upTo = most === Number.MAX_SAFE_INTEGER ? 'up' : `to ${most}`;
      throw new InvalidArgumentError(`It must be a whole number from ${least} ${upTo}.`);
    }
    return number;
  };
}

/** A whole number, or the word that there is to be none. */
export type NumberOrNone = number | 'none';

/** Reads a whole number as {@link wholeNumber} does, or `none`. */
export function wholeNumberOrNone(least: number): (text: string) => NumberOrNone {
  const read = wholeNumber(least);
  return (text) => (text === 'none' ? text : read(text));
}

/** The same as it is kept: null for none. */
export function orNull(value: NumberOrNone | undefined): number | null | undefined {
  return value === 'none' ? null : value;
}

/** A moment that an operator wrote, in the time zone of the account. */
export function momentOf({ caller, faults }: ReadContext, option: string, text: string): Seconds {
  return dateOr(faults, option, readDate(text, caller.timeZone));
}

/** The same for the end of a range: a day alone is its last moment. */
export function endOf({ caller, faults }: ReadContext, option: string, text: string): Seconds {
  return dateOr(faults, option, readEndDate(text, caller.timeZone));
}

function dateOr(faults: ReadContext['faults'], option: string, at: Seconds | undefined): Seconds {
  if (at === undefined) faults.add(option, 'is not a date');
  faults.throwIfAny();
  return at as Seconds;
}
