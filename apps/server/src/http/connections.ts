import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { FastifyInstance } from 'fastify';

/** The pending responses by connection. */
const pending = new WeakMap<Duplex, Set<ServerResponse>>();

/** The unfinished responses of a connection. A request has one as soon as its headers are complete. */
export function pendingResponses(socket: Duplex): ReadonlySet<ServerResponse> {
  return pending.get(socket) ?? new Set();
}

/**
 * Tracks the connections of an app. When the app closes, idle connections are closed at once, and the others after their
 * last response. Node's `closeIdleConnections` misses connections that have not sent a request yet, and TLS connections
 * during the handshake.
 */
export function trackConnections(app: FastifyInstance): void {
  const open = new Set<Socket>();
  const busy = new Set<Socket>();
  let closing = false;

  app.server.on('connection', (socket: Socket) => {
    if (closing) socket.destroy();
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  app.server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    const responses = pending.get(socket) ?? new Set();
    pending.set(socket, responses.add(response));
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

/** Identifies a connection: with TLS, the socket of a request is not the object that was accepted. */
function endsOf({ remoteAddress, remotePort, localPort }: Socket): string {
  return `${remoteAddress} ${remotePort} ${localPort}`;
}
