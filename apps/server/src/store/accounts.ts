import { sql } from 'kysely';
import type { Db, ReadDb } from './engine.ts';
import { prepared } from './prepared.ts';
import type { Database, Id } from './schema.ts';
import { TABLES } from './tables.ts';
import type { Subscription } from './webhooks.ts';

/** The number of rows and pictures per step of a removal. Other writers get their turn between steps. */
const ROWS = 1000;
const PICTURES = 20;

/**
 * An account with its webhooks that are not disabled, and whether it has events without their record; undefined if it does
 * not exist or is being removed.
 */
export async function servedAccount(
  db: ReadDb,
  account: Id,
): Promise<{ webhooks: Subscription[]; hasIncompleteEvents: boolean } | undefined> {
  const rows = await served(db, { account });
  const [first] = rows;
  if (!first) return undefined;
  return {
    hasIncompleteEvents: first.incomplete !== null,
    webhooks: rows.flatMap(({ id, events }) => (id !== null && events !== null ? [{ id, events }] : [])),
  };
}

// Every write reads its account. The join is a lookup in an index, which costs less than a query of its own.
const served = prepared((db, { account }: { account: Id }) =>
  db
    .selectFrom('accounts')
    .leftJoin('webhooks', (join) =>
      join.onRef('webhooks.account_id', '=', 'accounts.id').on('webhooks.disabled_at', 'is', null),
    )
    .select((eb) => [
      'webhooks.id',
      'webhooks.events',
      eb
        .selectFrom('webhook_deliveries')
        .select('webhook_deliveries.id')
        .whereRef('webhook_deliveries.account_id', '=', 'accounts.id')
        .where('incomplete', '=', sql.lit(1))
        .limit(1)
        .as('incomplete'),
    ])
    .where('accounts.id', '=', account)
    .where('accounts.removed_at', 'is', null)
    .orderBy('webhooks.id'),
);

/** The tables with rows of accounts; those that refer to others come first. */
const ACCOUNT_TABLES = (Object.keys(TABLES) as (keyof Database)[])
  .filter((table) => table !== 'accounts' && table !== 'pictures')
  .reverse();

/** Each step removes some of an account's rows. Pictures come first, because they are found by its avatars. */
export const removalSteps: readonly ((db: Db, account: Id) => Promise<{ isDone: boolean }>)[] = [
  removePictures,
  ...ACCOUNT_TABLES.map((table) => (db: Db, account: Id) => removeRows(db, table, account)),
];

async function removePictures(db: Db, account: Id): Promise<{ isDone: boolean }> {
  const { numAffectedRows = 0n } = await sql`
    delete from pictures where key in (
      select key from pictures
      where public_filename in (select public_filename from avatars where account_id = ${account})
        and public_filename not in (select public_filename from avatars where account_id <> ${account})
      limit ${sql.lit(PICTURES)})`.execute(db);
  return { isDone: numAffectedRows < PICTURES };
}

async function removeRows(db: Db, table: keyof Database, account: Id): Promise<{ isDone: boolean }> {
  const key = sql.join(TABLES[table].map((column) => sql.ref(column)));
  const { numAffectedRows = 0n } = await sql`
    delete from ${sql.table(table)} where account_id = ${account} and (${key}) in (
      select ${key} from ${sql.table(table)} where account_id = ${account} limit ${sql.lit(ROWS)})`.execute(
    db,
  );
  return { isDone: numAffectedRows < ROWS };
}
