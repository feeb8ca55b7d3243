import type { FastifyRequest } from 'fastify';

/**
 * A path of this server as a whole URL, at the scheme and host that the client called. What proxies say of both is
 * believed of those that are trusted.
 */
export function urlOf({ protocol, host, raw: { socket } }: FastifyRequest, path: string): string {
  const { localAddress = '', localPort } = socket;
  // A client of HTTP/1.0 need not name the host.
  const own = `${localAddress.includes(':') ? `[${localAddress}]` : localAddress}:${localPort}`;
  const scheme = protocol === 'https' ? 'https' : 'http';
  const base = [host, own].map((name) => `${scheme}://${name}`).find((url) => isOrigin(url));
  return base === undefined ? path : base + path;
}

/** Whether a URL is a scheme and a host, perhaps with a port, and nothing else. */
function isOrigin(url: string): boolean {
  const { pathname, search, hash, username, password } = URL.parse(url) ?? { pathname: '' };
  return pathname === '/' && !search && !hash && !username && !password && !/[/\\]$/.test(url);
}
