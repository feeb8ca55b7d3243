import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Settings } from '../settings/table.ts';
import { type OpenOptions, openStore, type Store, withoutUser } from '../store/store.ts';

type DatabaseSettings = Pick<Settings, 'dataDir' | 'databaseUrl'>;

/**
 * Opens the database that the settings name. Creates or upgrades its schema if needed.
 *
 * @throws Error if a newer version of this program wrote it, or if it cannot be reached
 */
export function openDatabase(
  { dataDir, databaseUrl }: DatabaseSettings,
  options: OpenOptions = { isCommand: true },
): Promise<Store> {
  if (databaseUrl) return openStore(databaseUrl, options);
  mkdirSync(dataDir, { recursive: true });
  return openStore(databaseFile(dataDir), options);
}

/** The path of the database file in a data directory. */
export function databaseFile(dataDir: string): string {
  return path.join(dataDir, 'service-desk.db');
}

/** The location of the database for display, without user and password. */
export function databaseName({ dataDir, databaseUrl }: DatabaseSettings): string {
  return databaseUrl ? withoutUser(databaseUrl) : databaseFile(dataDir);
}
