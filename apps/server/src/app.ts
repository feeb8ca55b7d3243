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
import { parseForm } from './http/body.ts';
import { handleClientError, rejectConnect } from './http/client-errors.ts';
import { trackConnections } from './http/connections.ts';
import { failed, formats } from './http/envelope.ts';
import { type Health, healthOf, registerHealth } from './http/health.ts';
import type { LogStream } from './http/log-stream.ts';
import { loggerOptions, REQUEST_ID, registerRequestLog, requestIds } from './http/logs.ts';
import { registerPictures } from './http/picture-route.ts';
import { registerPages } from './http/static-pages.ts';
import type { LogLevel } from './log-levels.ts';
import type { Metrics } from './metrics.ts';
import type { Id } from './store/schema.ts';
import type { Store } from './store/store.ts';

/** The options of the provider. */
export interface AppOptions {
  store: Store;
  /** The current time, in seconds since 1970; the system clock by default. */
  clock?: () => number;
  /** Requests per hour for tokens without a limit of their own; unlimited by default. */
  rateLimit?: number | null;
  /** A directory of pages to serve at `/`. Paths without a file get its index.html. */
  site?: string;
  /** A directory of pages to serve at `/docs/`. */
  docs?: string;
  /** Tokens that are always refused. */
  refusedTokens?: readonly string[];
  /** The lowest level that is logged, and the destination; no logging by default. */
  log?: { level: LogLevel; stream: LogStream };
  /** Origins whose pages may call the API from a browser; none by default. */
  corsOrigins?: readonly string[];
  /** Proxies whose forwarding headers are trusted; none by default. */
  trustedProxies?: readonly string[];
  /** Enables HTTPS. */
  tls?: Tls;
  metrics?: Metrics;
  /** The health for `/healthz` and `/readyz`; that of the store by default. */
  health?: Health;
  /** Called when the outbox has new mail of an account. */
  onMail?: (account: Id) => void;
  /** Called when the outbox of a webhook may have new events. */
  onEvents?: (account: Id, webhook: Id) => void;
  timeouts?: Timeouts;
  /** Registers hooks that must run before those of the API. */
  prepare?: (app: FastifyInstance) => void;
}

/** A certificate with its chain, and its private key, PEM. */
export interface Tls {
  cert: Buffer;
  key: Buffer;
}

/** The maximum size of a body in bytes. v1's largest, a note of 65,535 characters, needs a quarter of it. */
const BODY_LIMIT = 1024 * 1024;

/** The timeouts for slow and idle clients in milliseconds. */
export interface Timeouts {
  /** For the headers of a request, from the connection or the end of the previous request; and for a TLS handshake. */
  headers: number;
  /** For a whole request. */
  request: number;
  /** For a connection without activity. Longer than `request` + `checkInterval`, so that a stalled request gets a 408. */
  idle: number;
  /** The interval at which the timeouts of headers and requests are checked. */
  checkInterval: number;
}

const TIMEOUTS: Timeouts = { headers: 15_000, request: 30_000, idle: 40_000, checkInterval: 5000 };

/** Creates the provider. The caller makes it listen. */
export async function createApp(options: AppOptions): Promise<FastifyInstance> {
  const { log, metrics, tls, trustedProxies = [], timeouts = TIMEOUTS } = options;
  const health = options.health ?? healthOf(options.store);
  const settings: FastifyServerOptions = {
    logger: log ? { ...loggerOptions(log.level), stream: log.stream } : false,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: requestIds(trustedProxies),
    trustProxy: trustedProxies.length > 0 && [...trustedProxies],
    // On shutdown, requests on open connections are still answered.
    return503OnClosing: false,
    bodyLimit: BODY_LIMIT,
    requestTimeout: timeouts.request,
    connectionTimeout: timeouts.idle,
    clientErrorHandler: handleClientError,
    rewriteUrl: rewrite,
    // Long ids are not found instead of being refused by the router.
    routerOptions: { querystringParser: parseForm, maxParamLength: maxHeaderSize },
    // Paths that cannot be decoded, for which no hooks run.
    frameworkErrors: (_error, request, reply: FastifyReply) => {
      const { type, write } = formats[formatOf(request.originalUrl)];
      request.log.info({ method: request.method, status: 404 }, 'request completed');
      reply
        .code(404)
        .header(REQUEST_ID, request.id)
        .type(type)
        .send(write(failed('E400', 'There is no such call')));
    },
  };
  const serverOptions = {
    headersTimeout: timeouts.headers,
    connectionsCheckingInterval: timeouts.checkInterval,
    requireHostHeader: false,
  };
  const app = tls
    ? httpsApp(settings, { ...tls, ...serverOptions, handshakeTimeout: timeouts.headers })
    : fastify({ ...settings, http: serverOptions });
  registerMethods(app);
  trackConnections(app);
  rejectConnect(app);
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
    onMail: options.onMail ?? (() => undefined),
    onEvents: options.onEvents ?? (() => undefined),
  });
  registerHealth(app, health);
  registerPictures(app, options.store);
  await registerPages(app, options);
  return app;
}

/** The methods whose body is read. That of any other, also of a DELETE, is discarded unread. */
const METHODS_WITH_BODY = ['POST', 'PUT'];

/** Makes Fastify route all methods and Expect headers that Node accepts, so that their responses have an envelope. */
function registerMethods(app: FastifyInstance): void {
  const otherMethods = METHODS.filter(
    (method) => method !== 'CONNECT' && !METHODS_WITH_BODY.includes(method),
  );
  for (const method of otherMethods) app.addHttpMethod(method, { hasBody: false, overrideExisting: true });
  app.server.on('checkExpectation', (request, response) => app.server.emit('request', request, response));
}

/** Fastify's types distinguish HTTPS servers, but their interface is the same. */
function httpsApp(settings: FastifyServerOptions, tls: ServerOptions): FastifyInstance {
  const secure = { ...settings, https: tls } as unknown as FastifyHttpsOptions<Server>;
  return fastify(secure) as unknown as FastifyInstance;
}
