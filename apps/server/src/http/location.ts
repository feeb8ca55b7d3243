import type { FastifyRequest } from 'fastify';

/** A name or an address, and perhaps a port. */
const HOST = /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i;

/**
 * A path of this server as a whole URL, at the scheme and host that the client called. What proxies say of both is
 * believed of those that are trusted.
 */
export function urlOf({ protocol, host, raw: { socket } }: FastifyRequest, path: string): string {
  const { localAddress = '', localPort } = socket;
  // A client of HTTP/1.0 need not name the host.
  const own = `${localAddress.includes(':') ? `[${localAddress}]` : localAddress}:${localPort}`;
  const name = HOST.test(host) ? host : own;
  return `${protocol === 'https' ? 'https' : 'http'}://${name}${path}`;
}
