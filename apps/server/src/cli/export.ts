import { createWriteStream, realpathSync, renameSync, rmSync, statSync } from 'node:fs';
import type { Writable } from 'node:stream';
import type { Command } from 'commander';
import { exportTo } from '../transfer/export.ts';
import { progressOf } from '../transfer/progress.ts';
import { openDatabase } from './database.ts';
import { addSettingFlags, DATABASE, settingsOf } from './options.ts';
import { addTransferFlags, type TransferFlags } from './transfer.ts';

/** `service-desk export FILE`: everything, for another database or another program. */
export function addExport(program: Command): void {
  const command = program
    .command('export <file>')
    .description(
      'Writes everything to one file of JSON Lines, - for the standard output, while servers go on.',
    );
  addTransferFlags(addSettingFlags(command, DATABASE)).action(async (file: string, flags: TransferFlags) => {
    const store = await openDatabase(settingsOf(command, DATABASE));
    const progress = progressOf(flags);
    try {
      const { account } = flags;
      const rows = await intoFile(file, (out) => exportTo(out, store, { account, progress }));
      progress.done(`${rows} rows exported`);
    } finally {
      await store.close();
    }
  });
}

/**
 * Has a file written under another name, so that what stands at `file` is always whole. Nobody else may read it. A link
 * stays, and the file that it leads to is replaced. What is no file, such as a pipe or a device, is written into.
 */
async function intoFile(file: string, write: (out: Writable) => Promise<number>): Promise<number> {
  if (file === '-') return write(process.stdout);
  const known = statSync(file, { throwIfNoEntry: false });
  if (known && !known.isFile()) return write(createWriteStream(file));
  const target = known ? realpathSync(file) : file;
  const part = `${target}.part`;
  rmSync(part, { force: true });
  try {
    const rows = await write(createWriteStream(part, { mode: 0o600, flags: 'wx', flush: true }));
    renameSync(part, target);
    return rows;
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
}
