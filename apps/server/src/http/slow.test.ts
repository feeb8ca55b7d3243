import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApp } from '../app.ts';
import { DEMO_TOKENS, seedWorld, WORLD_ACCOUNT } from '../demo/demo-world.ts';
import { openInMemory } from '../store/in-memory.ts';
import { type Store, storeOn } from '../store/store.ts';
import { certify } from '../test-support/certificate.ts';

const authorization = `Authorization: Basic ${btoa(`x:${DEMO_TOKENS[0]}`)}`;
const timeouts = { headers: 300, request: 600, idle: 900, checkInterval: 50 };
const list = `GET /v1/incidents?limit=100 HTTP/1.1\r\nHost: x\r\n${authorization}\r\n\r\n`;

let store: Store;
let app: Awaited<ReturnType<typeof createApp>>;
let port: number;
beforeAll(async () => {
  store = storeOn(await openInMemory());
  await store.write(WORLD_ACCOUNT, (db) => seedWorld(db, { shift: 0 }));
  app = await createApp({ store, timeouts });
  await app.listen({ port: 0 });
  port = (app.server.address() as AddressInfo).port;
});
afterAll(async () => {
  await app.close();
  await store.close();
});

/** Connects, and says a word now and then. */
async function connected(words: (socket: Socket) => void): Promise<Socket> {
  const socket = connect(port, '127.0.0.1').on('error', () => undefined);
  await once(socket, 'connect');
  words(socket);
  return socket;
}

function connections(): Promise<number> {
  return new Promise((resolve) => {
    app.server.getConnections((_error, count) => resolve(count));
  });
}

/** Goes on saying something for as long as the connection stands. */
function drip(socket: Socket, text: string): void {
  const timer = setInterval(() => socket.write(text), 20);
  socket.on('close', () => clearInterval(timer));
}

const slow: Record<string, (socket: Socket) => void> = {
  'says nothing': (socket) => socket.resume(),
  'never ends its head': (socket) => {
    socket.resume().write(`GET /v1/incidents HTTP/1.1\r\nHost: x\r\n${authorization}\r\n`);
    drip(socket, 'X-More: 1\r\n');
  },
  'never ends its body': (socket) => {
    socket
      .resume()
      .write(`POST /v1/incidents HTTP/1.1\r\nHost: x\r\n${authorization}\r\nContent-Length: 900000\r\n\r\n`);
    drip(socket, ' ');
  },
  // More than the buffers on the way hold.
  'never reads its answers': (socket) => socket.pause().write(list.repeat(1000)),
};

test.each(Object.entries(slow))('who %s is let go, and others are served meanwhile', async (_name, words) => {
  const sockets = await Promise.all(Array.from({ length: 5 }, () => connected(words)));
  const answer = await fetch(`http://127.0.0.1:${port}/v1/incidents`, {
    headers: { Authorization: authorization.slice('Authorization: '.length) },
  });
  expect(answer.status).toBe(200);
  await answer.text();
  // The one of the healthy request may stay.
  await expect.poll(connections, { timeout: 30_000 }).toBeLessThanOrEqual(1);
  for (const socket of sockets) socket.destroy();
});

test.each([
  ['head', 'GET /v1/incidents HTTP/1.1\r\nHost: x\r\n'],
  ['body', `POST /v1/incidents HTTP/1.1\r\nHost: x\r\n${authorization}\r\nContent-Length: 9\r\n\r\n{`],
])('[envelope.14] 408 and an envelope for a %s that does not arrive in time', async (_part, bytes) => {
  const socket = await connected((each) => each.write(bytes));
  const [head, body] = (await text(socket)).split('\r\n\r\n');
  expect(head).toMatch(/^HTTP\/1.1 408 /);
  expect(JSON.parse(body as string)).toEqual({
    errors: [{ error: '[E400] The request did not arrive in time' }],
    version: '1.0',
    status: 'Failed',
  });
});

test('a client that does not start or complete a TLS handshake is disconnected', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'service-desk-slow-'));
  const { cert, key } = certify(folder, 'slow');
  const secured = await createApp({
    store,
    timeouts,
    tls: { cert: readFileSync(cert), key: readFileSync(key) },
  });
  const { port: taken } = new URL(await secured.listen({ port: 0, host: '127.0.0.1' }));
  const sockets = ['', '\u0016'].map((bytes) => {
    const socket = connect(Number(taken), '127.0.0.1').on('error', () => undefined);
    socket.resume().write(bytes);
    return once(socket, 'close');
  });
  await Promise.all(sockets);
  await secured.close();
  rmSync(folder, { recursive: true });
});
