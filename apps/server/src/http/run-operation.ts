import type { FastifyRequest } from 'fastify';
import type { Handler, WriteCall } from '../calls/call.ts';
import { type ReadContext, type WriteContext, writingIn } from '../calls/context.ts';
import { CallError, type CallFaults } from '../calls/faults.ts';
import type { OperationId } from '../generated/operations.ts';
import { completeEvents, eventBodies } from '../resources/records/event-bodies.ts';
import { servedAccount } from '../store/accounts.ts';
import { findResponse, putResponse } from '../store/idempotency-keys.ts';
import { putMails } from '../store/outbox.ts';
import { Reader } from '../store/rows.ts';
import type { Id, Seconds } from '../store/schema.ts';
import type { Store } from '../store/store.ts';
import { isNotifiedOf, putEvents, type Subscription } from '../store/webhooks.ts';
import type { PathRules } from './address.ts';
import { renamedFields, wrapperNames } from './aliases.ts';
import { parseBody } from './body.ts';
import type { V1_METHODS } from './client-errors.ts';
import { success } from './envelope.ts';
import { keyedRequestOf, StoredResponse } from './idempotency.ts';
import { isBlank, parsePathId, parseValues, type ValueRules } from './parse-values.ts';
import { serialize } from './responses.ts';
import { isXmlText } from './xml.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The `Content-Type` header as the client sent it. */
    contentType: string | undefined;
    /** The text of the response, if it was stored for an idempotency key. */
    storedText: string | undefined;
  }
}

/** The options of running operations. */
export interface OperationOptions {
  store: Store;
  /** Called when the outbox has new mail of an account. */
  onMail: (account: Id) => void;
  /** Called when the outbox of a webhook may have new events. */
  onEvents: (account: Id, webhook: Id) => void;
}

/** A row of the generated table of operations. */
export interface OperationRow {
  readonly method: (typeof V1_METHODS)[number];
  readonly path: string;
  readonly ids: PathRules;
  readonly query: ValueRules;
  /** The wrapper of the body's fields; null: none; absent: no body. */
  readonly wrapper?: string | null;
  readonly body?: ValueRules;
  /** Whether it redirects to the location that its handler returns. */
  readonly redirect?: true;
}

/** An id that no record has. */
const NO_ID = -1;

/** Parses and validates a call, and runs its handler. */
export async function runOperation(
  { store, onMail, onEvents }: OperationOptions,
  row: OperationRow,
  handler: Handler<OperationId>,
  request: FastifyRequest,
  faults: CallFaults,
): Promise<unknown> {
  const { caller, now } = request;
  const keyed = keyedRequestOf(request);
  const query = request.query as Record<string, unknown>;
  const body = row.wrapper === undefined ? {} : fieldsOf(row.wrapper, query, request, faults);
  const context: ReadContext = { db: new Reader(store.reading, caller.account), caller, faults };
  const call: WriteCall & { now: Seconds } = {
    ...context,
    now,
    ids: parseIds(row.ids, request.params as Record<string, string>),
    query: parseQuery(row.query, query, faults, caller.timeZone),
    body: row.body && parseValues(row.body, body, faults, caller.timeZone),
    write: async <Result>(change: (context: WriteContext) => Promise<Result>) => {
      const { result, mails, notified } = await store.write(caller.account, async (db) => {
        // The account may have been removed while the call was waiting.
        const account = await servedAccount(db, caller.account);
        if (!account) throw new CallError('The account has been removed');
        const writing = writingIn(db, now, context);
        const stored = keyed && (await findResponse(writing.db, keyed, now));
        if (stored) throw new StoredResponse(stored, keyed);
        if (account.hasIncompleteEvents) await completeEvents(db, caller.account);
        const result = await change(writing);
        faults.throwIfAny();
        await putMails(db, caller.account, writing.mails, now);
        const notified = await notifyWebhooks(writing, account.webhooks);
        if (keyed) {
          request.storedText = serialize(request, success(result));
          await putResponse(writing.db, keyed, request.storedText, now);
        }
        return { result, mails: writing.mails, notified };
      });
      if (mails.length > 0) onMail(caller.account);
      for (const webhook of notified) onEvents(caller.account, webhook);
      return result;
    },
  };
  const result = await ('uncached' in handler ? handler.uncached(call) : handler(call));
  faults.throwIfAny();
  return result;
}

/** Puts the events of a call into the outboxes of those webhooks of the account that are notified of them; returns these. */
async function notifyWebhooks(
  context: WriteContext,
  webhooks: readonly Subscription[],
): Promise<Iterable<Id>> {
  if (webhooks.length === 0) return [];
  const wanted = context.events.flatMap((each) => {
    const type = `${each.record.type}.${each.event}`;
    const notified = webhooks.filter((webhook) => isNotifiedOf(webhook, type)).map(({ id }) => id);
    return notified.length > 0 ? [{ ...each, webhooks: notified }] : [];
  });
  if (wanted.length === 0) return [];
  const events = await eventBodies(context, wanted);
  await putEvents(context.db.source, context.db.account, events, context.now);
  return new Set(events.flatMap((event) => event.webhooks));
}

/** @throws CallError if a parameter is not one of its values */
function parseIds(kinds: PathRules, params: Record<string, string>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(kinds).map(([name, kind]) => {
      const text = params[name] ?? '';
      if (kind === 'id' || kind === 'slug') {
        // The databases cannot store every text, and Postgres fails at a search for another.
        return [name, parsePathId(text) ?? (kind === 'slug' && isXmlText(text) ? text : NO_ID)];
      }
      if (!kind.includes(text)) throw new CallError(`${name} is not included in the list`);
      return [name, text];
    }),
  );
}

/** Parses the query. On paged lists, `per_page` is an alias of `limit`, which wins. */
function parseQuery(rules: ValueRules, sent: Record<string, unknown>, faults: CallFaults, timeZone: string) {
  const raw = withLastValues(rules, sent);
  const query = parseValues(rules, raw, faults, timeZone);
  if (isBlank(raw.limit) && query.per_page !== undefined) query.limit = query.per_page;
  return query;
}

/** Of a parameter that is repeated, and is no list, the last value counts. */
function withLastValues(rules: ValueRules, sent: Record<string, unknown>): Record<string, unknown> {
  const repeated = Object.entries(sent).filter(
    ([name, value]) => Array.isArray(value) && rules[name]?.kind !== 'ids',
  ) as [string, unknown[]][];
  if (repeated.length === 0) return sent;
  return { ...sent, ...Object.fromEntries(repeated.map(([name, values]) => [name, values.at(-1)])) };
}

/**
 * The fields of a body, from its wrapper if it has one. Old clients also send them in the query string, and a note under
 * the name of its `note_type`.
 *
 * @throws CallError if the wrapper is missing
 */
function fieldsOf(
  wrapper: string | null,
  query: Record<string, unknown>,
  request: FastifyRequest,
  faults: CallFaults,
): Record<string, unknown> {
  const body = parseBody((request.body as Buffer | undefined) ?? Buffer.alloc(0), request.contentType);
  if (wrapper === null) return { ...query, ...body };
  const names = [wrapper, query.note_type].flatMap((name) =>
    typeof name === 'string' ? wrapperNames(name) : [],
  );
  // Later sources win: the wrapper's own name over aliases, the body over the query.
  const sources = names
    .toReversed()
    .flatMap((name) => [query, body].map((from) => (Object.hasOwn(from, name) ? from[name] : undefined)))
    .filter(isObject);
  if (sources.length === 0) throw new CallError(`The ${wrapper} parameter must be specified for this call`);
  return renamedFields(wrapper, Object.assign({}, ...sources), faults);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
