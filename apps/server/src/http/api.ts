import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Handler } from '../calls/call.ts';
import { CallFaults } from '../calls/faults.ts';
import { type OperationId, operationTable } from '../generated/operations.ts';
import { handlers } from '../resources/handlers.ts';
import { type CachedResponse, responseCacheOf } from '../store/cache.ts';
import { KEY_LIFETIME } from '../store/idempotency-keys.ts';
import { API, methodsAt, pathLike, routeOf } from './address.ts';
import { type AuthOptions, authenticate } from './auth.ts';
import { compressResponses } from './compression.ts';
import { answerConditions } from './conditions.ts';
import { allowOrigins } from './cors.ts';
import { decoded } from './encodings.ts';
import { failed, success } from './envelope.ts';
import { urlOf } from './location.ts';
import { namesOf } from './parse-values.ts';
import { checkHeaders, send, sendEnvelope, sendError, serialize } from './responses.ts';
import { type OperationOptions, type OperationRow, runOperation } from './run-operation.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The cached response that the request is answered with, if any. */
    cachedResponse: CachedResponse | undefined;
  }
  interface FastifyContextConfig {
    operation?: OperationId;
  }
}

/** The options of the API. */
export interface ApiOptions extends AuthOptions, OperationOptions {
  /** The origins whose pages may call the API from a browser. */
  corsOrigins: readonly string[];
}

/** A served operation. */
interface Route {
  row: OperationRow;
  handler: Handler<OperationId>;
  /** The names of its parameters and fields, in the order in which their faults are reported. */
  names: readonly string[];
  isCached: boolean;
}

/** Serves every operation of the description under {@link API}. */
export async function registerApi(app: FastifyInstance, options: ApiOptions): Promise<void> {
  await app.register(
    async (api) => {
      api.decorateRequest('caller');
      api.decorateRequest('now', 0);
      api.decorateRequest('cachedResponse');
      api.decorateRequest('contentType');
      api.decorateRequest('failure');
      api.decorateRequest('storedText');
      await allowOrigins(api, options.corsOrigins);
      answerConditions(api);
      compressResponses(api);
      // The operation parses the body. The content types of clients are unreliable, and Fastify would refuse invalid ones.
      api.removeAllContentTypeParsers();
      api.addContentTypeParser('*', { parseAs: 'buffer' }, (request: FastifyRequest, body: Buffer) =>
        decoded(body, request.headers['content-encoding'], request.routeOptions.bodyLimit),
      );
      api.setErrorHandler(sendError);
      api.addHook('onRequest', (request, reply, done) => {
        reply.header('Cache-Control', 'no-store').header('Idempotency-Key-Lifetime', KEY_LIFETIME);
        request.contentType = request.headers['content-type'];
        if (request.contentType !== undefined) {
          request.raw.headers['content-type'] = 'application/octet-stream';
        }
        if (!checkHeaders(request, reply)) done();
      });
      await api.register(calls, options);
    },
    { prefix: API },
  );
}

async function calls(api: FastifyInstance, options: ApiOptions): Promise<void> {
  const routes = new Map<string, string[]>();
  for (const [id, row] of Object.entries(operationTable) as [OperationId, OperationRow][]) {
    const handler = handlers[id] as Handler<OperationId> | undefined;
    if (!handler) throw new Error(`${id} is described but has no handler`);
    const route: Route = {
      row,
      handler,
      names: [...namesOf(row.query), ...namesOf(row.body ?? {})],
      isCached: row.method === 'GET' && !row.redirect && !('uncached' in handler),
    };
    const url = routeOf(row.path, row.ids);
    routes.set(url, [...(routes.get(url) ?? []), row.method]);
    api.route({
      method: row.method,
      url,
      config: { operation: id },
      onRequest: (request, reply) => authenticate(options, request, reply),
      handler: (request, reply) => respond(options, route, request, reply),
    });
  }
  // Unknown paths and methods. These are routes and not a not-found handler, because the desk has a wildcard route.
  const methodsOf = methodsAt(routes);
  for (const url of ['/', '/*']) {
    api.all(url, async (request, reply) => {
      const methods = methodsOf(request.url) ?? [];
      const allowed = methods.join(', ');
      // If the method is allowed, the id in the path is invalid.
      if (methods.length === 0 || methods.includes(request.method))
        return sendEnvelope(reply, 404, failed('E400', 'There is no such call'));
      const refused = await authenticate(options, request, reply);
      if (refused) return refused;
      const fault = `${request.method} is not allowed here, only ${allowed}`;
      return sendEnvelope(reply.header('Allow', allowed), 405, failed('E400', fault));
    });
  }
}

/** Responds to a call. The response of a GET may come from the cache. */
async function respond(
  options: ApiOptions,
  { row, handler, names, isCached }: Route,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const cache = isCached ? responseCacheOf(options.store.reading) : undefined;
  const { caller } = request;
  const key = cache ? `${caller.account} ${caller.user} ${request.originalUrl}` : '';
  request.cachedResponse = cache?.get(key);
  if (request.cachedResponse) return send(reply, request.cachedResponse.text);
  const result = await runOperation(options, row, handler, request, new CallFaults(names));
  if (row.redirect) {
    const { location } = result as { location: string };
    return reply.redirect(urlOf(request, pathLike(request.originalUrl, location)), 302);
  }
  const text = request.storedText ?? serialize(request, success(result));
  request.cachedResponse = cache?.set(key, text);
  return send(reply, text);
}
