import type { Caller } from '../records/context.ts';
import { prepared } from '../store/prepared.ts';
import { remembered } from '../store/remembered.ts';
import type { Seconds } from '../store/schema.ts';
import type { ReadDb } from '../store/store.ts';
import { hashOf } from '../store/tokens.ts';

/** The token of an `Authorization: Basic` header, whose user name is ignored. Old clients leave blanks behind it. */
export function tokenOf(authorization: string | undefined): string | undefined {
  const encoded = /^\s*basic\s+([A-Za-z0-9+/=_-]+)\s*$/i.exec(authorization ?? '')?.[1];
  if (!encoded) return undefined;
  const pair = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  return colon < 0 ? undefined : pair.slice(colon + 1).trim() || undefined;
}

/** Who a token belongs to, how many requests an hour he may make, and until when; null for any number and for ever. */
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
