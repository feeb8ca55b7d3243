import { METHODS, maxHeaderSize } from 'node:http';
import type { Server, ServerOptions } from 'node:https';
import {
  type FastifyHttpsOptions,
  type FastifyInstance,
  type FastifyReply,
  type FastifyServerOptions,
  fastify,
  LogController,
} from 'fastify';
import { formatOf, rewrite } from './http/address.ts';
import { registerApi } from './http/api.ts';
import { readForm } from './http/body.ts';
import { followConnections } from './http/connections.ts';
import { failed, formats } from './http/envelope.ts';
import { type Health, healthOf, registerHealth } from './http/health.ts';
import type { LogStream } from './http/log-stream.ts';
import { loggerOptions, REQUEST_ID, registerRequestLog, requestNames } from './http/logs.ts';
import { refuse, refuseTunnels, V1_METHODS } from './http/not-http.ts';
import { registerPages } from './http/pages.ts';
import { registerPictures } from './http/pictures.ts';
import type { LogLevel } from './log-levels.ts';
import type { Metrics } from './metrics.ts';
import type { Id } from './store/schema.ts';
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
  /** The least that is logged, and where to; nothing unless given. */
  log?: { level: LogLevel; stream: LogStream };
  /** Pages of these origins may call the API from a browser; none unless given. */
  corsOrigins?: readonly string[];
  /** Proxies that are believed when they say whom they speak for; none unless given. */
  trustedProxies?: readonly string[];
  /** A certificate and its key, PEM, to be served by HTTPS. */
  tls?: Tls;
  metrics?: Metrics;
  /** What `/readyz` says; that the database is well unless given. */
  health?: Health;
  /** Told that there is new mail of an account in the outbox. */
  mailed?: (account: Id) => void;
  patience?: Patience;
  /** Registers what has to stand before the API, such as hooks that see its answers. */
  prepare?: (app: FastifyInstance) => void;
}

/** A certificate with its chain, and its private key, PEM. */
export interface Tls {
  cert: Buffer;
  key: Buffer;
}

/** Bodies beyond it are refused. v1's largest, a note of 65,535 characters, takes a quarter of it. */
const LARGEST_BODY = 1024 * 1024;

/** How long clients are waited for that are slow or say nothing, in milliseconds. */
export interface Patience {
  /** For the head of a request, counted from the connection or from the end of the request before; and for a TLS handshake. */
  head: number;
  /** For all of it. */
  request: number;
  /** For anything to be said or read. More than `request` and `look`, or who falls silent midway is not told. */
  silence: number;
  /** How often is looked for those that took longer. */
  look: number;
}

const PATIENCE: Patience = { head: 15_000, request: 30_000, silence: 40_000, look: 5000 };

/** The provider, ready to listen. */
export async function createApp(options: AppOptions): Promise<FastifyInstance> {
  const { log, metrics, tls, trustedProxies = [], patience = PATIENCE } = options;
  const health = options.health ?? healthOf(options.store);
  const settings: FastifyServerOptions = {
    logger: log ? { ...loggerOptions(log.level), stream: log.stream } : false,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: requestNames(trustedProxies),
    trustProxy: trustedProxies.length > 0 && [...trustedProxies],
    // Requests on connections that are open when it is told to stop are still answered.
    return503OnClosing: false,
    bodyLimit: LARGEST_BODY,
    requestTimeout: patience.request,
    connectionTimeout: patience.silence,
    clientErrorHandler: refuse,
    rewriteUrl: rewrite,
    // An id of any length that Node lets through is one that is not found.
    routerOptions: { querystringParser: readForm, maxParamLength: maxHeaderSize },
    // An address that cannot even be decoded, for which no hook runs.
    frameworkErrors: (_error, request, reply: FastifyReply) => {
      const { type, write } = formats[formatOf(request.originalUrl)];
      request.log.info({ method: request.method, status: 404 }, 'answered');
      reply
        .code(404)
        .header(REQUEST_ID, request.id)
        .type(type)
        .send(write(failed('E400', 'There is no such call')));
    },
  };
  const waits = {
    headersTimeout: patience.head,
    connectionsCheckingInterval: patience.look,
    requireHostHeader: false,
  };
  const app = tls
    ? secured(settings, { ...tls, ...waits, handshakeTimeout: patience.head })
    : fastify({ ...settings, http: waits });
  registerMethods(app);
  followConnections(app);
  refuseTunnels(app);
  app.addHook('onSend', (_request, reply, _body, done) => {
    if (health.stopping) reply.header('Connection', 'close');
    done();
  });
  if (log) registerRequestLog(app, log.level);
  metrics?.watch(app);
  options.prepare?.(app);
  await registerApi(app, {
    store: options.store,
    clock: options.clock ?? (() => Math.floor(Date.now() / 1000)),
    rateLimit: options.rateLimit ?? null,
    refusedTokens: options.refusedTokens ?? [],
    corsOrigins: options.corsOrigins ?? [],
    mailed: options.mailed ?? (() => undefined),
  });
  registerHealth(app, health);
  registerPictures(app, options.store);
  await registerPages(app, options);
  return app;
}

/** Has Fastify route what Node lets through, so that it is answered where it was sent. */
function registerMethods(app: FastifyInstance): void {
  const others = METHODS.filter(
    (method) => method !== 'CONNECT' && !V1_METHODS.some((own) => own === method),
  );
  for (const method of others) app.addHttpMethod(method, { hasBody: false, overrideExisting: true });
  app.server.on('checkExpectation', (request, response) => app.server.emit('request', request, response));
}

/** A server of HTTPS has all that one of HTTP has. */
function secured(settings: FastifyServerOptions, tls: ServerOptions): FastifyInstance {
  const secure = { ...settings, https: tls } as unknown as FastifyHttpsOptions<Server>;
  return fastify(secure) as unknown as FastifyInstance;
}
