import { once } from 'node:events';
import { connect } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { type Serving, startSandboxProcess } from '@service-desk/test-kit/processes';
import { afterAll, beforeAll, beforeEach, expect } from 'vitest';

/** A request as a client puts it on the wire. */
export interface WireRequest {
  method: string;
  /** Path and query. */
  path: string;
  /** In the order and in the letters in which they are sent, after `Host`. */
  headers?: Record<string, string>;
  body?: string;
  /** The value of `Content-Length`, if the client counts otherwise than in bytes; null for none. */
  length?: number | null;
}

/** What came back, as a client reads it: without looking whether what it reads is there. */
export interface WireResponse {
  status: number;
  /** By name in lower case. */
  headers: Record<string, string>;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: the old clients know no types.
  json: any;
}

/** The demo world's Dan, as the `Authorization` header. */
export const DAN_AUTHORIZATION = `Basic ${btoa('x:demo-dan')}`;

/**
 * A listening provider of the demo world for one client, at its beginning before each test. In the end every answer has
 * fitted the description.
 */
export function startWorld() {
  let sandbox: Serving;
  beforeAll(async () => {
    sandbox = await startSandboxProcess();
  });
  beforeEach(async () => {
    await fetch(`${sandbox.url}/_sandbox/reset`, { method: 'POST' });
  });
  afterAll(async () => {
    const { violations, validated } = await (await fetch(`${sandbox.url}/_sandbox/violations`)).json();
    await sandbox.stop();
    expect(validated).toBeGreaterThan(0);
    expect(violations).toEqual([]);
  });
  return {
    get url() {
      return sandbox.url;
    },
    send: (request: WireRequest) => send(sandbox.url, request),
  };
}

const GO_ON = 'HTTP/1.1 100 Continue\r\n\r\n';

/** Sends a request over a connection of its own and reads its answer. */
export async function send(url: string, request: WireRequest): Promise<WireResponse> {
  const { method, path, headers = {}, body, length } = request;
  const { hostname, port, host } = new URL(url);
  const counted =
    length === undefined && body !== undefined ? Buffer.byteLength(body) : (length ?? undefined);
  const lines = [
    `${method} ${path} HTTP/1.1`,
    `Host: ${host}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ...(counted === undefined ? [] : [`Content-Length: ${counted}`]),
  ];
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  // A client that waits for 100 Continue sends the body then.
  if (Object.keys(headers).some((name) => name.toLowerCase() === 'expect')) {
    const [received] = (await once(socket, 'data')) as [Buffer];
    expect(String(received.subarray(0, GO_ON.length))).toBe(GO_ON);
    // A server may answer before it has the body.
    socket.unshift(received.subarray(GO_ON.length));
  }
  if (body !== undefined) socket.write(body);
  try {
    return await answerOn(socket);
  } finally {
    socket.destroy();
  }
}

/** The first answer, however much follows it. */
async function answerOn(socket: AsyncIterable<Buffer>): Promise<WireResponse> {
  let bytes = Buffer.alloc(0);
  for await (const chunk of socket) {
    bytes = Buffer.concat([bytes, chunk]);
    const end = bytes.indexOf('\r\n\r\n');
    if (end < 0) continue;
    const [line = '', ...fields] = bytes.toString('latin1', 0, end).split('\r\n');
    const headers = Object.fromEntries(
      fields.map((field): [string, string] => {
        const colon = field.indexOf(':');
        return [field.slice(0, colon).toLowerCase(), field.slice(colon + 1).trim()];
      }),
    );
    const length = Number(headers['content-length']);
    if (bytes.length < end + 4 + length) continue;
    const body = bytes.subarray(end + 4, end + 4 + length);
    // What these clients are built on unpacks what it says that it takes: Net::HTTP, requests and browsers all do.
    const text = (headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body).toString();
    const json = text.startsWith('{') ? JSON.parse(text) : undefined;
    return { status: Number(line.split(' ')[1]), headers, text, json };
  }
  throw new Error(`the connection ended after ${JSON.stringify(bytes.toString())}`);
}
