import type { IncomingMessage } from 'node:http';
import { aliasedPath } from './aliases.ts';
import type { Format } from './envelope.ts';
import { repairedEscapes, repairedPercents } from './text.ts';

/** Where the API really is; the other two are the hosted service's older addresses. */
export const API = '/v1';

const PREFIX = /^\/(?:desk\/external_api\/v1|external_api\/v1|v1)(?=[/?]|$)/;
const EXTENSION = /\.(json|js|xml)$/;
/** The form of a request's target that names the host as well. */
const ABSOLUTE = /^https?:\/\/(?:[^/?@]*@)?([^/?]*)/i;

/** The path of an address, without a slash at its end, and its query with the question mark. */
function split(url: string): { path: string; query: string } {
  const [, path = '', query = ''] = /^([^?]*)(.*)$/s.exec(url) ?? [];
  return { path: path.replace(/(?<=.)\/+$/, ''), query };
}

/**
 * The address under which a request is routed: prefix and extension are taken off, and what the guide misprints and old
 * clients send is put right. `/external_api/v1/companies.json?limit=1` is `/v1/Companies?limit=1`.
 *
 * The request itself is put right where it says more than its address: `GET http://host/v1/users` is one to that host.
 */
export function rewrite(request: IncomingMessage & { originalUrl?: string }): string {
  const { method = 'GET', url = '/', headers } = request;
  const host = ABSOLUTE.exec(url)?.[1];
  if (host !== undefined) headers.host = host;
  const own = url.replace(ABSOLUTE, '').replace(/^(?=\?|$)/, '/');
  const repaired = /[%\x80-\xff]/.test(own) ? repairedEscapes(own).replace(/\?.*$/s, repairedPercents) : own;
  const squeezed = repaired.replace(/^[^?]*/, (path) => path.replaceAll(/\/{2,}/g, '/'));
  const address = isApi(squeezed) ? squeezed : repaired;
  if (address !== url) request.originalUrl = address;
  return isApi(address) ? routed(method, address) : address;
}

function routed(method: string, url: string): string {
  const { path, query } = split(url);
  const plain = path.replace(PREFIX, '').replace(EXTENSION, '');
  return API + aliasedPath(method, plain, query) + query;
}

/** Whether an address is one of the API's, under any of its three prefixes. */
export function isApi(url: string): boolean {
  return PREFIX.test(url);
}

/** The format that an address asks for, JSON unless its extension says XML. */
export function formatOf(url: string): Format {
  return EXTENSION.exec(split(url).path)?.[1] === 'xml' ? 'xml' : 'json';
}

/** The path of the description as a route: `/incidents/{id}` is `/incidents/:id`, and an id holds no dot. */
export function routeOf(path: string): string {
  return path.replaceAll(/\{([^}]+)\}/g, ':$1(^[^./]+$)');
}

/** The methods that the paths of the description have at an address; undefined where it is none of theirs. */
export function methodsAt(
  paths: ReadonlyMap<string, readonly string[]>,
): (url: string) => readonly string[] | undefined {
  // `/users/current_user` is not `/users/{id}`: what has fewer parameters is looked at first.
  const patterns = [...paths]
    .map(([path, methods]) => ({
      parameters: path.split('{').length,
      pattern: new RegExp(`^${API}${path.replaceAll(/\{[^}]+\}/g, '[^./]+')}$`),
      methods,
    }))
    .toSorted((a, b) => a.parameters - b.parameters);
  return (url) => patterns.find(({ pattern }) => pattern.test(split(url).path))?.methods;
}

/** The path of a path of the API, under the prefix and with the extension of this address. */
export function pathLike(url: string, path: string): string {
  const own = split(url).path;
  return `${PREFIX.exec(own)?.[0] ?? API}${path}${EXTENSION.exec(own)?.[0] ?? ''}`;
}
