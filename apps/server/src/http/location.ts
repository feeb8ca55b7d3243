import type { FastifyRequest } from 'fastify';

/** A valid Host header: a name or an address, optionally with a port. */
const HOST = /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i;

/**
 * The absolute URL of a path on this server, with the scheme and host that the client called. Headers of trusted proxies
 * are taken into account.
 */
export function urlOf({ protocol, host, raw: { socket } }: FastifyRequest, path: string): string {
  const { localAddress = '', localPort } = socket;
  // HTTP/1.0 requests may have no Host header.
  const socketAddress = `${localAddress.includes(':') ? `[${localAddress}]` : localAddress}:${localPort}`;
  const name = HOST.test(host) ? host : socketAddress;
  return `${protocol === 'https' ? 'https' : 'http'}://${name}${path}`;
}
