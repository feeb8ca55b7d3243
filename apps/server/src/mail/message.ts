import { domainToASCII } from 'node:url';
import type { SendMailOptions } from 'nodemailer';
import { mailboxIn } from '../mail-addresses.ts';
import type { Mail } from '../store/outbox.ts';

/** The sender, and the URL for links. */
export interface Sender {
  /** `Service Desk <desk@example.com>`, or the address alone. */
  from: string;
  /** The URL of the desk, for links: `https://desk.example.com`. No links without it. */
  deskUrl?: string | undefined;
}

/**
 * The message of a mail in the outbox. Its Message-ID is the same for each attempt, so that duplicates can be recognized. A
 * mail is sent twice if a process dies before it can record the first attempt.
 */
export function messageOf(mail: Mail, { from, deskUrl }: Sender): SendMailOptions & { messageId: string } {
  const link = deskUrl && mail.path ? `\n\n${deskUrl.replace(/\/+$/, '')}${mail.path}` : '';
  const sender = mailboxIn(from);
  const domain = domainOf(sender?.address ?? '');
  const thread = threadOf(mail, domain);
  return {
    from: sender,
    to: { name: mail.recipient_name, address: mail.recipient },
    subject: mail.subject,
    text: `${mail.body}${link}\n`,
    date: new Date(mail.created_at * 1000),
    messageId: `<${mail.message_key}@${domain}>`,
    ...(thread && { inReplyTo: thread, references: thread }),
    // Suppresses automatic replies, such as out-of-office notices.
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/**
 * The thread id of all mail of a record, by which mail programs group it. It is derived from the reference at the start of
 * the subject, `[B#13543]`.
 */
function threadOf({ subject, account_id }: Mail, domain: string): string | undefined {
  const [, kind, number] = /^\[(\w+)#(\d+)\]/.exec(subject) ?? [];
  return kind && `<${kind}-${number}.${account_id}@${domain}>`;
}

/** The domain of an address in ASCII, as required in a Message-ID. */
function domainOf(address: string): string {
  return domainToASCII(address.slice(address.lastIndexOf('@') + 1)) || 'localhost';
}
