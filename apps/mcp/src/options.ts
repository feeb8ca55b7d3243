import { parseArgs } from 'node:util';

/** How the server is started. */
export interface Options {
  url: string;
  token: string;
  write: boolean;
}

export const USAGE = `usage: service-desk-mcp [--url URL] [--write]

A Model Context Protocol server on stdin and stdout, which lets an agent use a service desk of the API v1.

  --url URL   the address of the API with its prefix, such as https://desk.example/v1;
              default, the environment variable SERVICE_DESK_URL
  --write     permits creating, updating and deleting; without it, the server only reads
  --help      shows this
  --version   shows the version

The token is read from the environment variable SERVICE_DESK_TOKEN.
`;

/** What the command was started for. */
export type StartCommand = Options | 'help' | 'version';

/**
 * Reads arguments and environment.
 *
 * @throws Error of one line that names what is wrong
 */
export function readOptions(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): StartCommand {
  const { values } = parseArgs({
    args: [...args],
    options: {
      url: { type: 'string' },
      write: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
      version: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  if (values.version) return 'version';
  const url = (values.url ?? env.SERVICE_DESK_URL ?? '').trim();
  const token = (env.SERVICE_DESK_TOKEN ?? '').trim();
  if (!url) throw new Error('no address: set SERVICE_DESK_URL or --url, such as https://desk.example/v1');
  if (!token) throw new Error('no token: set SERVICE_DESK_TOKEN');
  checkAddress(url);
  return { url, token, write: values.write };
}

function checkAddress(url: string): void {
  const address = URL.canParse(url) ? new URL(url) : undefined;
  if (!address || !/^https?:$/.test(address.protocol))
    throw new Error(`the address has to begin with http:// or https://, not ${JSON.stringify(url)}`);
  // It would be shown in errors.
  if (address.username || address.password)
    throw new Error('the address contains a user or a password: put the token into SERVICE_DESK_TOKEN');
  if (address.search || address.hash) throw new Error(`the address has a query: ${JSON.stringify(url)}`);
}
