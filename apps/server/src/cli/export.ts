import {
  createWriteStream,
  fstatSync,
  lstatSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
} from 'node:fs';
import path from 'node:path';
import type { Writable } from 'node:stream';
import type { Command } from 'commander';
import { exportTo } from '../transfer/export.ts';
import { progressPrinter } from '../transfer/progress-output.ts';
import { openDatabase } from './open-database.ts';
import { addSettingFlags, DATABASE, settingsOf } from './options.ts';
import { addTransferFlags, type TransferFlags } from './transfer.ts';

/** `service-desk export`. */
export function addExportCommand(program: Command): void {
  const command = program
    .command('export <file>')
    .description(
      'Exports all data to one file of JSON Lines, also while servers run. The file - is the standard output.',
    );
  addTransferFlags(addSettingFlags(command, DATABASE)).action(async (file: string, flags: TransferFlags) => {
    const store = await openDatabase(settingsOf(command, DATABASE));
    const progress = progressPrinter(flags);
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
 * Writes a regular file under a temporary name and renames it, so that `file` is always complete. Only the owner may
 * read it. Anything else, such as a FIFO or a device, is written directly.
 */
async function intoFile(file: string, write: (out: Writable) => Promise<number>): Promise<number> {
  const existing = statSync(file, { throwIfNoEntry: false });
  if (file === '-' || (existing && isStandardOutput(existing))) return write(process.stdout);
  if (existing && !existing.isFile()) return write(createWriteStream(file));
  const target = linkTarget(file);
  // The process id keeps this from overwriting the file of another export.
  const temporary = `${target}.unfinished-${process.pid}`;
  try {
    const rows = await write(createWriteStream(temporary, { mode: 0o600, flags: 'wx', flush: true }));
    renameSync(temporary, target);
    return rows;
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** Whether a path such as /dev/stdout is the standard output. It cannot be opened if it is a socket, or replaced if it is a file. */
function isStandardOutput({ dev, ino }: Stats): boolean {
  const output = fstatSync(process.stdout.fd);
  return output.dev === dev && output.ino === ino;
}

/** Follows symbolic links to their target, which may not exist. */
function linkTarget(file: string): string {
  if (!lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink()) return file;
  return linkTarget(path.resolve(realpathSync(path.dirname(file)), readlinkSync(file)));
}
