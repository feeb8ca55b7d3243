import { insertAccount } from '../admin/accounts.ts';
import { find } from '../admin/find.ts';
import { setTimeAdministrator } from '../admin/people.ts';
import type { Id, Seconds } from '../store/schema.ts';
import type { Db } from '../store/store.ts';
import { hashOf } from '../store/tokens.ts';

/** The account of the empty world. */
export const EMPTY_ACCOUNT = 1;

/** The tokens of its agent and its account. */
export const EMPTY_TOKENS = { agent: 'sandbox-agent', account: 'sandbox-account' };

/** Seeds an empty database with an account, as `account create` does, with fixed tokens and without records. */
export async function seedEmptyWorld(db: Db, now: Seconds, account_id: Id = EMPTY_ACCOUNT): Promise<void> {
  const { context, owner } = await insertAccount(db, account_id, now, {
    name: 'Sandbox',
    owner: { first_name: 'Sam', last_name: 'Sandbox', email: 'sam@sandbox.example' },
    service: { name: 'Help Desk' },
  });
  await setTimeAdministrator(context, await find(context, 'user', String(owner.id)), true);
  const token = { account_id, hourly_limit: null, created_at: now };
  await db
    .insertInto('tokens')
    .values([
      { ...token, hash: hashOf(EMPTY_TOKENS.agent), user_id: owner.id },
      { ...token, hash: hashOf(EMPTY_TOKENS.account), user_id: null },
    ])
    .execute();
}
