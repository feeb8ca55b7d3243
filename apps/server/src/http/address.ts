import { aliasedPath } from './aliases.ts';
import type { Format } from './envelope.ts';

/** Where the API really is; the other two are the hosted service's older addresses. */
export const API = '/v1';

const PREFIX = /^\/(?:desk\/external_api\/v1|external_api\/v1|v1)(?=[/?]|$)/;
const EXTENSION = /\.(json|js|xml)$/;

/**
 * Takes prefix and extension off an address of the API, and what the guide misprints:
 * `/external_api/v1/companies.json?limit=1` is `/v1/Companies?limit=1`.
 */
export function rewrite(method: string, url: string): string {
  if (!isApi(url)) return url;
  const [path = '', ...query] = url.split('?');
  const plain = path.replace(PREFIX, '').replace(EXTENSION, '');
  return [API + aliasedPath(method, plain), ...query].join('?');
}

/** Whether an address is one of the API's, under any of its three prefixes. */
export function isApi(url: string): boolean {
  return PREFIX.test(url);
}

/** The format that an address asks for, JSON unless its extension says XML. */
export function formatOf(url: string): Format {
  return EXTENSION.exec(url.split('?')[0] ?? '')?.[1] === 'xml' ? 'xml' : 'json';
}

/** The path of the description as a route: `/incidents/{id}` is `/incidents/:id`, and an id holds no dot. */
export function routeOf(path: string): string {
  return path.replaceAll(/\{([^}]+)\}/g, ':$1(^[^./]+$)');
}

/** The address of a path of the API, under the prefix and with the extension of this one. */
export function addressLike(url: string, path: string): string {
  const [own = ''] = url.split('?');
  return `${PREFIX.exec(own)?.[0] ?? API}${path}${EXTENSION.exec(own)?.[0] ?? ''}`;
}
