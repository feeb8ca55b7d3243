import type { Socket } from 'node:net';
import { failed, formats } from './envelope.ts';

/** What is answered to what is no request, by the code of what is wrong with it. */
const REFUSALS: Readonly<Record<string, readonly [status: string, fault: string]>> = {
  HPE_HEADER_OVERFLOW: ['431 Request Header Fields Too Large', 'The headers are too large'],
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'The request did not arrive in time'],
};
const UNREADABLE = ['400 Bad Request', 'The request could not be read'] as const;

/** Answers bytes that are no HTTP request, for which there is no route and no reply, and hangs up. */
export function refuse(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, fault] = REFUSALS[error.code ?? ''] ?? UNREADABLE;
  const { type, write } = formats.json;
  const body = write(failed('E400', fault));
  socket.end(
    [
      `HTTP/1.1 ${status}`,
      `Content-Type: ${type}`,
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}
