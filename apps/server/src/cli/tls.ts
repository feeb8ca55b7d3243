import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import type { Tls } from '../app.ts';
import { SettingsError } from '../settings/read.ts';
import type { Settings } from '../settings/table.ts';

/**
 * The certificate that the settings name and its key, if they do.
 *
 * @throws SettingsError when either cannot be used, or not with the other
 */
export function readTls({ tlsCert, tlsKey }: Pick<Settings, 'tlsCert' | 'tlsKey'>): Tls | undefined {
  if (!tlsCert && !tlsKey) return undefined;
  if (!tlsCert) throw new SettingsError(['tlsKey is set and tlsCert is not: HTTPS needs both']);
  if (!tlsKey) throw new SettingsError(['tlsCert is set and tlsKey is not: HTTPS needs both']);
  const tls = { cert: contentOf('tlsCert', tlsCert), key: contentOf('tlsKey', tlsKey) };
  try {
    createSecureContext(tls);
  } catch (error) {
    throw new SettingsError([`tlsCert and tlsKey cannot be used together: ${(error as Error).message}`]);
  }
  return tls;
}

function contentOf(name: string, file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new SettingsError([`${name} cannot be read: ${(error as Error).message}`]);
  }
}
