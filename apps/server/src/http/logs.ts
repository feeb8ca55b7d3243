import { randomUUID } from 'node:crypto';
import { compile } from '@fastify/proxy-addr';
import type { FastifyInstance, FastifyReply, FastifyRequest, FastifyServerOptions } from 'fastify';
import { LOG_LEVELS, type LogLevel } from '../log-levels.ts';
import { isApi } from './address.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whether it is asked every few seconds, and nobody wants to read so. */
    probe?: true;
  }
}

/** The header that names a request, in answers and from proxies that are believed. */
export const REQUEST_ID = 'x-request-id';

/**
 * How lines are written: JSON, the level as a word, the time as v1 writes dates. What of a request or an error may hold
 * a secret is left out: headers, queries and bodies, and the values that a database adds to its errors.
 */
export function loggerOptions(level: LogLevel): Exclude<FastifyServerOptions['logger'], boolean | undefined> {
  return {
    level,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { req: requestFields, err: errorFields },
  };
}

/** Logs a line for each request once it is answered, where the least that is logged allows it, and names the request in the answer. */
export function registerRequestLog(app: FastifyInstance, least: LogLevel): void {
  app.addHook('onRequest', (request, reply, done) => {
    reply.header(REQUEST_ID, request.id);
    done();
  });
  app.addHook('onResponse', (request, reply, done) => {
    const level = request.routeOptions.config?.probe ? 'debug' : 'info';
    if (LOG_LEVELS.indexOf(level) >= LOG_LEVELS.indexOf(least)) {
      request.log[level]({ ...requestFields(request), ...answerFields(request, reply) }, 'answered');
    }
    done();
  });
}

/** The name of a request: the one that it brings, if it comes from a trusted proxy, or a new one. */
export function requestNames(proxies: readonly string[]): NonNullable<FastifyServerOptions['genReqId']> {
  const trusted = compile([...proxies]);
  return ({ headers, socket }) => {
    const given = headers[REQUEST_ID];
    if (typeof given !== 'string' || !/^[\w.-]{1,100}$/.test(given)) return randomUUID();
    const { remoteAddress } = socket;
    // A peer that has hung up has no address any more.
    return remoteAddress !== undefined && trusted(remoteAddress, 0) ? given : randomUUID();
  };
}

/** Of an address that is not the API's only the pattern is told: those of pictures are secret. */
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

function answerFields({ failure }: FastifyRequest, reply: FastifyReply) {
  return { status: reply.statusCode, failure, milliseconds: Math.round(reply.elapsedTime * 10) / 10 };
}

/** An error without what a database adds to it, such as the row that broke a rule. */
function errorFields(error: NodeJS.ErrnoException) {
  const { name, code, message, stack } = error;
  return { type: name, code, message, stack: stack ?? '' };
}
