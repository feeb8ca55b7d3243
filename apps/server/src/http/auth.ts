import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../calls/context.ts';
import { cached } from '../store/cache.ts';
import { prepared } from '../store/prepared.ts';
import type { Seconds } from '../store/schema.ts';
import type { ReadDb, Store } from '../store/store.ts';
import { hashOf } from '../store/tokens.ts';
import { failed } from './envelope.ts';
import { countRequest } from './rate-limit.ts';
import { sendEnvelope } from './responses.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The authenticated caller; set for every call of the API. */
    caller: Caller;
    /** When the call was received. */
    now: Seconds;
  }
}

/** The options of authentication. */
export interface AuthOptions {
  store: Store;
  /** The current time, in seconds since 1970. */
  clock: () => number;
  /** Requests per hour for tokens without a limit of their own; null: unlimited. */
  rateLimit: number | null;
  /** Tokens that are always refused. */
  refusedTokens: readonly string[];
}

/** The token in an `Authorization: Basic` header, whose user name is ignored. Old clients send trailing white space. */
export function tokenOf(authorization: string | undefined): string | undefined {
  const encoded = /^\s*basic\s+([A-Za-z0-9+/=_-]+)\s*$/i.exec(authorization ?? '')?.[1];
  if (!encoded) return undefined;
  const pair = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  return colon < 0 ? undefined : pair.slice(colon + 1).trim() || undefined;
}

/** Authenticates a request, and refuses unknown and expired tokens and those over their rate limit. */
export async function authenticate(
  { store, clock, rateLimit, refusedTokens }: AuthOptions,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply | undefined> {
  const token = tokenOf(request.headers.authorization);
  const accepted = token !== undefined && !refusedTokens.includes(token);
  const found = accepted ? await findCaller(store.reading, token) : undefined;
  if (found) request.now = clock();
  if (!found || (found.expiresAt !== null && found.expiresAt <= request.now)) {
    reply.header('WWW-Authenticate', 'Basic realm="Service Desk"');
    return sendEnvelope(reply, 401, failed('E906', 'Invalid verifier'));
  }
  request.caller = found.caller;
  const limit = found.hourlyLimit ?? rateLimit;
  if (limit === null || (await countRequest(store, found.caller, limit, request.now, reply)))
    return undefined;
  return sendEnvelope(
    reply,
    429,
    failed('E902', 'The application has exceeded the request rate limit for this hour'),
  );
}

/** Finds the caller of a token, with its rate limit and expiry; null for none. */
export async function findCaller(
  db: ReadDb,
  token: string,
): Promise<{ caller: Caller; hourlyLimit: number | null; expiresAt: Seconds | null } | undefined> {
  const hash = hashOf(token);
  const [row] = await callersOf(db, { hash });
  if (!row) return undefined;
  const { account_id, user_id, owner_id, time_zone, hourly_limit, expires_at } = row;
  const caller: Caller = {
    account: account_id,
    timeZone: time_zone,
    user: user_id,
    person: user_id ?? owner_id,
    token: hash,
  };
  return { caller, hourlyLimit: hourly_limit, expiresAt: expires_at };
}

const callersOf = cached(
  prepared((db, { hash }: { hash: string }) =>
    db
      .selectFrom('tokens')
      .innerJoin('accounts', 'accounts.id', 'tokens.account_id')
      .select([
        'tokens.account_id',
        'tokens.user_id',
        'tokens.hourly_limit',
        'tokens.expires_at',
        'accounts.owner_id',
        'accounts.time_zone',
      ])
      .where('tokens.hash', '=', hash),
  ),
);
