import type { Command } from 'commander';
import { timestamp } from '../../rules/time.ts';
import { mailsOf, retryFailedMails } from '../../store/outbox.ts';
import { accountCommand, reads, writes } from './command.ts';

/** `service-desk mail`. */
export function addMailCommands(program: Command): void {
  const mail = program.command('mail').description('Mail that is waiting to be sent or has failed.');

  reads(
    accountCommand(
      mail,
      'list',
      'Lists the mail that has not been sent, with the error of the last attempt.',
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
    accountCommand(mail, 'retry', 'Sends failed mail again, with a fresh number of attempts.'),
    async ({ db, caller }) => ({ retried: await retryFailedMails(db.source, caller.account) }),
  );
}
