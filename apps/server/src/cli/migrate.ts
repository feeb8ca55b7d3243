import type { Command } from 'commander';
import { databaseName, openDatabase } from './open-database.ts';
import { addSettingFlags, DATABASE, settingsOf } from './options.ts';

/** `service-desk migrate`. */
export function addMigrateCommand(program: Command): void {
  const command = program
    .command('migrate')
    .description("Upgrades the database's schema to this version, which serve also does when it starts.");
  addSettingFlags(command, DATABASE).action(async () => {
    const settings = settingsOf(command, DATABASE);
    const store = await openDatabase(settings);
    await store.close();
    const applied = store.applied.map((name) => `applied ${name}\n`);
    process.stdout.write(`${applied.join('')}${databaseName(settings)} has the schema of this version\n`);
  });
}
