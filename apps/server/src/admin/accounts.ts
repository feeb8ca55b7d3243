import { setTimeout as sleep } from 'node:timers/promises';
import type { Selectable } from 'kysely';
import { IANAZone } from 'luxon';
import { type ReadContext, type WriteContext, writingIn } from '../calls/context.ts';
import { CallError, CallFaults } from '../calls/faults.ts';
import { fullName } from '../resources/users/views.ts';
import { removalSteps } from '../store/accounts.ts';
import { narrowed } from '../store/engine.ts';
import { sameName } from '../store/names.ts';
import { Reader } from '../store/rows.ts';
import type { AccountsTable, Id, Seconds } from '../store/schema.ts';
import type { Db, ReadDb, Store } from '../store/store.ts';
import { checkedName } from './checks.ts';
import { createRootType } from './configuration.ts';
import { find, idOf } from './find.ts';
import { createUser } from './people.ts';
import { createService, type NewServiceInput } from './services.ts';
import { createToken } from './tokens.ts';

/** The input for a new account. */
export interface NewAccountInput {
  name: string;
  /** An IANA name; UTC by default. */
  timeZone?: string | undefined;
  /** Its first user, who owns it and has access to its first service. */
  owner: { first_name: string; last_name?: string | undefined; email?: string | undefined };
  service: NewServiceInput;
}

type AccountRow = Selectable<AccountsTable>;

const DEFAULT_TIME_ZONE = 'UTC';
/** Milliseconds between two steps of a removal, so that other writers get the lock. */
const REMOVAL_PAUSE = 5;
/** Attempts to find an id if other commands take them at the same time. */
const MAX_ATTEMPTS = 20;

/**
 * The context in which an operator's command works on an account.
 *
 * @param text an id or name; optional if there is only one account
 * @throws CallError if no account matches, or more than one
 */
export async function operatorContext(
  db: ReadDb,
  text: string | undefined,
  { orRemoved = false } = {},
): Promise<ReadContext> {
  const all = await db.selectFrom('accounts').selectAll().orderBy('id').execute();
  const accounts = text === undefined && !orRemoved ? all.filter((each) => each.removed_at === null) : all;
  const id = text === undefined ? undefined : idOf(text);
  const byName = (name: string) => accounts.filter((account) => sameName(account.name, name));
  const byId = accounts.filter((account) => account.id === id);
  const matches = text === undefined ? accounts : byId.length > 0 ? byId : byName(text);
  const [account] = matches;
  if (accounts.length === 0) throw new CallError('there is no account yet; create one with account create');
  if (!account) throw new CallError(`no account found: ${text}`);
  if (matches.length > 1) {
    const names = matches.map((each) => `${each.id} (${each.name})`).join(', ');
    throw new CallError(`there are several accounts: ${names}; choose one with --account`);
  }
  if (account.removed_at !== null && !orRemoved) {
    throw new CallError(`${account.name} is being removed; run account remove again to finish`);
  }
  return contextOf(db, account);
}

/**
 * Creates an account that is ready to use: an owner, a service with priorities and types, the root of the configuration
 * database, and a token of the owner. The token is returned only here.
 */
export async function createAccount(store: Store, now: Seconds, input: NewAccountInput) {
  for (let attempt = 1; ; attempt += 1) {
    const id = await nextAccountId(store.reading);
    try {
      return await store.write(id, async (db) => {
        const { context, account, owner, service } = await insertAccount(db, id, now, input);
        const user = await find(context, 'user', String(owner.id));
        const { token } = await createToken(context, user, { name: 'first' });
        return { ...account, owner: owner.name, service_id: service.id, service: service.name, token };
      });
    } catch (error) {
      // Another command may have taken the id.
      if (attempt === MAX_ATTEMPTS || (await nextAccountId(store.reading)) === id) throw error;
    }
  }
}

async function nextAccountId(db: ReadDb): Promise<Id> {
  const last = await db
    .selectFrom('accounts')
    .select((eb) => eb.fn.max<Id | null>('id').as('id'))
    .executeTakeFirst();
  return narrowed(BigInt(last?.id ?? 0) + 1n);
}

/** Inserts an account as {@link createAccount} does, with this id and without a token. */
export async function insertAccount(db: Db, id: Id, now: Seconds, input: NewAccountInput) {
  const draft = { id, owner_id: 0, time_zone: input.timeZone ?? DEFAULT_TIME_ZONE };
  const context = writingIn(db, now, contextOf(db, draft));
  const { name, time_zone } = checkedAccount(context, input);
  context.faults.throwIfAny();
  // If another command took the id, the primary key rejects it before anything else is written.
  await db.insertInto('accounts').values({ id, name, time_zone, owner_id: 0 }).execute();
  const owner = await createUser(context, input.owner);
  await db.updateTable('accounts').set({ owner_id: owner.id }).where('id', '=', id).execute();
  await createRootType(context);
  const service = await createService(context, { ...input.service, access: [String(owner.id)] });
  return { context, account: accountView({ id, name, time_zone, owner_id: owner.id }), owner, service };
}

/** Lists the accounts of the database. */
export async function listAccounts(db: ReadDb) {
  return (await db.selectFrom('accounts').selectAll().orderBy('id').execute()).map(accountView);
}

/** Returns the account with the name of its owner. */
export async function showAccount(context: ReadContext) {
  const account = await accountRow(context.db.source, context.caller.account);
  return { ...accountView(account), owner: fullName(await find(context, 'user', String(account.owner_id))) };
}

/** Changes the name, time zone or owner of the account. */
export async function setAccount(
  context: WriteContext,
  input: { name?: string | undefined; timeZone?: string | undefined; owner?: string | undefined },
) {
  const { db, caller, faults } = context;
  const before = await showAccount(context);
  const name = input.name ?? before.name;
  const after = checkedAccount(context, { name, timeZone: input.timeZone ?? before.time_zone });
  const owner = input.owner === undefined ? undefined : await find(context, 'user', input.owner);
  if (owner && owner.disabled_at !== null) throw new CallError(`${fullName(owner)} is disabled`);
  faults.throwIfAny();
  await db.source
    .updateTable('accounts')
    .set({ ...after, owner_id: owner?.id ?? before.owner_id })
    .where('id', '=', caller.account)
    .execute();
  return showAccount(context);
}

/**
 * Removes an account with all its data. The first step disables it. Its data is then removed in small steps, so that other
 * writers need not wait. An interrupted removal continues when it is called again.
 *
 * @param text an id or name; optional if there is only one account
 */
export async function removeAccount(store: Store, text: string | undefined, now: Seconds) {
  const { caller } = await operatorContext(store.reading, text, { orRemoved: true });
  const id = caller.account;
  const shown = await store.write(id, async (db) => {
    const account = await accountRow(db, id);
    await db.deleteFrom('tokens').where('account_id', '=', id).execute();
    await db
      .updateTable('accounts')
      .set({ removed_at: account.removed_at ?? now })
      .where('id', '=', id)
      .execute();
    return accountView(account);
  });
  for (const step of removalSteps) {
    while (!(await store.write(id, (db) => step(db, id))).isDone) await sleep(REMOVAL_PAUSE);
  }
  // Requests that were pending at the first step may have written since.
  await store.write(id, async (db) => {
    for (const step of removalSteps) while (!(await step(db, id)).isDone);
    await db.deleteFrom('accounts').where('id', '=', id).execute();
  });
  return shown;
}

async function accountRow(db: ReadDb, id: Id): Promise<AccountRow> {
  return db.selectFrom('accounts').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
}

function contextOf(
  db: ReadDb,
  { id, time_zone, owner_id }: Pick<AccountRow, 'id' | 'time_zone' | 'owner_id'>,
): ReadContext {
  const caller = { account: id, timeZone: time_zone, user: null, person: owner_id, token: '' };
  return { db: new Reader(db, id), caller, faults: new CallFaults([]) };
}

function checkedAccount(context: ReadContext, input: { name: string; timeZone?: string | undefined }) {
  const time_zone = input.timeZone ?? DEFAULT_TIME_ZONE;
  if (!IANAZone.isValidZone(time_zone))
    context.faults.add('time zone', 'is not an IANA time zone, such as Pacific/Auckland');
  return { name: checkedName(context, 'name', input.name), time_zone };
}

/** An account as commands print it. */
function accountView({
  id,
  name,
  time_zone,
  owner_id,
  removed_at = null,
}: Omit<AccountRow, 'removed_at'> & Partial<AccountRow>) {
  return { id, name, time_zone, owner_id, ...(removed_at !== null && { state: 'being removed' }) };
}
