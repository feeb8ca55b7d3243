import staticFiles from '@fastify/static';
import { type FastifyInstance, type FastifyReply, type FastifyServerOptions, fastify } from 'fastify';
import { rewrite } from './http/address.ts';
import { registerApi } from './http/api.ts';
import { readForm } from './http/body.ts';
import { failed, formats } from './http/envelope.ts';
import { registerPictures } from './http/pictures.ts';
import type { Store } from './store/store.ts';

/** What the provider is made of. */
export interface AppOptions {
  store: Store;
  /** The moment, in seconds since 1970; the machine's clock unless given. */
  clock?: () => number;
  /** Requests an hour of tokens that have no limit of their own; any number unless given. */
  rateLimit?: number | null;
  /** A folder whose pages are served at `/`, an address without a file by its index.html. */
  site?: string;
  /** A folder whose pages are served at `/docs/`. */
  docs?: string;
  /** Tokens that are not taken, whatever the database says. */
  refusedTokens?: readonly string[];
  logger?: FastifyServerOptions['logger'];
  /** Registers what has to stand before the API, such as hooks that see its answers. */
  prepare?: (app: FastifyInstance) => void;
}

/** Bodies beyond it are refused. v1's largest, a note of 65,535 characters, takes a quarter of it. */
const LARGEST_BODY = 1024 * 1024;
/** Milliseconds within which a request has to have arrived. */
const REQUEST_TIMEOUT = 30_000;

/** The provider, ready to listen. */
export async function createApp(options: AppOptions): Promise<FastifyInstance> {
  const app = fastify({
    logger: options.logger ?? false,
    bodyLimit: LARGEST_BODY,
    requestTimeout: REQUEST_TIMEOUT,
    rewriteUrl: ({ method = 'GET', url = '/' }) => rewrite(method, url),
    routerOptions: { querystringParser: readForm },
    // An address that can not even be decoded.
    frameworkErrors: (_error, _request, reply: FastifyReply) => {
      const { type, write } = formats.json;
      reply
        .code(404)
        .type(type)
        .send(write(failed('E400', 'There is no such call')));
    },
  });
  options.prepare?.(app);
  await registerApi(app, {
    store: options.store,
    clock: options.clock ?? (() => Math.floor(Date.now() / 1000)),
    rateLimit: options.rateLimit ?? null,
    refusedTokens: options.refusedTokens ?? [],
  });
  registerPictures(app, options.store);
  await registerPages(app, options);
  return app;
}

async function registerPages(app: FastifyInstance, { site, docs }: AppOptions): Promise<void> {
  if (docs)
    await app.register(staticFiles, {
      root: docs,
      prefix: '/docs/',
      decorateReply: false,
      preCompressed: true,
    });
  if (docs) app.get('/docs', (_request, reply) => reply.redirect('/docs/'));
  if (!site) return;
  await app.register(staticFiles, { root: site });
  // The desk has addresses of its own, such as /incidents/13534, which are no files.
  app.setNotFoundHandler((request, reply) => {
    const page = request.method === 'GET' && !/\.\w+$/.test(request.url.split('?')[0] ?? '');
    return page ? reply.sendFile('index.html') : reply.code(404).type('text/plain').send('Not found\n');
  });
}
