import type { FastifyRequest } from 'fastify';
import type { Handler, WriteCall } from '../calls/call.ts';
import { type ReadContext, type WriteContext, writingIn } from '../calls/context.ts';
import { CallError, type Faults } from '../calls/faults.ts';
import type { OperationId } from '../generated/operations.ts';
import { isServed } from '../store/accounts.ts';
import { findResponse, putResponse } from '../store/idempotency-keys.ts';
import { putMails } from '../store/outbox.ts';
import { Reader } from '../store/rows.ts';
import type { Id, Seconds } from '../store/schema.ts';
import type { Store } from '../store/store.ts';
import { renamedFields, wrapperNames } from './aliases.ts';
import { readBody } from './body.ts';
import { success } from './envelope.ts';
import { keyedRequestOf, StoredResponse } from './idempotency.ts';
import type { V1_METHODS } from './not-http.ts';
import { isBlank, type Readings, readPathId, readValues } from './reader.ts';
import { textOf } from './replies.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** What the client calls its body, right or wrong. */
    namedType: string | undefined;
    /** The text of the response, where it was stored for an idempotency key. */
    storedText: string | undefined;
  }
}

/** What calls are carried out with. */
export interface CallOptions {
  store: Store;
  /** Called when the outbox has new mail of an account. */
  mailed: (account: Id) => void;
}

/** How the parts of a path are read: as ids, as ids or names in addresses, or as one of some words. */
type PathReadings = Readonly<Record<string, 'id' | 'slug' | readonly string[]>>;

/** What the generated table says of an operation. */
export interface OperationRow {
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

/** No record has it, so whatever is looked for by it is not found. */
const NO_ID = -1;

/** Reads and checks a call, and has its handler carry it out. */
export async function carryOut(
  { store, mailed }: CallOptions,
  row: OperationRow,
  handler: Handler<OperationId>,
  request: FastifyRequest,
  faults: Faults,
): Promise<unknown> {
  const { caller, now } = request;
  const keyed = keyedRequestOf(request);
  const query = request.query as Record<string, unknown>;
  const body = row.wrapper === undefined ? {} : fieldsOf(row.wrapper, query, request, faults);
  const context: ReadContext = { db: new Reader(store.reading, caller.account), caller, faults };
  const call: WriteCall & { now: Seconds } = {
    ...context,
    now,
    ids: readIds(row.ids, request.params as Record<string, string>),
    query: readQuery(row.query, query, faults, caller.timeZone),
    body: row.body && readValues(row.body, body, faults, caller.timeZone),
    write: async <Result>(change: (context: WriteContext) => Promise<Result>) => {
      const { result, mails } = await store.write(caller.account, async (db) => {
        // It may have waited since its token was checked.
        if (!(await isServed(db, caller.account))) throw new CallError('The account has been removed');
        const writing = writingIn(db, now, context);
        const stored = keyed && (await findResponse(writing.db, keyed, now));
        if (stored) throw new StoredResponse(stored, keyed);
        const result = await change(writing);
        faults.throwIfAny();
        await putMails(db, caller.account, writing.mails, now);
        if (keyed) {
          request.storedText = textOf(request, success(result));
          await putResponse(writing.db, keyed, request.storedText, now);
        }
        return { result, mails: writing.mails };
      });
      if (mails.length > 0) mailed(caller.account);
      return result;
    },
  };
  const result = await ('uncached' in handler ? handler.uncached(call) : handler(call));
  faults.throwIfAny();
  return result;
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

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
