import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { flagOf, type Setting, type SettingName, type Settings, settingTable, variableOf } from './table.ts';

/** The file that is read when none is named and it is there. */
export const USUAL_FILE = 'service-desk.json';

/** Where settings are read from; what stands first wins: flags, environment, file, defaults. */
export interface Sources {
  /** What the command line says, by the names of the settings; `config` names the file. */
  flags: Readonly<Record<string, unknown>>;
  env: NodeJS.ProcessEnv;
  /** Where relative paths start. */
  folder: string;
}

/** A setting as it was read. */
export interface Read {
  name: SettingName;
  value: unknown;
  /** What set it, for people: `--port`, `PORT`, `port in service-desk.json` or `default`. */
  source: string;
}

/** What is wrong about the settings, a line for each of them. */
export class SettingsError extends Error {
  override name = 'SettingsError' as const;

  constructor(faults: readonly string[]) {
    super(faults.join('\n'));
  }
}

/**
 * Reads settings.
 *
 * @throws SettingsError that names all that cannot be understood, and where it stands
 */
export function readSettings<Name extends SettingName>(
  names: readonly Name[],
  sources: Sources,
): Pick<Settings, Name> {
  const read = readSources(names, sources).map(({ name, value }) => [name, value]);
  return Object.fromEntries(read) as Pick<Settings, Name>;
}

/**
 * Reads settings, each with where it comes from.
 *
 * @throws SettingsError that names all that cannot be understood, and where it stands
 */
export function readSources(names: readonly SettingName[], sources: Sources): Read[] {
  const { flags, env, folder } = sources;
  const file = readFile(sources);
  const faults = Object.keys(file.values)
    .filter((key) => !Object.hasOwn(settingTable, key))
    .map((key) => `${key} in ${file.name} is no setting`);

  const read = names.map((name): Read => {
    const setting: Setting = settingTable[name];
    const places: [source: string, given: unknown, folder: string][] = [
      [flagOf(name), flags[name], folder],
      // A variable that is empty counts as unset: that is how one is unset for a single command.
      [variableOf(name), env[variableOf(name)] || undefined, folder],
      [`${name} in ${file.name}`, file.values[name], file.folder],
      ['default', setting.default, folder],
    ];
    const place = places.find(([, given]) => given !== undefined);
    if (!place) return { name, value: undefined, source: 'unset' };
    const [source, given, from] = place;
    const value = setting.kind.read(given, from);
    if (value === undefined) {
      const repeated = setting.secret ? '' : `, not ${JSON.stringify(given)}`;
      faults.push(`${source} must be ${setting.kind.what}${repeated}`);
    }
    return { name, value, source };
  });
  if (faults.length > 0) throw new SettingsError(faults);
  return read;
}

interface SettingsFile {
  name: string;
  folder: string;
  values: Record<string, unknown>;
}

/** The file of settings. That there is none is a fault only if it was asked for. */
function readFile({ flags, env, folder }: Sources): SettingsFile {
  const asked = (flags.config as string | undefined) ?? (env.CONFIG || undefined);
  const name = asked ?? USUAL_FILE;
  const place = path.resolve(folder, name);
  const file = { name, folder: path.dirname(place), values: {} };
  if (!asked && !existsSync(place)) return file;
  return { ...file, values: parsed(name, place) };
}

/** @throws SettingsError when it cannot be read, or is no object of JSON */
function parsed(name: string, place: string): Record<string, unknown> {
  try {
    const values: unknown = JSON.parse(readFileSync(place, 'utf8').replace(/^\uFEFF/, ''));
    if (typeof values === 'object' && values !== null && !Array.isArray(values)) {
      return values as Record<string, unknown>;
    }
  } catch (error) {
    // What JSON.parse says repeats what stands there, which may be a password.
    const { code, message } = error as NodeJS.ErrnoException;
    throw new SettingsError([code ? `${name} cannot be read: ${message}` : `${name} is not valid JSON`]);
  }
  throw new SettingsError([`${name} must hold an object of settings`]);
}
