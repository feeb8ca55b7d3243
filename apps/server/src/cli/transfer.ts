import { type Command, InvalidArgumentError } from 'commander';
import { LARGEST_ID, narrowed } from '../store/engine.ts';
import type { Id } from '../store/schema.ts';

/** What export and import are both told. */
export interface TransferFlags {
  account?: Id;
  progress?: boolean;
}

/** Gives a command the flags that export and import share. */
export function addTransferFlags(command: Command): Command {
  return command
    .option('--account <number>', 'one account alone', accountNumber)
    .option('--progress', 'tells on the standard error how far it is; on a terminal it does so anyway');
}

/** @throws InvalidArgumentError when it is none */
export function accountNumber(text: string): Id {
  if (/^\d{1,19}$/.test(text) && BigInt(text) <= LARGEST_ID) return narrowed(BigInt(text));
  throw new InvalidArgumentError('It must be the number of an account.');
}
