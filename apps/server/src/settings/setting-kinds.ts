import { isIP } from 'node:net';
import path from 'node:path';
import { mailboxIn } from '../mail-addresses.ts';
import { isPostgresUrl } from '../store/postgres-url.ts';

/** The type of a setting's value. */
export interface SettingKind<Value> {
  /** What it must be, for error messages: `a whole number from 0 to 65535`. */
  readonly description: string;
  /** Whether its flag takes no value. */
  readonly bare?: true;
  /**
   * Parses a value: a string, or any JSON value of the file.
   *
   * @param folder the base of relative paths
   * @returns undefined if it is invalid
   */
  read(given: unknown, folder: string): Value | undefined;
}

/** Any text. */
export const text: SettingKind<string> = {
  description: 'a text',
  read: (given) => (typeof given === 'string' ? given : undefined),
};

/** The path of a file or folder. */
export const file: SettingKind<string> = {
  description: 'a path',
  read: (given, folder) => (typeof given === 'string' ? path.resolve(folder, given) : undefined),
};

/** On or off. */
export const flag: SettingKind<boolean> = {
  description: 'true or false',
  bare: true,
  read(given) {
    if (typeof given === 'boolean') return given;
    if (given === 'true' || given === '1') return true;
    return given === 'false' || given === '0' ? false : undefined;
  },
};

/** A whole number from `min` to `max`. */
export function wholeNumberSetting(min: number, max: number): SettingKind<number> {
  return {
    description: `a whole number from ${min} to ${max}`,
    read(given) {
      const number = typeof given === 'string' && /^\d+$/.test(given) ? Number(given) : given;
      const fits = Number.isSafeInteger(number) && (number as number) >= min && (number as number) <= max;
      return fits ? (number as number) : undefined;
    },
  };
}

/** One of these words. */
export function oneOf<Word extends string>(...words: readonly Word[]): SettingKind<Word> {
  return {
    description: `one of ${words.join(', ')}`,
    read: (given) => words.find((word) => word === given),
  };
}

/** An e-mail address, optionally with a display name. */
export const mailbox: SettingKind<string> = {
  description: 'an e-mail address, such as Service Desk <desk@example.com>',
  read: (given) => (typeof given === 'string' && mailboxIn(given) ? given : undefined),
};

/** A URL with one of these protocols. */
export function url(description: string, ...protocols: readonly string[]): SettingKind<string> {
  return {
    description,
    read(given) {
      if (typeof given !== 'string' || !URL.canParse(given)) return undefined;
      return protocols.includes(new URL(given).protocol) ? given : undefined;
    },
  };
}

/** The URL of a Postgres database. */
export const postgresUrl: SettingKind<string> = {
  description:
    'the URL of a Postgres database, postgres://user:password@host/database, with commas between several hosts',
  read: (given) => (typeof given === 'string' && isPostgresUrl(given) ? given : undefined),
};

/** A comma-separated list; in the file an array. */
export function list<Value>(item: SettingKind<Value>): SettingKind<readonly Value[]> {
  return {
    description: `a comma-separated list, each ${item.description}`,
    read(given, folder) {
      const items = typeof given === 'string' ? given.split(',').map((each) => each.trim()) : given;
      if (!Array.isArray(items)) return undefined;
      const values = items.map((each) => item.read(each, folder));
      return values.includes(undefined) ? undefined : (values as Value[]);
    },
  };
}

/** The origin of a page, as browsers send it. */
export const origin: SettingKind<string> = {
  description: 'an origin such as https://desk.example',
  read: (given) =>
    typeof given === 'string' && URL.canParse(given) && new URL(given).origin === given ? given : undefined,
};

/** An IP address or a network in CIDR notation. */
export const network: SettingKind<string> = {
  description: 'an address such as 10.0.0.7 or a network such as 10.0.0.0/8',
  read(given) {
    if (typeof given !== 'string') return undefined;
    const [ip = '', bits, ...rest] = given.split('/');
    const maxBits = { 4: 32, 6: 128 }[isIP(ip)];
    if (maxBits === undefined || rest.length > 0) return undefined;
    return bits === undefined || (/^\d+$/.test(bits) && Number(bits) <= maxBits) ? given : undefined;
  },
};
