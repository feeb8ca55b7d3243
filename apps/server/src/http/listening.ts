import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { Server as TlsServer } from 'node:tls';
import type { FastifyInstance } from 'fastify';

/**
 * Makes an app listen on an address. `localhost` stands for all its addresses, any other name for its first one.
 *
 * @param port 0 for any free port
 * @returns the port
 * @throws Error if the port cannot be bound
 */
export async function listen(app: FastifyInstance, host: string, port: number): Promise<number> {
  if (host !== 'localhost') return listenAt(app, [host], port);
  const addresses = (await lookup(host, { all: true })).map(({ address }) => address);
  return listenAt(app, [...new Set(addresses)], port);
}

/**
 * Makes an app listen on several addresses, of which only the first is required. Fastify itself would create servers for
 * the others that lack the event handlers of the app's server.
 */
export async function listenAt(
  app: FastifyInstance,
  [first, ...others]: readonly string[],
  port: number,
): Promise<number> {
  // As in Node's HTTP server: a client that has closed its side can still get the response.
  const options = { allowHalfOpen: !(app.server instanceof TlsServer), noDelay: true };
  const otherServers = others.map((address) => ({
    address,
    server: createServer(options, (socket) => app.server.emit('connection', socket)),
  }));
  let closed: Promise<unknown> = Promise.resolve();
  app.addHook('preClose', async () => {
    closed = Promise.all(otherServers.map(({ server }) => new Promise((resolve) => server.close(resolve))));
  });
  app.addHook('onClose', () => closed);
  const listenTextResolver = (address: string) => `listening at ${address}`;
  await app.listen({ host: first as string, port, listenTextResolver });
  const { port: taken } = app.server.address() as AddressInfo;
  for (const { address, server } of otherServers) {
    server.listen(taken, address);
    await once(server, 'listening').catch((error) => app.log.warn(error, `not listening at ${address}`));
  }
  return taken;
}

/** The origin of a server's URLs. */
export function originOf(protocol: 'http' | 'https', host: string, port: number): string {
  return `${protocol}://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
