import type { Command } from 'commander';
import { type SettingName, settingTable } from '../settings/table.ts';
import { addSettingFlags, settingsOf } from './options.ts';
import { markAsServer } from './output.ts';

const NAMES = Object.keys(settingTable) as SettingName[];

/** `service-desk serve`. */
export function addServeCommand(program: Command): void {
  const command = program
    .command('serve')
    .description('Serves the API, and optionally the desk and the documentation.');
  addSettingFlags(markAsServer(command), NAMES).action(async () => {
    // Loaded on demand: other commands start in half the time without the server's modules.
    const { serve } = await import('./serving.ts');
    await serve(settingsOf(command, NAMES));
  });
}
