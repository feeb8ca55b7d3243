import path from 'node:path';
import staticFiles from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { IMMUTABLE } from './caching.ts';
import { registerDeepLinks } from './deep-links.ts';

/** The directories of static pages. */
export interface StaticFolders {
  /** The desk, served at `/`. */
  site?: string | undefined;
  /** The documentation, served at `/docs/`. */
  docs?: string | undefined;
}

/** A file of the desk's build whose name contains a hash of its content. */
const HASHED = /^assets\/.*-[\w-]{8}\.\w+(?:\.(?:br|gz))?$/;

/**
 * The desk may load its own files, call its own API and show pictures of the same host. Inline scripts and framing are not
 * allowed. `data:` is for its icon.
 */
const DESK_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The pages of the documentation have their policy in a `meta` element, which does not support this directive. */
const DOCS_POLICY = "frame-ancestors 'none'";

/**
 * Serves the desk and the documentation. If a file has a `.br` or `.gz` variant, it is sent to clients that accept it. Files
 * with a hash in their names may be cached for a year. All others are revalidated by ETag.
 */
export async function registerPages(app: FastifyInstance, { site, docs }: StaticFolders): Promise<void> {
  if (docs) {
    await app.register(staticFiles, {
      root: docs,
      prefix: '/docs/',
      decorateReply: false,
      ...sentWith(docs, DOCS_POLICY),
    });
    app.get('/docs', (_request, reply) => reply.redirect('/docs/'));
  }
  if (!site) return;
  registerDeepLinks(app);
  await app.register(staticFiles, { root: site, ...sentWith(site, DESK_POLICY) });
  // The desk has client-side routes, such as /incidents/13534.
  app.setNotFoundHandler((request, reply) =>
    isForPage(request)
      ? reply.sendFile('index.html')
      : reply.code(404).type('text/plain').send('Not found\n'),
  );
}

/** The options for serving a folder, with a policy for its HTML. */
function sentWith(folder: string, policy: string) {
  return {
    preCompressed: true,
    cacheControl: false,
    setHeaders(reply: FastifyReply, file: string) {
      const name = path.relative(folder, file).split(path.sep).join('/');
      reply.header('Cache-Control', HASHED.test(name) ? IMMUTABLE : 'no-cache');
      reply.header('X-Content-Type-Options', 'nosniff');
      reply.header('Referrer-Policy', 'same-origin');
      if (/\.html(?:\.(?:br|gz))?$/.test(name)) reply.header('Content-Security-Policy', policy);
    },
  };
}

/**
 * Whether a URL without a file may be a client-side route of the desk. A URL with an extension, such as
 * `/customers/jane.doe`, is one if the request is a navigation, not one for a picture or a script.
 */
function isForPage({ method, url, headers }: FastifyRequest): boolean {
  const [address = ''] = url.split('?');
  if ((method !== 'GET' && method !== 'HEAD') || address.startsWith('/assets/')) return false;
  return !/\.\w+$/.test(address) || /\btext\/html\b/i.test(headers.accept ?? '');
}
