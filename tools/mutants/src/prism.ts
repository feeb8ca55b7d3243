import { once } from 'node:events';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { type Serving, serve } from '@service-desk/journeys/processes';

const { resolve: find } = createRequire(import.meta.url);

/** Prism as a proxy that holds requests and answers of the provider at `upstream` to the description. */
export async function startPrism(upstream: string): Promise<Serving> {
  const args = [
    find('@stoplight/prism-cli/dist/index.js'),
    'proxy',
    find('@service-desk/spec/openapi.json'),
    upstream,
  ];
  return serve([...args, '--port', String(await freePort())], {}, /Prism is listening on (http:\S+)/);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** What Prism found wrong with a call, from the header that it adds to the answer. */
export function violationsOf({ headers }: Response): string[] {
  const found = JSON.parse(headers.get('sl-violations') ?? '[]') as Violation[];
  return found
    .filter(({ severity }) => severity === 'Error' || severity === 'Warning')
    .map(({ location, message }) => `${location.join('.')}: ${message}`);
}

interface Violation {
  location: string[];
  severity: string;
  message: string;
}
