import { isIP } from 'node:net';
import path from 'node:path';
import { mailboxIn } from '../addresses.ts';
import { isPostgresUrl } from '../store/postgres-url.ts';

/** What a setting may be. */
export interface Kind<Value> {
  /** For people, behind "must be": `a whole number from 0 to 65535`. */
  readonly what: string;
  /** Whether its flag stands for itself. */
  readonly bare?: true;
  /**
   * Reads what was given: a text, or whatever stands in the file.
   *
   * @param folder that relative paths start from
   * @returns undefined when it cannot be understood
   */
  read(given: unknown, folder: string): Value | undefined;
}

/** Any text. */
export const text: Kind<string> = {
  what: 'a text',
  read: (given) => (typeof given === 'string' ? given : undefined),
};

/** A file or a folder. */
export const file: Kind<string> = {
  what: 'a path',
  read: (given, folder) => (typeof given === 'string' ? path.resolve(folder, given) : undefined),
};

/** On or off. */
export const flag: Kind<boolean> = {
  what: 'true or false',
  bare: true,
  read(given) {
    if (typeof given === 'boolean') return given;
    if (given === 'true' || given === '1') return true;
    return given === 'false' || given === '0' ? false : undefined;
  },
};

/** A whole number within these bounds. */
export function wholeNumber(least: number, most: number): Kind<number> {
  return {
    what: `a whole number from ${least} to ${most}`,
    read(given) {
      const number = typeof given === 'string' && /^\d+$/.test(given) ? Number(given) : given;
      const fits = Number.isSafeInteger(number) && (number as number) >= least && (number as number) <= most;
      return fits ? (number as number) : undefined;
    },
  };
}

/** One of these words. */
export function oneOf<Word extends string>(...words: readonly Word[]): Kind<Word> {
  return {
    what: `one of ${words.join(', ')}`,
    read: (given) => words.find((word) => word === given),
  };
}

/** An e-mail address, with or without a name before it. */
export const mailbox: Kind<string> = {
  what: 'an e-mail address, such as Service Desk <desk@example.com>',
  read: (given) => (typeof given === 'string' && mailboxIn(given) ? given : undefined),
};

/** The address of something, by its protocol. */
export function address(what: string, ...protocols: readonly string[]): Kind<string> {
  return {
    what,
    read(given) {
      if (typeof given !== 'string' || !URL.canParse(given)) return undefined;
      return protocols.includes(new URL(given).protocol) ? given : undefined;
    },
  };
}

/** The address of a Postgres database. */
export const postgresAddress: Kind<string> = {
  what: 'the address of a Postgres database, postgres://user:password@host/database, with commas between several hosts',
  read: (given) => (typeof given === 'string' && isPostgresUrl(given) ? given : undefined),
};

/** Several, with commas between them; in the file an array. */
export function list<Value>(item: Kind<Value>): Kind<readonly Value[]> {
  return {
    what: `a list with commas, each ${item.what}`,
    read(given, folder) {
      const parts = typeof given === 'string' ? given.split(',').map((part) => part.trim()) : given;
      if (!Array.isArray(parts)) return undefined;
      const values = parts.map((part) => item.read(part, folder));
      return values.includes(undefined) ? undefined : (values as Value[]);
    },
  };
}

/** Where a page comes from, as browsers name it. */
export const origin: Kind<string> = {
  what: 'an origin such as https://desk.example',
  read: (given) =>
    typeof given === 'string' && URL.canParse(given) && new URL(given).origin === given ? given : undefined,
};

/** A machine, or a network of them. */
export const network: Kind<string> = {
  what: 'an address such as 10.0.0.7 or a network such as 10.0.0.0/8',
  read(given) {
    if (typeof given !== 'string') return undefined;
    const [ip = '', bits, more] = given.split('/');
    const most = { 0: -1, 4: 32, 6: 128 }[isIP(ip)] ?? -1;
    const known = most > 0 && more === undefined;
    return known && (bits === undefined || (/^\d+$/.test(bits) && Number(bits) <= most)) ? given : undefined;
  },
};
