import { randomUUID } from 'node:crypto';
import type { Selectable } from 'kysely';
import {
  type Claim,
  claimRows,
  countRows,
  type FailedAttempt,
  lateAt,
  removeRow,
  returnRow,
} from './deliveries.ts';
import type { Db, ReadDb } from './engine.ts';
import { prepared } from './prepared.ts';
import type { Id, MailsTable, Seconds } from './schema.ts';
import { nextNumbers } from './sequences.ts';

/** A mail in the outbox. */
export type Mail = Selectable<MailsTable>;

/** The content and recipient of a mail. */
export type NewMail = Pick<Mail, 'recipient' | 'recipient_name' | 'subject' | 'body' | 'path'>;

/** The number of rows per statement: databases limit its parameters. */
const ROWS = 100;

/** Puts mails into the outbox, in the transaction of the change that causes them. */
export async function putMails(db: Db, account: Id, mails: readonly NewMail[], now: Seconds): Promise<void> {
  if (mails.length === 0) return;
  const first = await nextNumbers(db, account, 'mail', mails.length);
  const rows = mails.map((mail, index) => ({
    account_id: account,
    id: first + index,
    message_key: randomUUID(),
    ...mail,
    created_at: now,
    attempts: 0,
    due_at: 0,
    failed_at: null,
    error: '',
  }));
  for (let at = 0; at < rows.length; at += ROWS) {
    await db
      .insertInto('mails')
      .values(rows.slice(at, at + ROWS))
      .execute();
  }
}

/** The unsent mails of an account, oldest first. */
export async function mailsOf(db: ReadDb, account: Id): Promise<Mail[]> {
  return db.selectFrom('mails').selectAll().where('account_id', '=', account).orderBy('id').execute();
}

/** The numbers of waiting and failed mails in all accounts. */
export function countMails(db: ReadDb): Promise<{ waiting: number; failed: number }> {
  return countRows(db, 'mails');
}

/** The accounts with mail that is due. The query works per account, so that a partitioned database can run it locally. */
export async function accountsWithDueMail(db: ReadDb, now: Seconds): Promise<Id[]> {
  const rows = await dueAccounts(db, { now, late: lateAt(now) });
  return rows.map(({ id }) => id);
}

// The first and the last waiting mail of an account come from an index, independent of their number.
const dueAccounts = prepared((db, { now, late }: { now: Seconds; late: Seconds }) =>
  db
    .selectFrom('accounts')
    .select('id')
    .where((eb) => {
      const waiting = (order: 'asc' | 'desc') =>
        eb
          .selectFrom('mails')
          .select('due_at')
          .whereRef('mails.account_id', '=', 'accounts.id')
          .where('failed_at', 'is', null)
          .orderBy('due_at', order)
          .limit(1);
      return eb.or([eb(waiting('asc'), '<=', now), eb(waiting('desc'), '>', late)]);
    })
    .where('removed_at', 'is', null),
);

/** Claims mails of an account for sending. */
export function claimMails(db: Db, account: Id, claim: Claim): Promise<Mail[]> {
  return claimRows(db, 'mails', { account }, claim);
}

/** Removes a claimed mail that was sent, unless another process has claimed it since. */
export async function removeMail(db: Db, mail: Mail): Promise<void> {
  await removeRow(db, 'mails', mail);
}

/** Records that a claimed mail could not be sent, with the error and the time of the next attempt, if any. */
export async function returnMail(db: Db, mail: Mail, outcome: FailedAttempt): Promise<void> {
  await returnRow(db, 'mails', mail, outcome);
}

/** Resets the failed mails of an account for new attempts and returns their number. */
export async function retryFailedMails(db: Db, account: Id): Promise<number> {
  const { numUpdatedRows } = await db
    .updateTable('mails')
    .set({ failed_at: null, due_at: 0, attempts: 0, error: '' })
    .where('account_id', '=', account)
    .where('failed_at', 'is not', null)
    .executeTakeFirst();
  return Number(numUpdatedRows);
}
