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
 * Writes a regular file under another name first, so that what stands at `file` is always whole. Only its owner may read
 * it. Anything else, such as a FIFO or a device, is written straight into.
 */
async function intoFile(file: string, write: (out: Writable) => Promise<number>): Promise<number> {
  const there = statSync(file, { throwIfNoEntry: false });
  if (file === '-' || (there && isStandardOutput(there))) return write(process.stdout);
  if (there && !there.isFile()) return write(createWriteStream(file));
  const target = linkedFile(file);
  // Of this process, so that no file of somebody else's and no other export is overwritten.
  const part = `${target}.unfinished-${process.pid}`;
  try {
    const rows = await write(createWriteStream(part, { mode: 0o600, flags: 'wx', flush: true }));
    renameSync(part, target);
    return rows;
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
}

/** Such as /dev/stdout, which cannot be opened when it is a socket, and must not be replaced when it is a file. */
function isStandardOutput({ dev, ino }: Stats): boolean {
  const output = fstatSync(process.stdout.fd);
  return output.dev === dev && output.ino === ino;
}

/** The file that symbolic links lead to, which may be missing. */
function linkedFile(file: string): string {
  if (!lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink()) return file;
  return linkedFile(path.resolve(realpathSync(path.dirname(file)), readlinkSync(file)));
}
