import { randomUUID } from 'node:crypto';
import { compile } from '@fastify/proxy-addr';
import type { FastifyInstance, FastifyReply, FastifyRequest, FastifyServerOptions } from 'fastify';
import { LOG_LEVELS, type LogLevel } from '../log-levels.ts';
import { isApi } from './address.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whether it is a health check, which is logged only at `debug`. */
    probe?: true;
  }
}

/** The header of the request id, in responses and in requests of trusted proxies. */
export const REQUEST_ID = 'x-request-id';

/**
 * The format of log lines: JSON, with the level as a word and the time in ISO 8601. Anything that may contain a secret is
 * omitted: headers, queries and bodies of requests, and the values that a database adds to its errors.
 */
export function loggerOptions(level: LogLevel): Exclude<FastifyServerOptions['logger'], boolean | undefined> {
  return {
    level,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { req: requestFields, err: errorFields },
  };
}

/** Logs each request after its response if the level allows, and adds the request id to the response. */
export function registerRequestLog(app: FastifyInstance, minLevel: LogLevel): void {
  app.addHook('onRequest', (request, reply, done) => {
    reply.header(REQUEST_ID, request.id);
    done();
  });
  app.addHook('onResponse', (request, reply, done) => {
    const level = request.routeOptions.config?.probe ? 'debug' : 'info';
    if (LOG_LEVELS.indexOf(level) >= LOG_LEVELS.indexOf(minLevel)) {
      request.log[level](
        { ...requestFields(request), ...responseFields(request, reply) },
        'request completed',
      );
    }
    done();
  });
}

/** Generates request ids. Ids from trusted proxies are kept. */
export function requestIds(proxies: readonly string[]): NonNullable<FastifyServerOptions['genReqId']> {
  const trusted = compile([...proxies]);
  return ({ headers, socket }) => {
    const given = headers[REQUEST_ID];
    if (typeof given !== 'string' || !/^[\w.-]{1,100}$/.test(given)) return randomUUID();
    const { remoteAddress } = socket;
    // A closed connection has no address.
    return remoteAddress !== undefined && trusted(remoteAddress, 0) ? given : randomUUID();
  };
}

/** For paths outside of the API only the route is logged, because the paths of pictures are secret. */
function requestFields(request: FastifyRequest) {
  const [path = ''] = request.originalUrl.split('?');
  const { url, config } = request.routeOptions;
  const { caller } = request as Partial<FastifyRequest>;
  return {
    method: request.method,
    path: isApi(path) && url !== undefined && !url.endsWith('avatars/get/*') ? path : url,
    operation: config?.operation,
    from: request.ip,
    account: caller && String(caller.account),
    user: caller?.user == null ? undefined : String(caller.user),
  };
}

function responseFields({ failure }: FastifyRequest, reply: FastifyReply) {
  return { status: reply.statusCode, failure, milliseconds: Math.round(reply.elapsedTime * 10) / 10 };
}

/** The fields of an error, without those that a database adds, such as the row that violated a constraint. */
function errorFields(error: NodeJS.ErrnoException) {
  const { name, code, message, stack } = error;
  return { type: name, code, message, stack: stack ?? '' };
}
