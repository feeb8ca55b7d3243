import { createReadStream } from 'node:fs';
import type { Command } from 'commander';
import type { Id } from '../store/schema.ts';
import { importFrom } from '../transfer/import.ts';
import { progressPrinter } from '../transfer/progress-output.ts';
import { openDatabase } from './open-database.ts';
import { addSettingFlags, DATABASE, settingsOf } from './options.ts';
import { accountNumber, addTransferFlags, type TransferFlags } from './transfer.ts';

/** `service-desk import`. */
export function addImportCommand(program: Command): void {
  const command = program
    .command('import <file>')
    .description(
      'Imports a file that export wrote. The file - is the standard input. If interrupted, run it again to continue.',
    );
  addTransferFlags(addSettingFlags(command, DATABASE))
    .option('--as <number>', 'new number for the account that --account selects', accountNumber)
    .action(async (file: string, flags: TransferFlags & { as?: Id }) => {
      const { account, as } = flags;
      if (as !== undefined && account === undefined) command.error('error: --as needs --account');
      const store = await openDatabase(settingsOf(command, DATABASE));
      const progress = progressPrinter(flags);
      try {
        const input = file === '-' ? process.stdin : createReadStream(file);
        const { rows, earlier } = await importFrom(input, store, { account, as, progress });
        const skipped = earlier > 0 ? `, ${earlier} already imported by an earlier run` : '';
        progress.done(`${rows} rows imported${skipped}`);
      } finally {
        await store.close();
      }
    });
}
