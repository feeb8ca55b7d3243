import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { DAN } from './demo/demo-ids.ts';
import { accountsWithDueMail, claimMails, removeMail, returnMail } from './store/outbox.ts';
import { TABLES } from './store/tables.ts';
import { hashOf } from './store/tokens.ts';
import { documentedCalls } from './test-support/documented-calls.ts';
import { startProvider } from './test-support/provider.ts';
import {
  type AccountColumns,
  accountUseOf,
  type RecordedStatement,
  recordStatements,
} from './test-support/statements.ts';

/*
 * What a distributed engine that speaks Postgres's protocol, such as Citus, needs in order to spread accounts over
 * machines: whatever is kept, found or changed is of one account, and says so.
 */

const { sandbox, as } = await startProvider();
const { reading } = sandbox.store;

/** The tables that every machine has whole (in Citus, reference tables), and why they cannot be of an account. */
const EVERYWHERE: Record<string, string> = {
  tokens: 'a request has nothing but a token, which determines the account',
  pictures: 'browsers load them from paths that cannot be guessed and that name no account',
};

/** What is asked of all accounts: how each statement begins, and why. */
const OF_ALL: Record<string, string> = {
  'select "tokens"."account_id"': 'who calls, and with it the account, is what is looked for',
  'select "id" from "accounts" where ((select "due_at"':
    'whose mail is due; each account is looked at where it is',
};

/** The account of each table's rows. */
const columns: AccountColumns = new Map(
  Object.keys(TABLES)
    .filter((table) => !(table in EVERYWHERE))
    .map((table) => [table, table === 'accounts' ? 'id' : 'account_id']),
);

/** Neither that of the world nor the one that the sandbox has beside it. */
const OTHER_ACCOUNT = 3;
const OTHER_TOKEN = 'test-other-account';

/** An account beside the world's, which has something of its own. */
async function addOtherAccount(): Promise<void> {
  await sandbox.store.write(OTHER_ACCOUNT, async (db) => {
    const dan = await db
      .selectFrom('users')
      .selectAll()
      .where('account_id', '=', 1)
      .where('id', '=', DAN)
      .executeTakeFirstOrThrow();
    await db
      .insertInto('accounts')
      .values({ id: OTHER_ACCOUNT, name: 'Other', owner_id: DAN, time_zone: 'UTC' })
      .execute();
    await db
      .insertInto('users')
      .values({ ...dan, account_id: OTHER_ACCOUNT })
      .execute();
    const token = { hourly_limit: 1000, created_at: 0, account_id: OTHER_ACCOUNT, user_id: DAN };
    await db
      .insertInto('tokens')
      .values({ ...token, hash: hashOf(OTHER_TOKEN) })
      .execute();
  });
}

/** All that is sent to the database while every operation is called, by the documented callers and by another account. */
async function statementsOfTheSurface(): Promise<RecordedStatement[]> {
  const all: RecordedStatement[] = [];
  for (const call of documentedCalls()) {
    if (call.method !== 'GET' || all.length === 0) {
      await sandbox.reset();
      await addOtherAccount();
    }
    const { recorded, stop } = recordStatements();
    for (const token of [call.token, OTHER_TOKEN]) {
      await as(token).send(`/v1${call.path}${call.query}`, {
        method: call.method,
        ...(call.body !== undefined && {
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify(call.body),
        }),
      });
    }
    await deliver();
    stop();
    all.push(...recorded);
  }
  return all;
}

/** Takes the mail that calls caused, as its delivery does. */
async function deliver(): Promise<void> {
  const now = Number.MAX_SAFE_INTEGER;
  for (const account of await accountsWithDueMail(reading, now)) {
    await sandbox.store.write(account, async (db) => {
      const [first, ...others] = await claimMails(db, account, { now, until: now, limit: 10 });
      if (first) await returnMail(db, first, { error: 'not now', due_at: now, failed_at: null });
      for (const mail of others) await removeMail(db, mail);
    });
  }
}

test('every statement says of which account it is, and no transaction is of two', async () => {
  const statements = await statementsOfTheSurface();
  const faults = new Set<string>();
  const transactions = new Map<number, Set<string>>();
  const accounts = new Set<string>();
  const met = new Set<string>();
  for (const statement of statements) {
    const ofAll = Object.keys(OF_ALL).find((start) => statement.text.startsWith(start));
    if (ofAll) {
      met.add(ofAll);
      continue;
    }
    const read = await accountUseOf(statement, columns);
    for (const fault of read.faults) faults.add(fault);
    const within =
      statement.transaction === undefined
        ? new Set<string>()
        : (transactions.get(statement.transaction) ?? new Set());
    if (statement.transaction !== undefined) transactions.set(statement.transaction, within);
    for (const account of read.accounts) {
      within.add(account);
      accounts.add(account);
    }
    if (within.size > 1) faults.add(`accounts ${[...within].join(' and ')} together in ${statement.text}`);
  }
  expect([...faults]).toEqual([]);
  // What was looked at was really there.
  expect([...accounts].toSorted()).toEqual(['1', String(OTHER_ACCOUNT)]);
  expect(met).toEqual(new Set(Object.keys(OF_ALL)));
  expect(transactions.size).toBeGreaterThan(100);
  const different = new Set(statements.map(({ text }) => text));
  console.log(
    `${statements.length} statements, ${different.size} of them different, in ${transactions.size} transactions: ` +
      'each says of which account it is',
  );
}, 180_000);

test('a statement that leaves out the account is found', async () => {
  const faultsOf = async (text: string) =>
    (await accountUseOf({ text, values: [1, 2], transaction: undefined }, columns)).faults.length;
  expect(await faultsOf('select * from incidents where account_id = $1 and id = $2')).toBe(0);
  expect(await faultsOf('select * from incidents where id = $1')).toBe(1);
  expect(await faultsOf('select * from incidents where account_id = $1 or id = $2')).toBe(1);
  const join = 'select 1 from incidents as record join notes on notes.parent_id = record.id';
  expect(await faultsOf(`${join} where record.account_id = $1`)).toBe(1);
  expect(
    await faultsOf(`${join} and notes.account_id = record.account_id where record.account_id = $1`),
  ).toBe(0);
  const part = 'select * from incidents where account_id = $1 and id in (select parent_id from watches';
  expect(await faultsOf(`${part})`)).toBe(1);
  expect(await faultsOf(`${part} where account_id = $1)`)).toBe(0);
  expect(await faultsOf(`${part} where watches.account_id = incidents.account_id)`)).toBe(0);
  expect(await faultsOf('update incidents set title = $1 where id = $2')).toBe(1);
  expect(await faultsOf('delete from incidents where id = $2')).toBe(1);
  expect(await faultsOf('insert into companies (id) values ($1)')).toBe(1);
  expect(
    await faultsOf('insert into companies (account_id, id) values ($1, $2) on conflict (id) do nothing'),
  ).toBe(1);
});

test('every index begins with the account, every foreign key has it, and no sequence is shared', async () => {
  const { rows: indexes } = await sql<{ table: string; name: string; first: string }>`
    select t.relname as table, i.relname as name, pg_get_indexdef(x.indexrelid, 1, true) as first
    from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class t on t.oid = x.indrelid
    join pg_namespace n on n.oid = t.relnamespace where n.nspname = 'public'`.execute(reading);
  const ours = indexes.filter(({ table }) => columns.has(table));
  expect(new Set(ours.map(({ table }) => table))).toEqual(new Set(columns.keys()));
  expect(ours.filter(({ table, first }) => first !== columns.get(table))).toEqual([]);

  const { rows: keys } = await sql<{ name: string }>`
    select conname as name from pg_constraint c where contype = 'f' and not exists (
      select 1 from pg_attribute a where a.attrelid = c.conrelid and a.attnum = any (c.conkey) and a.attname = 'account_id'
    )`.execute(reading);
  expect(keys).toEqual([]);
  const { rows: sequences } = await sql<{
    name: string;
  }>`select sequencename as name from pg_sequences`.execute(reading);
  expect(sequences).toEqual([]);
});
