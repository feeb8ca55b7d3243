import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../calls/context.ts';
import { prepared } from '../store/prepared.ts';
import { remembered } from '../store/remembered.ts';
import type { Seconds } from '../store/schema.ts';
import type { ReadDb, Store } from '../store/store.ts';
import { hashOf } from '../store/tokens.ts';
import { failed } from './envelope.ts';
import { isWithinLimit } from './limits.ts';
import { answer } from './replies.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who is calling; set for every call of the API. */
    caller: Caller;
    /** When the call came in. */
    now: Seconds;
  }
}

/** What decides who may call. */
export interface AuthOptions {
  store: Store;
  /** The moment, in seconds since 1970. */
  clock: () => number;
  /** Requests an hour of tokens that have no limit of their own; null for any number. */
  rateLimit: number | null;
  /** Tokens that are not taken, whatever the database says. */
  refusedTokens: readonly string[];
}

/** The token of an `Authorization: Basic` header, whose user name is ignored. Old clients leave blanks behind it. */
export function tokenOf(authorization: string | undefined): string | undefined {
  const encoded = /^\s*basic\s+([A-Za-z0-9+/=_-]+)\s*$/i.exec(authorization ?? '')?.[1];
  if (!encoded) return undefined;
  const pair = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  return colon < 0 ? undefined : pair.slice(colon + 1).trim() || undefined;
}

/** Finds out who is calling, and refuses unknown tokens and those whose requests of the hour are used up. */
export async function authenticate(
  { store, clock, rateLimit, refusedTokens }: AuthOptions,
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

/** Who a token belongs to, how many requests an hour they may make, and until when; null for any number and for ever. */
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

const callersOf = remembered(
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
