import type { Command } from 'commander';
import { type SettingName, settingTable } from '../settings/table.ts';
import { addSettingFlags, settingsOf } from './options.ts';
import { outliveOutput } from './output.ts';

const NAMES = Object.keys(settingTable) as SettingName[];

/** `service-desk serve`: the provider itself. */
export function addServe(program: Command): void {
  const command = program.command('serve').description('Serves the API, and the pages that it is given.');
  addSettingFlags(outliveOutput(command), NAMES).action(async () => {
    // The other commands start in half the time without what serves.
    const { serve } = await import('./serving.ts');
    await serve(settingsOf(command, NAMES));
  });
}
