import { once } from 'node:events';
import { type IncomingMessage, type RequestOptions, request } from 'node:http';
import { connect } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { connect as connectTls } from 'node:tls';

/** A raw response. */
export interface WireResponse {
  status: number;
  /** By lower-case name. */
  headers: Record<string, string>;
  body: string;
}

/**
 * Opens a connection and sends segments, each after a response to the previous one, until the server closes the connection.
 */
export async function converse(url: string, ...segments: (string | Buffer)[]): Promise<WireResponse[]> {
  const { protocol, hostname, port } = new URL(url);
  const isSecure = protocol === 'https:';
  const address = { port: Number(port), host: hostname };
  const socket = isSecure ? connectTls({ ...address, rejectUnauthorized: false }) : connect(address);
  await once(socket, isSecure ? 'secureConnect' : 'connect');
  const received: Buffer[] = [];
  const waiting = [...segments];
  const next = () => {
    const segment = waiting.shift();
    if (segment !== undefined) socket.write(segment);
  };
  socket.on('data', (chunk) => {
    received.push(chunk);
    next();
  });
  socket.on('error', () => undefined);
  next();
  await once(socket, 'close');
  return parseResponses(Buffer.concat(received));
}

/** Parses consecutive responses, without those with the status 100. */
function parseResponses(bytes: Buffer): WireResponse[] {
  const responses: WireResponse[] = [];
  for (let rest = bytes; rest.length > 0; ) {
    const end = rest.indexOf('\r\n\r\n');
    if (end < 0) throw new Error(`not a response: ${rest}`);
    const [line = '', ...fields] = rest.toString('latin1', 0, end).split('\r\n');
    const headers = Object.fromEntries(
      fields.map((field): [string, string] => {
        const [name = '', ...value] = field.split(':');
        return [name.toLowerCase(), value.join(':').trim()];
      }),
    );
    const length = Number(headers['content-length'] ?? 0);
    const start = end + 4;
    const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(line)?.[1]);
    if (status >= 200)
      responses.push({ status, headers, body: rest.toString('utf8', start, start + length) });
    rest = rest.subarray(start + length);
  }
  return responses;
}

/** Requests a URL with only these headers, and returns the bytes as received, unlike `fetch`. */
export async function fetchRaw(
  url: string,
  options: RequestOptions = {},
): Promise<Pick<IncomingMessage, 'headers'> & { status: number | undefined; bytes: Buffer }> {
  const sent = request(url, options).end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  return { status: response.statusCode, headers: response.headers, bytes: await buffer(response) };
}
