import path from 'node:path';
import { parseArgs } from 'node:util';
import { isPostgres } from './store/store.ts';

/** How the provider is run. */
export interface Settings {
  host: string;
  port: number;
  dataDir: string;
  /** A Postgres database in place of a file in `dataDir`. */
  databaseUrl: string | undefined;
  rateLimit: number | null;
  site: string | undefined;
  docs: string | undefined;
}

/**
 * Reads the settings from the environment (`HOST`, `PORT`, `DATA_DIR`, `DATABASE_URL`, `RATE_LIMIT`) and the command line (`--site DIR`,
 * `--docs DIR`).
 *
 * @throws Error that names the setting that can not be understood
 */
export function readSettings(env: NodeJS.ProcessEnv, args: string[]): Settings {
  const { values } = parseArgs({ args, options: { site: { type: 'string' }, docs: { type: 'string' } } });
  return {
    host: env.HOST || '127.0.0.1',
    port: wholeNumber('PORT', env.PORT, 65_535) ?? 3000,
    dataDir: path.resolve(env.DATA_DIR || '.data'),
    databaseUrl: postgresUrl('DATABASE_URL', env.DATABASE_URL),
    rateLimit: wholeNumber('RATE_LIMIT', env.RATE_LIMIT, Number.MAX_SAFE_INTEGER),
    site: values.site && path.resolve(values.site),
    docs: values.docs && path.resolve(values.docs),
  };
}

/** Whether only this machine reaches an address. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

function postgresUrl(name: string, text: string | undefined): string | undefined {
  if (!text) return undefined;
  // The value is not repeated: it may hold a password.
  if (!isPostgres(text) || !URL.canParse(text)) {
    throw new Error(
      `${name} must be the address of a Postgres database, postgres://user:password@host/database`,
    );
  }
  return text;
}

function wholeNumber(name: string, text: string | undefined, most: number): number | null {
  if (!text) return null;
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(number <= most)) throw new Error(`${name} must be a whole number from 0 to ${most}, not "${text}"`);
  return number;
}
