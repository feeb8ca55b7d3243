import { createReadStream } from 'node:fs';
import type { Command } from 'commander';
import type { Id } from '../store/schema.ts';
import { importFrom } from '../transfer/import.ts';
import { progressOf } from '../transfer/progress.ts';
import { openDatabase } from './database.ts';
import { addSettingFlags, DATABASE, settingsOf } from './options.ts';
import { accountNumber, addTransferFlags, type TransferFlags } from './transfer.ts';

/** `service-desk import FILE`: what an export wrote, into a database that does not have it yet. */
export function addImport(program: Command): void {
  const command = program
    .command('import <file>')
    .description(
      'Reads a file that export wrote, - for the standard input. Run again after an interruption, it goes on.',
    );
  addTransferFlags(addSettingFlags(command, DATABASE))
    .option('--as <number>', 'what the account of --account is numbered from now on', accountNumber)
    .action(async (file: string, flags: TransferFlags & { as?: Id }) => {
      const { account, as } = flags;
      if (as !== undefined && account === undefined) command.error('error: --as needs --account');
      const store = await openDatabase(settingsOf(command, DATABASE));
      const progress = progressOf(flags);
      try {
        const input = file === '-' ? process.stdin : createReadStream(file);
        const { rows, earlier } = await importFrom(input, store, { account, as, progress });
        const before = earlier > 0 ? `, ${earlier} were there from an earlier attempt` : '';
        progress.done(`${rows} rows imported${before}`);
      } finally {
        await store.close();
      }
    });
}
