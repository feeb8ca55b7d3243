import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type OperationId, operationTable } from '../generated/operations.ts';
import type { Caller, ReadContext, WriteContext } from '../records/context.ts';
import { CallError, Faults } from '../records/faults.ts';
import type { Call, Handler } from '../resources/call.ts';
import { handlers } from '../resources/handlers.ts';
import { isServed } from '../store/accounts.ts';
import { type NewMail, putMails } from '../store/outbox.ts';
import { type Answer, answersOf } from '../store/remembered.ts';
import type { Id, Seconds } from '../store/schema.ts';
import { type Store, UncertainError, UnwritableError } from '../store/store.ts';
import { API, formatOf, methodsAt, pathLike, routeOf } from './address.ts';
import { renamedFields, wrapperNames } from './aliases.ts';
import { findCaller, tokenOf } from './auth.ts';
import { readBody } from './body.ts';
import { compressAnswers } from './compression.ts';
import { allowOrigins } from './cors.ts';
import { decoded } from './encodings.ts';
import { type Code, codeOf, type Envelope, failed, formats, success } from './envelope.ts';
import { isWithinLimit } from './limits.ts';
import { urlOf } from './location.ts';
import type { V1_METHODS } from './not-http.ts';
import { isBlank, namesOf, type Readings, readPathId, readValues } from './reader.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who is calling; set for every call of the API. */
    caller: Caller;
    /** When the call came in. */
    now: Seconds;
    /** The answer, where it was remembered. */
    known: Answer | undefined;
    /** What the client calls its body, right or wrong. */
    namedType: string | undefined;
    /** What the call failed with: its code, or that nobody expected it. */
    failure: Code | 'unexpected' | undefined;
  }
  interface FastifyContextConfig {
    operation?: OperationId;
  }
}

/** What the API needs to answer. */
export interface ApiOptions {
  store: Store;
  /** The moment, in seconds since 1970. */
  clock: () => number;
  /** Requests an hour of tokens that have no limit of their own; null for any number. */
  rateLimit: number | null;
  /** Tokens that are not taken, whatever the database says. */
  refusedTokens: readonly string[];
  /** Pages of these origins may call it from a browser. */
  corsOrigins: readonly string[];
  /** Told that there is new mail of an account in the outbox. */
  mailed: (account: Id) => void;
}

/** How the parts of a path are read: as ids, as ids or names in addresses, or as one of some words. */
type PathReadings = Readonly<Record<string, 'id' | 'slug' | readonly string[]>>;

interface OperationRow {
  readonly method: (typeof V1_METHODS)[number];
  readonly path: string;
  readonly ids: PathReadings;
  readonly query: Readings;
  /** What stands around the body's fields, null for nothing; absent when the call takes no body. */
  readonly wrapper?: string | null;
  readonly body?: Readings;
  /** Whether its handler says where the answer is, and gives none itself. */
  readonly redirect?: true;
}

const UNEXPECTED = 'The call could not be carried out';
const UNWRITABLE = 'The call could not be carried out: nothing can be written at the moment';
const UNCERTAIN =
  'The call may have been carried out or not: the database did not answer in time. Look before calling again';
/** What Node takes for a client that waits before it sends its body. */
const CONTINUE = /(?:^|\W)100-continue(?:$|\W)/i;
/** No record has it, so whatever is looked for by it is not found. */
const NO_ID = -1;

/** Serves every operation of the description under {@link API}. */
export async function registerApi(app: FastifyInstance, options: ApiOptions): Promise<void> {
  await app.register(
    async (api) => {
      api.decorateRequest('caller');
      api.decorateRequest('now', 0);
      api.decorateRequest('known');
      api.decorateRequest('namedType');
      api.decorateRequest('failure');
      await allowOrigins(api, options.corsOrigins);
      compressAnswers(api);
      // Bodies are read by the call, which knows whether it takes one; what type a client names says little, and
      // Fastify would refuse one that is misspelt.
      api.removeAllContentTypeParsers();
      api.addContentTypeParser('*', { parseAs: 'buffer' }, (request: FastifyRequest, body: Buffer) =>
        decoded(body, request.headers['content-encoding'], request.routeOptions.bodyLimit),
      );
      api.setErrorHandler(answerError);
      api.addHook('onRequest', async (request, reply) => {
        reply.header('Cache-Control', 'no-store');
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
    paths.set(row.path, [...(paths.get(row.path) ?? []), row.method]);
    const names = [...namesOf(row.query), ...namesOf(row.body ?? {})];
    api.route({
      method: row.method,
      url: routeOf(row.path),
      config: { operation: id },
      onRequest: (request, reply) => authenticate(options, request, reply),
      handler: async (request, reply) => {
        const answers = row.method === 'GET' && !row.redirect ? answersOf(options.store.reading) : undefined;
        // Only what is read is looked for by its address.
        const asked = answers
          ? `${request.caller.account} ${request.caller.user} ${request.originalUrl}`
          : '';
        const known = answers?.get(asked);
        if (known) {
          request.known = known;
          return send(reply, known.text);
        }
        const { result, isTimeless } = await carryOut(options, row, handler, request, new Faults(names));
        if (row.redirect) {
          return reply.redirect(urlOf(request, pathLike(request.originalUrl, locationOf(result))), 302);
        }
        const text = write(reply, success(result));
        if (isTimeless) answers?.set(asked, text);
        return send(reply, text);
      },
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

/** Refuses what HTTP has a server refuse, as Node would without an envelope. */
function refuseOddities({ raw, headers }: FastifyRequest, reply: FastifyReply): FastifyReply | undefined {
  if (raw.httpVersion === '1.1' && headers.host === undefined) {
    return answer(reply, 400, failed('E400', 'The Host header is missing'));
  }
  if (headers.expect !== undefined && !CONTINUE.test(headers.expect)) {
    return answer(reply, 417, failed('E400', 'What the Expect header asks for is not known'));
  }
  return undefined;
}

/** Finds out who is calling, and turns away whom nobody knows and whose requests of the hour are used up. */
async function authenticate(
  { store, clock, rateLimit, refusedTokens }: ApiOptions,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply | undefined> {
  const token = tokenOf(request.headers.authorization);
  const taken = token !== undefined && !refusedTokens.includes(token);
  const known = taken ? await findCaller(store.reading, token) : undefined;
  if (known) request.now = clock();
  if (!known || (known.expiresAt !== null && known.expiresAt <= request.now)) {
    reply.header('WWW-Authenticate', 'Basic realm="Service Desk"');
    return answer(reply, 401, failed('E906', 'Invalid verifier'));
  }
  request.caller = known.caller;
  const limit = known.hourlyLimit ?? rateLimit;
  if (limit === null || (await isWithinLimit(store, known.caller, limit, request.now, reply)))
    return undefined;
  return answer(
    reply,
    429,
    failed('E902', 'The application has exceeded the request rate limit for this hour'),
  );
}

/** Reads and checks a call, and has its handler carry it out. Its result is timeless if nothing asked for the moment. */
async function carryOut(
  { store, mailed }: ApiOptions,
  row: OperationRow,
  handler: Handler<OperationId>,
  request: FastifyRequest,
  faults: Faults,
): Promise<{ result: unknown; isTimeless: boolean }> {
  const { caller } = request;
  let isTimeless = true;
  const query = request.query as Record<string, unknown>;
  const body = row.wrapper === undefined ? {} : fieldsOf(row.wrapper, query, request, faults);
  const context: ReadContext = {
    db: store.reading,
    caller,
    get now() {
      isTimeless = false;
      return request.now;
    },
    faults,
  };
  const call = Object.assign(context, {
    ids: readIds(row.ids, request.params as Record<string, string>),
    query: readQuery(row.query, query, faults, caller.timeZone),
    body: row.body && readValues(row.body, body, faults, caller.timeZone),
    write: async <Result>(change: (context: WriteContext) => Promise<Result>) => {
      const mails: NewMail[] = [];
      const result = await store.write(caller.account, async (db) => {
        // It may have waited since its token was looked at.
        if (!(await isServed(db, caller.account))) throw new CallError('The account has been removed');
        const changed = await change({ ...context, db, mails });
        faults.throwIfAny();
        await putMails(db, caller.account, mails, context.now);
        return changed;
      });
      if (mails.length > 0) mailed(caller.account);
      return result;
    },
  });
  const result = await handler(call as Call);
  faults.throwIfAny();
  return { result, isTimeless };
}

/** @throws CallError when a part of the path is none of the words that it may be */
function readIds(kinds: PathReadings, params: Record<string, string>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(kinds).map(([name, kind]) => {
      const text = params[name] ?? '';
      if (kind === 'id' || kind === 'slug') {
        return [name, readPathId(text) ?? (kind === 'slug' ? text : NO_ID)];
      }
      if (!kind.includes(text)) throw new CallError(`${name} is not included in the list`);
      return [name, text];
    }),
  );
}

/** The query of a call. On every paged list, `per_page` is another name of `limit`, which wins. */
function readQuery(readings: Readings, raw: Record<string, unknown>, faults: Faults, timeZone: string) {
  const query = readValues(readings, raw, faults, timeZone);
  if (isBlank(raw.limit) && query.per_page !== undefined) query.limit = query.per_page;
  return query;
}

/**
 * The fields of a body, from inside its wrapper if it has one. Old clients also sent them in the query string, and a
 * note under the name of its `note_type`.
 *
 * @throws CallError when the wrapper is missing
 */
function fieldsOf(
  wrapper: string | null,
  query: Record<string, unknown>,
  request: FastifyRequest,
  faults: Faults,
): Record<string, unknown> {
  const body = readBody((request.body as Buffer | undefined) ?? Buffer.alloc(0), request.namedType);
  if (wrapper === null) return { ...query, ...body };
  const names = [wrapper, query.note_type].flatMap((name) =>
    typeof name === 'string' ? wrapperNames(name) : [],
  );
  // The last one wins: the wrapper's own name over others, the body over the query.
  const parts = names
    .toReversed()
    .flatMap((name) => [query, body].map((from) => (Object.hasOwn(from, name) ? from[name] : undefined)))
    .filter(isObject);
  if (parts.length === 0) throw new CallError(`The ${wrapper} parameter must be specified for this call`);
  return renamedFields(wrapper, Object.assign({}, ...parts), faults);
}

function locationOf(result: unknown): string {
  return (result as { location: string }).location;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Sends an envelope in the format that its address asked for. */
function answer(reply: FastifyReply, status: number, envelope: Envelope): FastifyReply {
  reply.request.failure = codeOf(envelope);
  return send(reply.code(status), write(reply, envelope));
}

/** An envelope as its address asked for it. */
function write({ request }: FastifyReply, envelope: Envelope): string {
  return formats[formatOf(request.originalUrl)].write(envelope);
}

function send(reply: FastifyReply, text: string): FastifyReply {
  return reply.type(formats[formatOf(reply.request.originalUrl)].type).send(text);
}

function answerError(
  error: FastifyError | CallError,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  if (error instanceof CallError) return answer(reply, 200, failed('E400', ...error.faults));
  switch (error.statusCode) {
    case 413:
      return answer(reply, 413, failed('E400', 'The request body is too large'));
    case 400:
    case 415:
      return answer(reply, 200, failed('E400', 'The request body could not be read'));
    default:
      // v1 knows no 5xx: whoever called learns that nothing was done, whoever runs this learns why.
      request.log.error(error);
      answer(reply, 200, failed('E400', textOf(error)));
      request.failure = 'unexpected';
      return reply;
  }
}

/** The text for an error that is no fault of the call. */
function textOf(error: Error): string {
  if (error instanceof UncertainError) return UNCERTAIN;
  return error instanceof UnwritableError ? UNWRITABLE : UNEXPECTED;
}
