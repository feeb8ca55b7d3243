import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Handler } from '../calls/call.ts';
import { Faults } from '../calls/faults.ts';
import { type OperationId, operationTable } from '../generated/operations.ts';
import { handlers } from '../resources/handlers.ts';
import { KEY_LIFETIME } from '../store/idempotency-keys.ts';
import { type Answer, answersOf } from '../store/remembered.ts';
import { API, methodsAt, pathLike, routeOf } from './address.ts';
import { type AuthOptions, authenticate } from './auth.ts';
import { type CallOptions, carryOut, type OperationRow } from './carry-out.ts';
import { compressAnswers } from './compression.ts';
import { answerConditions } from './conditions.ts';
import { allowOrigins } from './cors.ts';
import { decoded } from './encodings.ts';
import { failed, success } from './envelope.ts';
import { urlOf } from './location.ts';
import { namesOf } from './reader.ts';
import { answer, answerError, refuseOddities, send, textOf } from './replies.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The cached response, where there is one. */
    known: Answer | undefined;
  }
  interface FastifyContextConfig {
    operation?: OperationId;
  }
}

/** What the API needs to answer. */
export interface ApiOptions extends AuthOptions, CallOptions {
  /** Pages of these origins may call it from a browser. */
  corsOrigins: readonly string[];
}

/** An operation as it is served. */
interface Route {
  row: OperationRow;
  handler: Handler<OperationId>;
  /** The names of its parameters and fields, in the order in which their faults are said. */
  names: readonly string[];
  isCached: boolean;
}

/** Serves every operation of the description under {@link API}. */
export async function registerApi(app: FastifyInstance, options: ApiOptions): Promise<void> {
  await app.register(
    async (api) => {
      api.decorateRequest('caller');
      api.decorateRequest('now', 0);
      api.decorateRequest('known');
      api.decorateRequest('namedType');
      api.decorateRequest('failure');
      api.decorateRequest('storedText');
      await allowOrigins(api, options.corsOrigins);
      answerConditions(api);
      compressAnswers(api);
      // Bodies are read by the call, which knows whether it takes one; what type a client names says little, and
      // Fastify would refuse one that is misspelt.
      api.removeAllContentTypeParsers();
      api.addContentTypeParser('*', { parseAs: 'buffer' }, (request: FastifyRequest, body: Buffer) =>
        decoded(body, request.headers['content-encoding'], request.routeOptions.bodyLimit),
      );
      api.setErrorHandler(answerError);
      api.addHook('onRequest', async (request, reply) => {
        reply.header('Cache-Control', 'no-store').header('Idempotency-Key-Lifetime', String(KEY_LIFETIME));
        request.namedType = request.headers['content-type'];
        if (request.namedType !== undefined) {
          request.raw.headers['content-type'] = 'application/octet-stream';
        }
        return refuseOddities(request, reply);
      });
      await api.register(calls, options);
    },
    { prefix: API },
  );
}

async function calls(api: FastifyInstance, options: ApiOptions): Promise<void> {
  const paths = new Map<string, string[]>();
  for (const [id, row] of Object.entries(operationTable) as [OperationId, OperationRow][]) {
    const handler = handlers[id] as Handler<OperationId> | undefined;
    if (!handler) throw new Error(`${id} is described but has no handler`);
    const route: Route = {
      row,
      handler,
      names: [...namesOf(row.query), ...namesOf(row.body ?? {})],
      isCached: row.method === 'GET' && !row.redirect && !('uncached' in handler),
    };
    paths.set(row.path, [...(paths.get(row.path) ?? []), row.method]);
    api.route({
      method: row.method,
      url: routeOf(row.path),
      config: { operation: id },
      onRequest: (request, reply) => authenticate(options, request, reply),
      handler: (request, reply) => respond(options, route, request, reply),
    });
  }
  // What no route takes: routes of each method for each address would be thousands. They are routes all the same, because
  // a handler for what is not found is found after the pages of the desk.
  const methodsOf = methodsAt(paths);
  for (const url of ['/', '/*']) {
    api.all(url, async (request, reply) => {
      const methods = methodsOf(request.url) ?? [];
      const allowed = methods.join(', ');
      // A method that is allowed came here by an id that no route takes.
      if (methods.length === 0 || methods.includes(request.method))
        return answer(reply, 404, failed('E400', 'There is no such call'));
      const refused = await authenticate(options, request, reply);
      if (refused) return refused;
      const fault = `${request.method} is not allowed here, only ${allowed}`;
      return answer(reply.header('Allow', allowed), 405, failed('E400', fault));
    });
  }
}

/** Answers a call; a GET from the cache, where nothing was written since its response was put there. */
async function respond(
  options: ApiOptions,
  { row, handler, names, isCached }: Route,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const cache = isCached ? answersOf(options.store.reading) : undefined;
  const { caller } = request;
  const key = cache ? `${caller.account} ${caller.user} ${request.originalUrl}` : '';
  request.known = cache?.get(key);
  if (request.known) return send(reply, request.known.text);
  const result = await carryOut(options, row, handler, request, new Faults(names));
  if (row.redirect) {
    const { location } = result as { location: string };
    return reply.redirect(urlOf(request, pathLike(request.originalUrl, location)), 302);
  }
  const text = request.storedText ?? textOf(request, success(result));
  request.known = cache?.set(key, text);
  return send(reply, text);
}
