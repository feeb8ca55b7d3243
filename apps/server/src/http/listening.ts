import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { Server as TlsServer } from 'node:tls';
import type { FastifyInstance } from 'fastify';

/**
 * Has an app listen; at `localhost` on all addresses that it stands for, at another name on the first.
 *
 * @param port 0 for a free one
 * @returns the port
 * @throws Error when it cannot be bound
 */
export async function listen(app: FastifyInstance, host: string, port: number): Promise<number> {
  if (host !== 'localhost') return listenAt(app, [host], port);
  const addresses = (await lookup(host, { all: true })).map(({ address }) => address);
  return listenAt(app, [...new Set(addresses)], port);
}

/**
 * Has an app listen at several addresses, of which the first one has to be there. Fastify would make a server of its own
 * for each of the others, without what was set on the app's.
 */
export async function listenAt(
  app: FastifyInstance,
  [first, ...others]: readonly string[],
  port: number,
): Promise<number> {
  // As Node sets its own servers: who says no more may still be answered.
  const options = { allowHalfOpen: !(app.server instanceof TlsServer), noDelay: true };
  const beside = others.map((address) => ({
    address,
    server: createServer(options, (socket) => app.server.emit('connection', socket)),
  }));
  let closed: Promise<unknown> = Promise.resolve();
  app.addHook('preClose', async () => {
    closed = Promise.all(beside.map(({ server }) => new Promise((resolve) => server.close(resolve))));
  });
  app.addHook('onClose', () => closed);
  const listenTextResolver = (address: string) => `listening at ${address}`;
  await app.listen({ host: first as string, port, listenTextResolver });
  const { port: taken } = app.server.address() as AddressInfo;
  for (const { address, server } of beside) {
    server.listen(taken, address);
    await once(server, 'listening').catch((error) => app.log.warn(error, `not listening at ${address}`));
  }
  return taken;
}

/** What addresses begin with at which others find what listens there. */
export function originOf(protocol: 'http' | 'https', host: string, port: number): string {
  return `${protocol}://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
