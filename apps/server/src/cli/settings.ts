import type { Command } from 'commander';
import { readSources } from '../settings/read.ts';
import { type Setting, type SettingName, settingTable, variableOf } from '../settings/table.ts';
import { addSettingFlags, sourcesOf } from './options.ts';
import { addJsonFlag, printRows } from './output.ts';

const NAMES = Object.keys(settingTable) as SettingName[];

/** `service-desk settings`. */
export function addSettingsCommand(program: Command): void {
  const command = program
    .command('settings')
    .description('Checks all settings of serve and lists their values and sources.');
  addJsonFlag(addSettingFlags(command, NAMES)).action((options: { json?: boolean }) => {
    const rows = readSources(NAMES, sourcesOf(command)).map(({ name, value, source }) => {
      const { secret }: Setting = settingTable[name];
      return {
        setting: name,
        variable: variableOf(name),
        value: secret && value !== undefined ? '(secret)' : (value ?? null),
        source,
      };
    });
    printRows(rows, ['setting', 'value', 'source'], options);
  });
}
