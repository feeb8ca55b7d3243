import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import autocannon from 'autocannon';
import { described, TOKENS } from './loaded-calls.ts';
import { pinLoad, startServerOf } from './rivals.ts';
import { table } from './table.ts';

/*
 * What those who behave notice of connections that are slow or say nothing: a quarter of them each sends a head a line at
 * a time, sends a body a byte at a time, reads nothing of its answers, and says nothing at all.
 *
 *   --connections 1000   how many there are
 *   --seconds 10         how long requests are measured, before and meanwhile
 */

const authorization = `Authorization: Basic ${btoa(`x:${TOKENS.luke}`)}`;
const head = (first: string) => `${first} HTTP/1.1\r\nHost: localhost\r\n${authorization}\r\n`;

/** What each kind says, and goes on saying once a second. */
const KINDS: readonly { name: string; first: string; more: string; reads: boolean }[] = [
  { name: 'slow head', first: head('GET /v1/incidents'), more: 'X-More: 1\r\n', reads: true },
  {
    name: 'slow body',
    first: `${head('POST /v1/incidents')}Content-Length: 900000\r\n\r\n`,
    more: ' ',
    reads: true,
  },
  {
    name: 'reads nothing',
    first: `${head('GET /v1/incidents?limit=100')}\r\n`.repeat(3),
    more: '',
    reads: false,
  },
  { name: 'says nothing', first: '', more: '', reads: true },
];

/** A connection that goes on for as long as the server lets it. */
async function open(port: number, { first, more, reads }: (typeof KINDS)[number]): Promise<Socket> {
  const socket = connect(port, '127.0.0.1').on('error', () => undefined);
  await once(socket, 'connect');
  if (reads) socket.resume();
  else socket.pause();
  if (first) socket.write(first);
  if (more) {
    const timer = setInterval(() => socket.write(more), 1000);
    socket.on('close', () => clearInterval(timer));
  }
  return socket;
}

function readAll(sockets: readonly Socket[]): void {
  for (const socket of sockets) socket.resume();
}

/** Healthy requests at a steady rate that is far below what the server can do. */
async function p99(url: string, seconds: number): Promise<number> {
  const { get } = described(`${url}/v1`, 13534);
  const { latency, requests, non2xx, errors } = await autocannon({
    url: get.url,
    headers: { authorization: authorization.slice('Authorization: '.length) },
    connections: 8,
    overallRate: 200,
    duration: seconds,
  });
  if (requests.total === 0) throw new Error('no request was answered');
  if (non2xx > 0 || errors > 0) throw new Error(`${non2xx} refused, ${errors} failed`);
  return latency.p99;
}

async function main(connections: number, seconds: number): Promise<void> {
  pinLoad();
  const folder = mkdtempSync(path.join(tmpdir(), 'service-desk-slow-'));
  try {
    await using server = await startServerOf(folder);
    const port = Number(new URL(server.url).port);
    await p99(server.url, 2);
    const idle = await p99(server.url, seconds);
    const began = performance.now();
    const kinds = await Promise.all(
      KINDS.map(async (kind) => ({
        name: kind.name,
        sockets: await Promise.all(
          Array.from({ length: connections / KINDS.length }, () => open(port, kind)),
        ),
      })),
    );
    await sleep(2000);
    const busy = await p99(server.url, seconds);
    console.log(`p99 of healthy requests: ${idle} ms alone, ${busy} ms with ${connections} slow connections`);
    console.log(`ratio ${(busy / Math.max(idle, 1)).toFixed(2)}\n`);
    const gone = new Map<string, number>();
    // A client that reads nothing is disconnected all the same, but does not notice before it reads.
    for (const { name, sockets } of kinds) {
      if (name === 'reads nothing') setTimeout(() => readAll(sockets), 75_000);
      void Promise.all(sockets.map((socket) => socket.closed || once(socket, 'close'))).then(() =>
        gone.set(name, (performance.now() - began) / 1000),
      );
    }
    for (let tries = 0; gone.size < kinds.length && tries < 120; tries += 1) await sleep(1000);
    console.log(
      table([
        ['kind', 'connections', 'all closed after'],
        ...kinds.map(({ name, sockets }) => {
          const after = gone.get(name);
          return [name, String(sockets.length), after ? `${Math.round(after)} s` : 'not within 2 minutes'];
        }),
      ]),
    );
    for (const { sockets } of kinds) for (const socket of sockets) socket.destroy();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const { values } = parseArgs({
  options: {
    connections: { type: 'string', default: '1000' },
    seconds: { type: 'string', default: '10' },
  },
});
await main(Number(values.connections), Number(values.seconds));
