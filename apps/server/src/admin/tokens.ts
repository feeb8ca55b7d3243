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

/** The input for a token. */
export interface TokenInput {
  name?: string | undefined;
  /** Requests per hour; null: the limit of the server's settings. */
  hourlyLimit?: number | null | undefined;
  /** Null: never. */
  expiresAt?: Seconds | null | undefined;
}

/** The length of a token's id, which is the start of its hash. */
const ID_LENGTH = 12;
/** A shorter text is not looked up as the start of an id. */
const MIN_ID_LENGTH = 6;

/**
 * Creates a token of a user, or an account-wide one. It is returned only here: the database stores its hash.
 *
 * @throws CallError for groups and disabled users
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

/** Lists the account's tokens, without the tokens themselves, which are not stored. */
export async function listTokens({ db, caller }: ReadContext) {
  const rows = await tokensOf({ db, caller });
  return rows.map(tokenView);
}

/**
 * Changes the name, rate limit or expiry of a token.
 *
 * @throws CallError if no token matches, or more than one
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
  if (Object.keys(changes).length === 0)
    throw new CallError('nothing to change: set --name, --limit or --expires');
  await db.update('tokens').set(changes).where('hash', '=', hash).execute();
  return tokenView(await findToken(context, hash));
}

/**
 * Revokes a token. Every process refuses the next request with it.
 *
 * @param text its id or the start of it, its name, or the token itself
 * @throws CallError if no token matches, or more than one
 */
export async function revokeToken(context: WriteContext, text: string) {
  const { db } = context;
  const token = await findToken(context, text);
  await db.remove('tokens').where('hash', '=', token.hash).execute();
  return tokenView(token);
}

/** Revokes all tokens of a user and returns their number. */
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
  const byId = /^[0-9a-f]+$/.test(text) && text.length >= MIN_ID_LENGTH;
  const byIdOrToken = rows.filter(({ hash }) => hash === secret || (byId && hash.startsWith(text)));
  const found = byIdOrToken.length > 0 ? byIdOrToken : rows.filter(({ name }) => sameName(name, text));
  const [token] = found;
  // The message does not repeat the text, which may be a token.
  if (!token) throw new CallError('no token found: give its id, its name or the token itself');
  if (found.length > 1) {
    const ids = found.map(({ hash }) => hash.slice(0, ID_LENGTH)).join(', ');
    throw new CallError(`several tokens match: ${ids}; give the id of one`);
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
