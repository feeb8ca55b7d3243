import type { Selectable } from 'kysely';
import type { ReadContext, WriteContext } from '../calls/context.ts';
import { CallError } from '../calls/faults.ts';
import { fullName } from '../resources/users/views.ts';
import { timestamp } from '../rules/time.ts';
import { sameName } from '../store/names.ts';
import type { NamedRow, Seconds, TokensTable, UsersTable } from '../store/schema.ts';
import { hashOf, newToken } from '../store/tokens.ts';
import { checkedName } from './checks.ts';

type UserRow = NamedRow<UsersTable>;
type TokenRow = Selectable<TokensTable>;

/** What an operator says about a token. */
export interface TokenInput {
  name?: string | undefined;
  /** Requests an hour; null leaves it to the provider's setting. */
  hourlyLimit?: number | null | undefined;
  /** Null for never. */
  expiresAt?: Seconds | null | undefined;
}

/** As much of the hash as tells one token from another, for people to name it by. */
const ID_LENGTH = 12;
/** Fewer digits are taken for no id. */
const SHORTEST_ID = 6;

/**
 * A new token of a user, or an account-wide one. This is the only time that it is shown: what is kept is its hash.
 *
 * @throws CallError for whoever can have none
 */
export async function createToken(context: WriteContext, user: UserRow | null, input: TokenInput) {
  const { db, caller, now, faults } = context;
  if (user?.kind === 'group') throw new CallError(`${fullName(user)} is a group: only users have tokens`);
  if (user && user.disabled_at !== null) throw new CallError(`${fullName(user)} is disabled`);
  const token = newToken();
  const row: TokenRow = {
    hash: hashOf(token),
    account_id: caller.account,
    user_id: user?.id ?? null,
    hourly_limit: input.hourlyLimit ?? null,
    created_at: now,
    name: input.name === undefined ? '' : checkedName(context, 'name', input.name),
    expires_at: checkedExpiry(context, input.expiresAt),
  };
  faults.throwIfAny();
  await db.insert('tokens', row).execute();
  return { token, ...tokenView({ ...row, ...(user ?? { first_name: null, last_name: null }) }) };
}

/** The account's tokens, without the tokens themselves, which nobody knows any more. */
export async function listTokens({ db, caller }: ReadContext) {
  const rows = await tokensOf({ db, caller });
  return rows.map(tokenView);
}

/**
 * Changes what is known of a token.
 *
 * @throws CallError when none is meant
 */
export async function setToken(context: WriteContext, text: string, input: TokenInput) {
  const { db, faults } = context;
  const { hash } = await findToken(context, text);
  const changes = {
    ...(input.name !== undefined && { name: checkedName(context, 'name', input.name) }),
    ...(input.hourlyLimit !== undefined && { hourly_limit: input.hourlyLimit }),
    ...(input.expiresAt !== undefined && { expires_at: checkedExpiry(context, input.expiresAt) }),
  };
  faults.throwIfAny();
  if (Object.keys(changes).length === 0) throw new CallError('nothing to change was said');
  await db.update('tokens').set(changes).where('hash', '=', hash).execute();
  return tokenView(await findToken(context, hash));
}

/**
 * Takes a token out of use. The next request with it is refused, by every process.
 *
 * @param text its id or the beginning of it, its name, or the token itself
 * @throws CallError when none is meant
 */
export async function revokeToken(context: WriteContext, text: string) {
  const { db } = context;
  const token = await findToken(context, text);
  await db.remove('tokens').where('hash', '=', token.hash).execute();
  return tokenView(token);
}

/** Takes all tokens of a user out of use, and answers how many. */
export async function revokeTokensOf({ db }: WriteContext, user: UserRow): Promise<number> {
  const { numDeletedRows } = await db.remove('tokens').where('user_id', '=', user.id).executeTakeFirst();
  return Number(numDeletedRows);
}

function checkedExpiry({ faults, now }: WriteContext, at: Seconds | null | undefined): Seconds | null {
  if (at !== null && at !== undefined && at <= now) faults.add('expires', 'must be in the future');
  return at ?? null;
}

async function findToken(context: ReadContext, text: string) {
  const rows = await tokensOf(context);
  const secret = hashOf(text);
  const byId = /^[0-9a-f]+$/.test(text) && text.length >= SHORTEST_ID;
  const meant = rows.filter(({ hash }) => hash === secret || (byId && hash.startsWith(text)));
  const found = meant.length > 0 ? meant : rows.filter(({ name }) => sameName(name, text));
  const [token] = found;
  // What was typed may be a token, which belongs on no screen and in no log.
  if (!token) throw new CallError('no token found: name it by its id, its name or the token itself');
  if (found.length > 1) {
    const ids = found.map(({ hash }) => hash.slice(0, ID_LENGTH)).join(', ');
    throw new CallError(`each of ${ids} may be meant: name the token by its id`);
  }
  return token;
}

async function tokensOf({ db }: Pick<ReadContext, 'db' | 'caller'>) {
  return db
    .from('tokens')
    .leftJoin('users', (join) =>
      join.onRef('users.account_id', '=', 'tokens.account_id').onRef('users.id', '=', 'tokens.user_id'),
    )
    .selectAll('tokens')
    .select(['users.first_name', 'users.last_name'])
    .orderBy('tokens.created_at')
    .orderBy('tokens.hash')
    .execute();
}

function tokenView(row: TokenRow & { first_name: string | null; last_name: string | null }) {
  return {
    id: row.hash.slice(0, ID_LENGTH),
    name: row.name,
    user_id: row.user_id,
    user:
      row.user_id === null
        ? '(account-wide)'
        : fullName({ first_name: row.first_name ?? '', last_name: row.last_name ?? '' }),
    hourly_limit: row.hourly_limit,
    created_at: timestamp(row.created_at),
    expires_at: timestamp(row.expires_at),
  };
}
