import { type Command, InvalidArgumentError } from 'commander';
import { LARGEST_ID, narrowed } from '../store/engine.ts';
import type { Id } from '../store/schema.ts';

/** The flags that export and import share. */
export interface TransferFlags {
  account?: Id;
  progress?: boolean;
}

/** Adds the flags that export and import share. */
export function addTransferFlags(command: Command): Command {
  return command
    .option('--account <number>', 'only this account', accountNumber)
    .option('--progress', 'prints progress to the standard error; on by default if that is a terminal');
}

/** @throws InvalidArgumentError if the text is not the number of an account */
export function accountNumber(text: string): Id {
  if (/^\d{1,19}$/.test(text) && BigInt(text) <= LARGEST_ID) return narrowed(BigInt(text));
  throw new InvalidArgumentError('It must be the number of an account.');
}
