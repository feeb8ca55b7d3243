import { once } from 'node:events';
import { type IncomingMessage, type RequestOptions, request } from 'node:http';
import { connect } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { connect as connectTls } from 'node:tls';

/** A response as it came over the wire. */
export interface WireAnswer {
  status: number;
  /** By name in lower case. */
  headers: Record<string, string>;
  body: string;
}

/**
 * Sends segments over a connection of their own, each once the one before it is answered, and reads until the server hangs
 * up. A segment is bytes where it is no text.
 */
export async function converse(url: string, ...segments: (string | Buffer)[]): Promise<WireAnswer[]> {
  const { protocol, hostname, port } = new URL(url);
  const isSecure = protocol === 'https:';
  const place = { port: Number(port), host: hostname };
  const socket = isSecure ? connectTls({ ...place, rejectUnauthorized: false }) : connect(place);
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
  return answersIn(Buffer.concat(received));
}

/** The responses that stand one behind the other in what a connection said, without those that only say go on. */
function answersIn(bytes: Buffer): WireAnswer[] {
  const answers: WireAnswer[] = [];
  for (let rest = bytes; rest.length > 0; ) {
    const end = rest.indexOf('\r\n\r\n');
    if (end < 0) throw new Error(`no response: ${rest}`);
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
    if (status >= 200) answers.push({ status, headers, body: rest.toString('utf8', start, start + length) });
    rest = rest.subarray(start + length);
  }
  return answers;
}

/** Asks for an address as no `fetch` does: with these headers and no others, and the bytes as they came. */
export async function fetchRaw(
  url: string,
  options: RequestOptions = {},
): Promise<Pick<IncomingMessage, 'headers'> & { status: number | undefined; bytes: Buffer }> {
  const asked = request(url, options).end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  return { status: response.statusCode, headers: response.headers, bytes: await buffer(response) };
}
