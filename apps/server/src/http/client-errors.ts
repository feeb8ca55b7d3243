import { METHODS } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { pendingResponses } from './connections.ts';
import { failed, formats } from './envelope.ts';

/** The response to an invalid request. */
interface ErrorResponse {
  status: string;
  fault: string;
  headers?: readonly string[];
}

/** Node's error for bytes that are not a valid request. */
interface ParserError {
  code?: string | undefined;
  /** The segment that contained them, a Buffer. */
  rawPacket?: unknown;
}

/** The responses by error code. */
const RESPONSES: Readonly<Record<string, ErrorResponse>> = {
  HPE_HEADER_OVERFLOW: { status: '431 Request Header Fields Too Large', fault: 'The headers are too large' },
  ERR_HTTP_REQUEST_TIMEOUT: { status: '408 Request Timeout', fault: 'The request did not arrive in time' },
};
const UNREADABLE: ErrorResponse = { status: '400 Bad Request', fault: 'The request could not be read' };

/** The methods of v1. */
export const V1_METHODS = ['GET', 'POST', 'PUT', 'DELETE'] as const;

/** An HTTP request line with any method. */
const REQUEST_LINE = /^([!#$%&'*+.^`|~\w-]+) \S+ HTTP\/1\.[01]\r?\n/;

/** Milliseconds for a client to close the connection after an error response. */
const LINGER = 5000;

const answered = new WeakSet<Duplex>();

/** Responds to CONNECT requests, for which Node provides no response object. */
export function rejectConnect(app: FastifyInstance): void {
  app.server.on('connect', (_request, socket: Duplex) =>
    respondAndClose(socket, methodNotAllowed('CONNECT')),
  );
}

/**
 * Responds to bytes that are not an HTTP request, for which Fastify has no route and no reply, and closes the connection.
 * Earlier requests on it get their responses first.
 */
export function handleClientError(error: ParserError, socket: Duplex): void {
  // The client is gone, or could not read a response before the TLS handshake.
  if (error.code === 'ECONNRESET' || error.code === 'ERR_TLS_HANDSHAKE_TIMEOUT') socket.destroy();
  else respondAndClose(socket, errorResponse(error));
}

function errorResponse({ code = '', rawPacket }: ParserError): ErrorResponse {
  const [, method] = (code === 'HPE_INVALID_METHOD' && REQUEST_LINE.exec(String(rawPacket))) || [];
  if (method && !METHODS.includes(method)) return methodNotAllowed(method);
  return RESPONSES[code] ?? UNREADABLE;
}

function methodNotAllowed(method: string): ErrorResponse {
  const allowed = V1_METHODS.join(', ');
  return {
    status: '405 Method Not Allowed',
    fault: `${method} is not allowed here, only ${allowed}`,
    headers: [`Allow: ${allowed}`],
  };
}

/** Sends a response after those to earlier requests of the connection, and closes it. */
function respondAndClose(socket: Duplex, response: ErrorResponse): void {
  // Each further segment of invalid bytes raises another error.
  if (answered.has(socket)) return;
  answered.add(socket);
  // This response is also the one to an incomplete request.
  const due = [...pendingResponses(socket)].filter(({ req, headersSent }) => req.complete || headersSent);
  const end = () => {
    if (socket.writable) socket.end(textOf(response));
    setTimeout(() => socket.destroy(), LINGER).unref();
  };
  if (due.length === 0) end();
  else Promise.all(due.map((earlier) => new Promise((sent) => earlier.once('close', sent)))).then(end);
}

function textOf({ status, fault, headers = [] }: ErrorResponse): string {
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
