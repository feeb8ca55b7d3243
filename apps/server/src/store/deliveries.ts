import { type Selectable, sql } from 'kysely';
import type { Db, ReadDb } from './engine.ts';
import { prepared } from './prepared.ts';
import type { Database, Id, OutboxColumns, Seconds } from './schema.ts';

/*
 * What the outboxes have in common. A row is claimed for a lease, then removed when it was delivered, returned for another
 * attempt, or given up. A process that dies loses nothing: its rows are claimed again when their lease has expired.
 */

/** The tables whose rows are to be delivered. */
export type OutboxTable = 'mails' | 'webhook_deliveries';

/** A row of an outbox. */
export type OutboxRow = Selectable<OutboxColumns>;

/** The rows that are delivered independently of others: those of an account, or those of one of its webhooks. */
export interface Lane {
  account: Id;
  webhook?: Id;
}

/** How an attempt that failed is recorded. */
export interface FailedAttempt {
  error: string;
  /** The time of the next attempt. */
  due_at: Seconds;
  /** When it was given up, else null. */
  failed_at: Seconds | null;
}

/** Seconds. A row that is due later than this was postponed by a fast clock and is due now. */
const MAX_WAIT = 86_400;

/** When a row that is due after `now` must have been postponed by a fast clock. */
export function lateAt(now: Seconds): Seconds {
  return now + MAX_WAIT;
}

/** How rows are claimed. */
export interface Claim {
  now: Seconds;
  /** The end of the lease, after which this process is presumed dead. */
  until: Seconds;
  limit: number;
}

/**
 * Claims rows of a lane, those that have been due the longest first. Changes of an account are serialized, so no two
 * processes claim the same row.
 */
export async function claimRows<Table extends OutboxTable>(
  db: Db,
  table: Table,
  lane: Lane,
  { now, until, limit }: Claim,
): Promise<Selectable<Database[Table]>[]> {
  const rows = await dueRows(db, { ...lane, after: -1, until: now, limit }, table);
  if (rows.length < limit) {
    const late = { ...lane, after: lateAt(now), until: Number.MAX_SAFE_INTEGER, limit: limit - rows.length };
    rows.push(...(await dueRows(db, late, table)));
  }
  if (rows.length === 0) return [];
  await claimed(db, { account: lane.account, ids: rows.map(({ id }) => id), now, until }, table);
  return rows.map((row) => ({
    ...row,
    ...('tried_since' in row && { tried_since: row.tried_since ?? now }),
    due_at: until,
    attempts: row.attempts + 1,
  })) as never;
}

interface ClaimedRows extends Record<string, Id | readonly Id[]> {
  account: Id;
  ids: readonly Id[];
  now: Seconds;
  until: Seconds;
}

const claimed = prepared((db: Db, { account, ids, now, until }: ClaimedRows, table: OutboxTable) => {
  const rows = db
    .updateTable(table as 'webhook_deliveries')
    .set((eb) => ({ due_at: until, attempts: eb('attempts', '+', sql.lit(1)) }))
    .where('account_id', '=', account)
    .where('id', 'in', ids);
  // Mails have no such column.
  if (table === 'mails') return rows;
  return rows.set((eb) => ({ tried_since: eb.fn.coalesce('tried_since', eb.val(now)) }));
});

interface DueRows extends Record<string, Id | undefined> {
  account: Id;
  webhook?: Id;
  after: Seconds;
  until: Seconds;
  limit: number;
}

const dueRows = prepared((db, of: DueRows, table: OutboxTable) => {
  const query = db
    .selectFrom(table as 'mails')
    .selectAll()
    .where('account_id', '=', of.account)
    .where('failed_at', 'is', null)
    .where('due_at', '>', of.after)
    .where('due_at', '<=', of.until)
    .orderBy('due_at')
    .orderBy('id')
    .limit(of.limit);
  return of.webhook === undefined ? query : query.where(sql.ref('webhook_id'), '=', of.webhook);
});

/** Removes a claimed row that was delivered, unless another process has claimed it since; returns whether it did. */
export async function removeRow(
  db: Db,
  table: OutboxTable,
  { account_id, id, attempts }: OutboxRow,
): Promise<boolean> {
  const rows = await removed(db, { account: account_id, id, attempts }, table);
  return rows.length > 0;
}

interface ClaimedRow extends Record<string, Id> {
  account: Id;
  id: Id;
  attempts: number;
}

const removed = prepared((db: Db, { account, id, attempts }: ClaimedRow, table: OutboxTable) =>
  db
    .deleteFrom(table as 'mails')
    .where('account_id', '=', account)
    .where('id', '=', id)
    .where('attempts', '=', attempts)
    .returning('id'),
);

/** Records that an attempt failed, unless another process has claimed the row since; returns whether it did. */
export async function returnRow(
  db: Db,
  table: OutboxTable,
  { account_id, id, attempts }: OutboxRow,
  outcome: FailedAttempt,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable(table as 'webhook_deliveries')
    .set(outcome)
    .where((eb) => eb.and({ account_id, id, attempts }))
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** The numbers of waiting and failed rows in all accounts. */
export async function countRows(
  db: ReadDb,
  table: OutboxTable,
): Promise<{ waiting: number; failed: number }> {
  const { all, failed } = await db
    .selectFrom(table as 'mails')
    .select(({ fn }) => [fn.countAll<number>().as('all'), fn.count<number>('failed_at').as('failed')])
    .executeTakeFirstOrThrow();
  return { waiting: all - failed, failed };
}
