import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A way to a database. */
export interface Way {
  url: string;
  /** Ends all connections, and those to come. */
  cut(): void;
  /** Keeps all connections, those to come as well, and says nothing on them any more. */
  stall(): void;
  /** Ends all connections once a text has passed to the database, whose answer to it is lost. */
  loseAnswerTo(text: string): void;
  restore(): void;
  close(): void;
}

/** Milliseconds that a statement takes to arrive and be carried out. */
const ON_ITS_WAY = 500;

/** A way to a database that can be cut and restored. */
export async function wayTo(url: string): Promise<Way> {
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
      setTimeout(cut, ON_ITS_WAY);
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
    loseAnswerTo(text) {
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
