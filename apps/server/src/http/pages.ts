import path from 'node:path';
import staticFiles from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { IMMUTABLE } from './caching.ts';
import { registerDeepLinks } from './deep-links.ts';

/** Folders of pages, both built elsewhere. */
export interface Pages {
  /** The desk, served at `/`. */
  site?: string | undefined;
  /** The documentation, served at `/docs/`. */
  docs?: string | undefined;
}

/** What only the desk's build writes: a name that changes with the content. */
const HASHED = /^assets\/.*-[\w-]{8}\.\w+(?:\.(?:br|gz))?$/;

/**
 * What a page of the desk may load: its own files and its own API, nothing inline, and nothing may frame it. Pictures of
 * people stand on the same host; `data:` is its icon.
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

/** A page of the documentation says itself what it may load, by a `meta` element, which cannot say this. */
const DOCS_POLICY = "frame-ancestors 'none'";

/**
 * Serves the desk and the documentation. Beside a file may lie a `.br` and a `.gz` of it, which are sent to clients that accept
 * them. Files whose names bear a hash are kept for a year; all others are revalidated by their ETag.
 */
export async function registerPages(app: FastifyInstance, { site, docs }: Pages): Promise<void> {
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
  // The desk has addresses of its own, such as /incidents/13534, which are no files.
  app.setNotFoundHandler((request, reply) =>
    isForPage(request)
      ? reply.sendFile('index.html')
      : reply.code(404).type('text/plain').send('Not found\n'),
  );
}

/** How files of a folder are sent, and its HTML with a policy. */
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
 * Whether an address without a file may be one of the desk's own. What ends like a file, such as `/customers/jane.doe`, is
 * one where a browser goes to it, and not where a page asks for a picture or a script.
 */
function isForPage({ method, url, headers }: FastifyRequest): boolean {
  const [address = ''] = url.split('?');
  if ((method !== 'GET' && method !== 'HEAD') || address.startsWith('/assets/')) return false;
  return !/\.\w+$/.test(address) || /\btext\/html\b/i.test(headers.accept ?? '');
}
