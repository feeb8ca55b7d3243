import { sql } from 'kysely';
import { prepared, preparedRows } from './prepared.ts';
import type { Reader, Writer } from './rows.ts';
import type { Id, Seconds } from './schema.ts';
import type { Db } from './store.ts';

/** How long a response is kept for its key. */
export const KEY_LIFETIME: Seconds = 24 * 3600;

/** How many expired rows each new one removes: several, so that they become fewer, and few, so that no call waits. */
const REMOVED = 10;

/** An idempotency key, and the request that it was sent with. */
export interface KeyedRequest {
  /** The user of the token, or 0 for an account-wide token. */
  user: Id;
  key: string;
  /** A hash of the method, the address, the media type and the body. */
  request: string;
}

/** What is stored for a key that has not expired: the hash of its request, and the text of its response. */
export async function findResponse(
  rows: Reader,
  { user, key }: KeyedRequest,
  now: Seconds,
): Promise<{ request: string; response: string } | undefined> {
  const [found] = await responsesOf(rows, { user, key, since: now - KEY_LIFETIME });
  return found;
}

const responsesOf = preparedRows((rows, { user, key, since }: { user: Id; key: string; since: Seconds }) =>
  rows
    .from('idempotency_keys')
    .select(['request', 'response'])
    .where('user_id', '=', user)
    .where('key', '=', key)
    .where('created_at', '>', since),
);

/** Stores the response of a request for its key, in the transaction of what the request writes. */
export async function putResponse(
  rows: Writer,
  { user, key, request }: KeyedRequest,
  response: string,
  now: Seconds,
): Promise<void> {
  const { source, account } = rows;
  await stored(source, { account, user, key, request, response, now });
  await removed(source, { account, until: now - KEY_LIFETIME });
}

interface Stored {
  account: Id;
  user: Id;
  key: string;
  request: string;
  response: string;
  now: Seconds;
}

// An expired row of the key may still be there.
const stored = prepared((db: Db, { account, user, now, ...texts }: Stored & Record<string, Id | string>) =>
  db
    .insertInto('idempotency_keys')
    .values({ account_id: account, user_id: user, created_at: now, ...texts })
    .onConflict((conflict) =>
      conflict.columns(['account_id', 'user_id', 'key']).doUpdateSet((eb) => ({
        request: eb.ref('excluded.request'),
        response: eb.ref('excluded.response'),
        created_at: eb.ref('excluded.created_at'),
      })),
    )
    .returning('created_at'),
);

const removed = prepared((db: Db, { account, until }: { account: Id; until: Seconds }) =>
  db
    .deleteFrom('idempotency_keys')
    .where('account_id', '=', account)
    .where((eb) => {
      const key = eb.refTuple('user_id', 'key');
      const expired = eb
        .selectFrom('idempotency_keys')
        .select(['user_id', 'key'])
        .where('account_id', '=', account)
        .where('created_at', '<=', until)
        .limit(sql.lit(REMOVED));
      return eb(key, 'in', expired.$asTuple('user_id', 'key'));
    })
    .returning('key'),
);
