import type { Command } from 'commander';
import { databaseName, openDatabase } from './database.ts';
import { addSettingFlags, DATABASE, settingsOf } from './options.ts';

/** `service-desk migrate`: what every start does first, on its own. */
export function addMigrate(program: Command): void {
  const command = program
    .command('migrate')
    .description("Brings the database's schema forward to this version, as every start does, and ends.");
  addSettingFlags(command, DATABASE).action(async () => {
    const settings = settingsOf(command, DATABASE);
    const store = await openDatabase(settings);
    await store.close();
    const applied = store.applied.map((name) => `applied ${name}\n`);
    process.stdout.write(`${applied.join('')}${databaseName(settings)} is at this version's schema\n`);
  });
}
