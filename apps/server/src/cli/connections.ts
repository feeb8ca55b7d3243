import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** The connections that this process has accepted. */
export interface Connections {
  /** Closes those without a request under way now, and each of the others once it has none. */
  closeIdle(): void;
  /** Closes all of them. */
  closeAll(): void;
}

/**
 * Follows the connections of all servers of this process that accept them from now on. A request is under way from the
 * moment that its head is complete until its response is finished. Node's `closeIdleConnections` leaves out
 * connections that have not sent a request yet, and TLS connections before the end of their handshake.
 */
export function followConnections(): Connections {
  const open = new Map<Socket, string>();
  const underWay = new Map<string, number>();
  let closing = false;

  subscribe('net.server.socket', (message) => {
    const { socket } = message as { socket: Socket };
    if (closing) {
      socket.destroy();
      return;
    }
    open.set(socket, endsOf(socket));
    socket.once('close', () => open.delete(socket));
  });
  // Of Node's servers, because Fastify has more than one when a host name stands for several addresses.
  subscribe('http.server.request.start', (message) => {
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse };
    const { socket } = request;
    const ends = endsOf(socket);
    underWay.set(ends, (underWay.get(ends) ?? 0) + 1);
    response.once('close', () => {
      const left = (underWay.get(ends) ?? 1) - 1;
      if (left > 0) {
        underWay.set(ends, left);
        return;
      }
      underWay.delete(ends);
      if (closing) socket.destroySoon();
    });
  });

  return {
    closeIdle() {
      closing = true;
      for (const [socket, ends] of open) if (!underWay.has(ends)) socket.destroy();
    },
    closeAll() {
      for (const socket of open.keys()) socket.destroy();
    },
  };
}

/** Names a connection: the socket of a request by TLS is another object than the one that was accepted. */
function endsOf({ remoteAddress, remotePort, localPort }: Socket): string {
  return `${remoteAddress} ${remotePort} ${localPort}`;
}
