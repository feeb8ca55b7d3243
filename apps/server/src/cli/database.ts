import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Settings } from '../settings/table.ts';
import { type OpenOptions, openStore, type Store, withoutUser } from '../store/store.ts';

type Where = Pick<Settings, 'dataDir' | 'databaseUrl'>;

/**
 * Opens the database that the settings name, creating what it lacks or bringing its schema forward.
 *
 * @throws Error when a newer version of this program wrote it, or it cannot be reached
 */
export function openDatabase(
  { dataDir, databaseUrl }: Where,
  options: OpenOptions = { isCommand: true },
): Promise<Store> {
  if (databaseUrl) return openStore(databaseUrl, options);
  mkdirSync(dataDir, { recursive: true });
  return openStore(databaseFile(dataDir), options);
}

/** The database file of a folder. */
export function databaseFile(dataDir: string): string {
  return path.join(dataDir, 'service-desk.db');
}

/** Where the database is, for people and without a password. */
export function databaseName({ dataDir, databaseUrl }: Where): string {
  return databaseUrl ? withoutUser(databaseUrl) : databaseFile(dataDir);
}
