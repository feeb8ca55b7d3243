import path from 'node:path';
import type { Command } from 'commander';
import { backUp } from '../store/backup.ts';
import { databaseFile } from './open-database.ts';
import { addSettingFlags, DATABASE, settingsOf } from './options.ts';

/** `service-desk backup`. */
export function addBackupCommand(program: Command): void {
  const command = program
    .command('backup')
    .argument('<file>', 'the copy; the file must not exist')
    .description('Copies the database file, also while servers use it, and checks the copy.');
  addSettingFlags(command, DATABASE).action(async (file: string) => {
    const { dataDir, databaseUrl } = settingsOf(command, DATABASE);
    if (databaseUrl) {
      throw new Error(
        `the database is Postgres; back it up with its own tools: pg_dump --format=custom --file=${quoted(file)} "$DATABASE_URL"`,
      );
    }
    const bytes = await backUp(databaseFile(dataDir), path.resolve(file));
    process.stdout.write(
      `backed up ${databaseFile(dataDir)} to ${file} and checked the copy: ${bytes} bytes\n`,
    );
  });
}

/** A text as a single word of a shell. */
function quoted(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
