import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** The connections of a server. */
export interface Connections {
  /** Ends those that have no request under way, and each of the others once its response is sent. */
  endIdle(): void;
}

/**
 * Follows the connections of a server. Node ends those that were used before when a server closes, but waits for one
 * that has not sent a request yet, or only a part of it, and for a TLS handshake that is not finished.
 */
export function followConnections(server: Server): Connections {
  const sockets = new Set<Socket>();
  /** How many requests are under way, by the client's address: with TLS, a request has another socket than its connection. */
  const requests = new Map<string, number>();
  let isEnding = false;

  function endUnlessBusy(socket: Socket): void {
    if (!requests.has(clientOf(socket))) socket.destroy();
  }

  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    const client = clientOf(socket);
    requests.set(client, (requests.get(client) ?? 0) + 1);
    response.once('close', () => {
      const left = (requests.get(client) ?? 1) - 1;
      if (left > 0) requests.set(client, left);
      else requests.delete(client);
      if (!isEnding) return;
      for (const each of sockets) if (clientOf(each) === client) endUnlessBusy(each);
    });
  });
  return {
    endIdle() {
      isEnding = true;
      for (const socket of sockets) endUnlessBusy(socket);
    },
  };
}

/** The address of the other side. A socket that is gone has none. */
function clientOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}
