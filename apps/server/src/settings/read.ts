import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { flagOf, type Setting, type SettingName, type Settings, settingTable, variableOf } from './table.ts';

/** The settings file that is read by default, if it exists. */
export const DEFAULT_FILE = 'service-desk.json';

/** The sources of settings, in order of precedence: flags, environment, file, defaults. */
export interface SettingSources {
  /** The command line's flags, by the names of the settings; `config` names the file. */
  flags: Readonly<Record<string, unknown>>;
  env: NodeJS.ProcessEnv;
  /** The base of relative paths. */
  folder: string;
}

/** A setting with its value and source. */
export interface ResolvedSetting {
  name: SettingName;
  value: unknown;
  /** For display: `--port`, `PORT`, `port in service-desk.json`, `default` or `unset`. */
  source: string;
}

/** Invalid settings. The message has a line for each. */
export class SettingsError extends Error {
  override name = 'SettingsError' as const;

  constructor(messages: readonly string[]) {
    super(messages.join('\n'));
  }
}

/**
 * Reads settings.
 *
 * @throws SettingsError listing all invalid settings and their sources
 */
export function readSettings<Name extends SettingName>(
  names: readonly Name[],
  sources: SettingSources,
): Pick<Settings, Name> {
  const read = readSources(names, sources).map(({ name, value }) => [name, value]);
  return Object.fromEntries(read) as Pick<Settings, Name>;
}

/**
 * Reads settings with their sources.
 *
 * @throws SettingsError listing all invalid settings and their sources
 */
export function readSources(names: readonly SettingName[], sources: SettingSources): ResolvedSetting[] {
  const { flags, env, folder } = sources;
  const file = readFile(sources);
  const errors = Object.keys(file.values)
    .filter((key) => !Object.hasOwn(settingTable, key))
    .map((key) => `${key} in ${file.name} is not a setting`);

  const read = names.map((name): ResolvedSetting => {
    const setting: Setting = settingTable[name];
    const candidates: [source: string, given: unknown, folder: string][] = [
      [flagOf(name), flags[name], folder],
      // An empty variable counts as unset, so that a single command can be run without it.
      [variableOf(name), env[variableOf(name)] || undefined, folder],
      [`${name} in ${file.name}`, file.values[name], file.folder],
      ['default', setting.default, folder],
    ];
    const first = candidates.find(([, given]) => given !== undefined);
    if (!first) return { name, value: undefined, source: 'unset' };
    const [source, given, base] = first;
    const value = setting.kind.read(given, base);
    if (value === undefined) {
      const actual = setting.secret ? '' : `, not ${JSON.stringify(given)}`;
      errors.push(`${source} must be ${setting.kind.description}${actual}`);
    }
    return { name, value, source };
  });
  if (errors.length > 0) throw new SettingsError(errors);
  return read;
}

interface SettingsFile {
  name: string;
  folder: string;
  values: Record<string, unknown>;
}

/** Reads the settings file. It may be missing unless it was named. */
function readFile({ flags, env, folder }: SettingSources): SettingsFile {
  const named = (flags.config as string | undefined) ?? (env.CONFIG || undefined);
  const name = named ?? DEFAULT_FILE;
  const absolute = path.resolve(folder, name);
  const file = { name, folder: path.dirname(absolute), values: {} };
  if (!named && !existsSync(absolute)) return file;
  return { ...file, values: parsed(name, absolute) };
}

/** @throws SettingsError if the file cannot be read or is not a JSON object */
function parsed(name: string, file: string): Record<string, unknown> {
  try {
    const values: unknown = JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''));
    if (typeof values === 'object' && values !== null && !Array.isArray(values)) {
      return values as Record<string, unknown>;
    }
  } catch (error) {
    // The message of JSON.parse quotes the file, which may contain a password.
    const { code, message } = error as NodeJS.ErrnoException;
    throw new SettingsError([code ? `cannot read ${name}: ${message}` : `${name} is not valid JSON`]);
  }
  throw new SettingsError([`${name} must contain a JSON object of settings`]);
}
