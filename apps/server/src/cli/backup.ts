import path from 'node:path';
import type { Command } from 'commander';
import { backUp } from '../store/backup.ts';
import { databaseFile } from './database.ts';
import { addSettingFlags, DATABASE, settingsOf } from './options.ts';

/** `service-desk backup`: a copy of the database file, taken while it is served. */
export function addBackup(program: Command): void {
  const command = program
    .command('backup')
    .argument('<file>', 'the copy, which must not be there yet')
    .description('Copies the database file while it is served, checks the copy, and ends.');
  addSettingFlags(command, DATABASE).action(async (file: string) => {
    const { dataDir, databaseUrl } = settingsOf(command, DATABASE);
    if (databaseUrl) {
      throw new Error(
        `the database is Postgres, which backs up by its own means: pg_dump --format=custom --file=${quoted(file)} "$DATABASE_URL"`,
      );
    }
    const bytes = await backUp(databaseFile(dataDir), path.resolve(file));
    process.stdout.write(`${file} holds all of ${databaseFile(dataDir)}, checked: ${bytes} bytes\n`);
  });
}

/** As a shell takes it for one word. */
function quoted(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
