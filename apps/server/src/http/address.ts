import type { IncomingMessage } from 'node:http';
import { aliasedPath } from './aliases.ts';
import { repairedEscapes, repairedPercents } from './charset.ts';
import type { Format } from './envelope.ts';

/** How the parameters of a path are parsed: as ids, as ids or names, or as one of some values. */
export type PathRules = Readonly<Record<string, 'id' | 'slug' | readonly string[]>>;

/** The prefix of the API. The other two prefixes are older ones of the hosted service. */
export const API = '/v1';

const PREFIX = /^\/(?:desk\/external_api\/v1|external_api\/v1|v1)(?=[/?]|$)/;
const EXTENSION = /\.(json|js|xml)$/;
/** A request target in absolute form. */
const ABSOLUTE = /^https?:\/\/(?:[^/?@]*@)?([^/?]*)/i;

/** The path of a URL without trailing slashes, and its query with the question mark. */
function split(url: string): { path: string; query: string } {
  const [, path = '', query = ''] = /^([^?]*)(.*)$/s.exec(url) ?? [];
  return { path: path.replace(/(?<=.)\/+$/, ''), query };
}

/**
 * The URL that a request is routed by: with the prefix `/v1`, without extension, and with aliases and malformed escapes
 * replaced. `/external_api/v1/companies.json?limit=1` becomes `/v1/Companies?limit=1`.
 *
 * If the request target is in absolute form, `GET http://host/v1/users`, the `Host` header is set to its host.
 */
export function rewrite(request: IncomingMessage & { originalUrl?: string }): string {
  const { method = 'GET', url = '/', headers } = request;
  const host = ABSOLUTE.exec(url)?.[1];
  if (host !== undefined) headers.host = host;
  const relative = url.replace(ABSOLUTE, '').replace(/^(?=\?|$)/, '/');
  const repaired = /[%\x80-\xff]/.test(relative)
    ? repairedEscapes(relative).replace(/\?.*$/s, repairedPercents)
    : relative;
  const collapsed = repaired.replace(/^[^?]*/, (path) => path.replaceAll(/\/{2,}/g, '/'));
  const address = isApi(collapsed) ? collapsed : repaired;
  if (address !== url) request.originalUrl = address;
  return isApi(address) ? canonical(method, address) : address;
}

/** The number of URLs whose canonical form is cached, after which the cache is cleared, and the maximum length of each. */
const MAX_URLS = 1000;
const MAX_URL_LENGTH = 500;
const canonicalUrls = new Map<string, string>();

/** Caches {@link canonicalOf}: trying every alias would take a tenth of the time of a cached response. */
function canonical(method: string, url: string): string {
  const key = `${method} ${url}`;
  const known = canonicalUrls.get(key);
  if (known !== undefined) return known;
  const result = canonicalOf(method, url);
  if (canonicalUrls.size >= MAX_URLS) canonicalUrls.clear();
  if (url.length <= MAX_URL_LENGTH) canonicalUrls.set(key, result);
  return result;
}

function canonicalOf(method: string, url: string): string {
  const { path, query } = split(url);
  const plain = path.replace(PREFIX, '').replace(EXTENSION, '');
  return API + aliasedPath(method, plain, query) + query;
}

/** Whether a URL belongs to the API, under any of its three prefixes. */
export function isApi(url: string): boolean {
  return PREFIX.test(url);
}

/** The response format by the extension of a URL; JSON by default. */
export function formatOf(url: string): Format {
  return EXTENSION.exec(split(url).path)?.[1] === 'xml' ? 'xml' : 'json';
}

/**
 * The description's path as a route: `/incidents/{id}` becomes `/incidents/:id`. Ids contain no dot, but names may, and a
 * slash that is percent-encoded.
 */
export function routeOf(path: string, ids: PathRules): string {
  return path.replaceAll(/\{([^}]+)\}/g, (_all, name: string) =>
    ids[name] === 'slug' ? `:${name}` : `:${name}(^[^./]+$)`,
  );
}

/** Returns a lookup of the methods that the routes of the description have for a URL; undefined for other URLs. */
export function methodsAt(
  routes: ReadonlyMap<string, readonly string[]>,
): (url: string) => readonly string[] | undefined {
  // Paths with fewer parameters take precedence: `/users/current_user` is not `/users/{id}`.
  const patterns = [...routes]
    .map(([route, methods]) => {
      const segments = route.replaceAll(/:\w+(\(.*?\))?/g, (_all, id) => (id ? '[^./]+' : '[^/]+'));
      return { parameters: route.split(':').length, pattern: new RegExp(`^${API}${segments}$`), methods };
    })
    .toSorted((a, b) => a.parameters - b.parameters);
  return (url) => patterns.find(({ pattern }) => pattern.test(split(url).path))?.methods;
}

/** A path of the API with the prefix and extension of a URL. */
export function pathLike(url: string, path: string): string {
  const own = split(url).path;
  return `${PREFIX.exec(own)?.[0] ?? API}${path}${EXTENSION.exec(own)?.[0] ?? ''}`;
}
