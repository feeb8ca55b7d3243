import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import type { Tls } from '../app.ts';
import { SettingsError } from '../settings/read.ts';
import type { Settings } from '../settings/table.ts';

/**
 * The certificate and key that the settings name, if any.
 *
 * @throws SettingsError if one is missing or invalid, or if they do not match
 */
export function readTls({ tlsCert, tlsKey }: Pick<Settings, 'tlsCert' | 'tlsKey'>): Tls | undefined {
  if (!tlsCert && !tlsKey) return undefined;
  if (!tlsCert) throw new SettingsError(['tlsKey is set without tlsCert: HTTPS needs both']);
  if (!tlsKey) throw new SettingsError(['tlsCert is set without tlsKey: HTTPS needs both']);
  const tls = { cert: contentOf('tlsCert', tlsCert), key: contentOf('tlsKey', tlsKey) };
  try {
    createSecureContext(tls);
  } catch (error) {
    throw new SettingsError([`tlsCert and tlsKey are invalid or do not match: ${(error as Error).message}`]);
  }
  return tls;
}

function contentOf(name: string, file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new SettingsError([`cannot read ${name}: ${(error as Error).message}`]);
  }
}
