import type { Command } from 'commander';
import { timestamp } from '../../rules/time.ts';
import { mailsOf, retryFailedMails } from '../../store/outbox.ts';
import { accountCommand, reads, writes } from './command.ts';

/** `service-desk mail`. */
export function addMail(program: Command): void {
  const mail = program.command('mail').description('Mail that waits to be sent, or was given up.');

  reads(
    accountCommand(
      mail,
      'list',
      'Lists the mail that has not been sent, with what the last attempt failed with.',
    ),
    async ({ db, caller }) =>
      (await mailsOf(db.source, caller.account)).map(
        ({ id, recipient, subject, created_at, attempts, failed_at, error }) => ({
          id,
          to: recipient,
          subject,
          caused_at: timestamp(created_at),
          attempts,
          given_up_at: timestamp(failed_at),
          error,
        }),
      ),
    ['id', 'to', 'subject', 'attempts', 'given_up_at', 'error'],
  );

  writes(
    accountCommand(mail, 'retry', 'Has the mail that was given up tried again, from the beginning.'),
    async ({ db, caller }) => ({ retried: await retryFailedMails(db.source, caller.account) }),
  );
}
