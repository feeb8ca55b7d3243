import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A TCP proxy in front of a database. */
export interface NetworkProxy {
  url: string;
  /** Closes all connections, and refuses new ones. */
  cut(): void;
  /** Keeps connections open, also new ones, but transfers no more data. */
  stall(): void;
  /** Closes all connections after a text has been sent to the database, before its response. */
  dropResponseTo(text: string): void;
  restore(): void;
  close(): void;
}

/** Milliseconds for a statement to arrive and be executed. */
const EXECUTION_TIME = 500;

/** Starts a TCP proxy that can interrupt connections. */
export async function startNetworkProxy(url: string): Promise<NetworkProxy> {
  const { hostname, port } = new URL(url);
  const sockets = new Set<Socket>();
  let state: 'open' | 'cut' | 'stalled' = 'open';
  let lost: string | undefined;
  const server = createServer((from) => {
    const to = connect(Number(port), hostname);
    for (const socket of [from, to]) {
      sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    }
    from.on('data', (chunk) => {
      if (lost === undefined || !chunk.includes(lost)) return;
      lost = undefined;
      to.unpipe(from).pause();
      setTimeout(cut, EXECUTION_TIME);
    });
    if (state === 'open') from.pipe(to).pipe(from);
    if (state === 'cut') from.destroy();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = () => {
    state = 'cut';
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: Object.assign(new URL(url), { port: (server.address() as AddressInfo).port }).href,
    cut,
    stall() {
      state = 'stalled';
      for (const socket of sockets) socket.unpipe().pause();
    },
    dropResponseTo(text) {
      lost = text;
    },
    restore() {
      state = 'open';
    },
    close() {
      cut();
      server.close();
    },
  };
}
