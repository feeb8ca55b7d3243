import { METHODS } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { unsentTo } from './connections.ts';
import { failed, formats } from './envelope.ts';

/** What is answered to what is no request. */
interface Refusal {
  status: string;
  fault: string;
  headers?: readonly string[];
}

/** What Node says of bytes that are no request. */
interface ParserError {
  code?: string | undefined;
  /** The segment that held them, a Buffer. */
  rawPacket?: unknown;
}

/** By the code of what is wrong with it. */
const REFUSALS: Readonly<Record<string, Refusal>> = {
  HPE_HEADER_OVERFLOW: { status: '431 Request Header Fields Too Large', fault: 'The headers are too large' },
  ERR_HTTP_REQUEST_TIMEOUT: { status: '408 Request Timeout', fault: 'The request did not arrive in time' },
};
const UNREADABLE: Refusal = { status: '400 Bad Request', fault: 'The request could not be read' };

/** The methods of v1. */
export const V1_METHODS = ['GET', 'POST', 'PUT', 'DELETE'] as const;

/** A request line of HTTP, whatever its method. */
const REQUEST_LINE = /^([!#$%&'*+.^`|~\w-]+) \S+ HTTP\/1\.[01]\r?\n/;

/** Milliseconds that a client has to hang up after a refusal. */
const LINGER = 5000;

const refused = new WeakSet<Duplex>();

/** Gives CONNECT, for which Node has no response, an envelope as well. */
export function refuseTunnels(app: FastifyInstance): void {
  app.server.on('connect', (_request, socket: Duplex) => hangUp(socket, methodRefusal('CONNECT')));
}

/**
 * Answers bytes that are no HTTP request, for which there is no route and no reply, and hangs up. Good requests before them
 * are answered first.
 */
export function refuse(error: ParserError, socket: Duplex): void {
  // The client is gone, or has no way yet to read an answer.
  if (error.code === 'ECONNRESET' || error.code === 'ERR_TLS_HANDSHAKE_TIMEOUT') socket.destroy();
  else hangUp(socket, refusalOf(error));
}

function refusalOf({ code = '', rawPacket }: ParserError): Refusal {
  const [, method] = (code === 'HPE_INVALID_METHOD' && REQUEST_LINE.exec(String(rawPacket))) || [];
  if (method && !METHODS.includes(method)) return methodRefusal(method);
  return REFUSALS[code] ?? UNREADABLE;
}

function methodRefusal(method: string): Refusal {
  const allowed = V1_METHODS.join(', ');
  return {
    status: '405 Method Not Allowed',
    fault: `${method} is not allowed here, only ${allowed}`,
    headers: [`Allow: ${allowed}`],
  };
}

/** Waits until the good requests of a connection are answered, sends the refusal where it can, and hangs up. */
function hangUp(socket: Duplex, refusal: Refusal): void {
  // Each further segment of bytes that are no request is another error.
  if (refused.has(socket)) return;
  refused.add(socket);
  // A request that never arrived whole is answered by the refusal.
  const due = [...unsentTo(socket)].filter(({ req, headersSent }) => req.complete || headersSent);
  const end = () => {
    if (socket.writable) socket.end(textOf(refusal));
    setTimeout(() => socket.destroy(), LINGER).unref();
  };
  if (due.length === 0) end();
  else Promise.all(due.map((response) => new Promise((sent) => response.once('close', sent)))).then(end);
}

function textOf({ status, fault, headers = [] }: Refusal): string {
  const { type, write } = formats.json;
  const body = write(failed('E400', fault));
  return [
    `HTTP/1.1 ${status}`,
    `Content-Type: ${type}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...headers,
    'Connection: close',
    '',
    body,
  ].join('\r\n');
}
