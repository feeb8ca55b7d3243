import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { FastifyInstance } from 'fastify';

/** By connection, of those that have any. */
const unsent = new WeakMap<Duplex, Set<ServerResponse>>();

/** The responses of a connection that are not sent yet. A request has one from the moment that its head is complete. */
export function unsentTo(socket: Duplex): ReadonlySet<ServerResponse> {
  return unsent.get(socket) ?? new Set();
}

/**
 * Follows the connections of an app. When it is closed, those without a request are closed now, and each of the others
 * once it has none. Node's `closeIdleConnections` leaves out connections that have not sent a request yet, and TLS
 * connections before the end of their handshake.
 */
export function followConnections(app: FastifyInstance): void {
  const open = new Set<Socket>();
  const busy = new Set<Socket>();
  let closing = false;

  app.server.on('connection', (socket: Socket) => {
    if (closing) socket.destroy();
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  app.server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    const responses = unsent.get(socket) ?? new Set();
    unsent.set(socket, responses.add(response));
    busy.add(socket);
    response.once('close', () => {
      responses.delete(response);
      if (responses.size > 0) return;
      busy.delete(socket);
      if (closing) socket.destroySoon();
    });
  });
  app.addHook('preClose', async () => {
    closing = true;
    const ends = new Set([...busy].map(endsOf));
    for (const socket of open) if (!ends.has(endsOf(socket))) socket.destroy();
  });
}

/** Names a connection: the socket of a request by TLS is another object than the one that was accepted. */
function endsOf({ remoteAddress, remotePort, localPort }: Socket): string {
  return `${remoteAddress} ${remotePort} ${localPort}`;
}
