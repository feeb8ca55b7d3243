import { type Command, Option } from 'commander';
import { readSettings, type Sources, USUAL_FILE } from '../settings/read.ts';
import { flagOf, type Setting, type SettingName, type Settings, settingTable } from '../settings/table.ts';

/** The settings that say where the database is. */
export const DATABASE = ['dataDir', 'databaseUrl'] as const;

/** Gives a command the flags of these settings, and the one that names the file. */
export function addSettingFlags(command: Command, names: readonly SettingName[]): Command {
  for (const name of names) {
    const { kind, doc, default: usual }: Setting = settingTable[name];
    const shown = usual === undefined || kind.bare ? doc : `${doc} (default: ${usual})`;
    command.addOption(new Option(kind.bare ? flagOf(name) : `${flagOf(name)} <value>`, shown));
  }
  return command.option('--config <file>', `the file of settings (default: ${USUAL_FILE}, if it is there)`);
}

/**
 * The settings of a command that was called.
 *
 * @throws SettingsError that names all that cannot be understood, and where it stands
 */
export function settingsOf<Name extends SettingName>(
  command: Command,
  names: readonly Name[],
): Pick<Settings, Name> {
  return readSettings(names, sourcesOf(command));
}

/** Where the settings of a command that was called are read from. */
export function sourcesOf(command: Command): Sources {
  return { flags: command.opts(), env: process.env, folder: process.cwd() };
}
