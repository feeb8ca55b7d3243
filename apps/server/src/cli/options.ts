import { type Command, Option } from 'commander';
import { DEFAULT_FILE, readSettings, type SettingSources } from '../settings/read.ts';
import { flagOf, type Setting, type SettingName, type Settings, settingTable } from '../settings/table.ts';

/** The settings that locate the database. */
export const DATABASE = ['dataDir', 'databaseUrl'] as const;

/** Adds the flags of these settings to a command, and `--config`. */
export function addSettingFlags(command: Command, names: readonly SettingName[]): Command {
  for (const name of names) {
    const { kind, doc, default: defaultValue }: Setting = settingTable[name];
    const description = defaultValue === undefined || kind.bare ? doc : `${doc} (default: ${defaultValue})`;
    command.addOption(new Option(kind.bare ? flagOf(name) : `${flagOf(name)} <value>`, description));
  }
  if (command.options.some(({ long }) => long === '--config')) return command;
  return command.option('--config <file>', `the settings file (default: ${DEFAULT_FILE}, if it exists)`);
}

/**
 * The settings of a command.
 *
 * @throws SettingsError listing all invalid settings and their sources
 */
export function settingsOf<Name extends SettingName>(
  command: Command,
  names: readonly Name[],
): Pick<Settings, Name> {
  return readSettings(names, sourcesOf(command));
}

/** The sources of a command's settings. */
export function sourcesOf(command: Command): SettingSources {
  return { flags: command.opts(), env: process.env, folder: process.cwd() };
}
