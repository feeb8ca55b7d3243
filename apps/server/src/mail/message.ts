import { domainToASCII } from 'node:url';
import type { SendMailOptions } from 'nodemailer';
import { mailboxIn } from '../addresses.ts';
import type { Mail } from '../store/outbox.ts';

/** Who sends, and where the desk is found. */
export interface Sender {
  /** `Service Desk <desk@example.com>`, or the address alone. */
  from: string;
  /** Where the desk is found, for links: `https://desk.example.com`. No links unless given. */
  deskUrl?: string | undefined;
}

/**
 * A mail of the outbox as it is sent. Its Message-ID is the same at each attempt, so that one that was sent twice, as
 * happens when a process dies before it could say that it had sent it, can be recognised.
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
    // Nobody's absence is told to a program.
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/**
 * The id that all mail of a record refers to, so that mail programs show it as one conversation. It follows from the
 * reference that a subject begins with, `[B#13543]`.
 */
function threadOf({ subject, account_id }: Mail, domain: string): string | undefined {
  const [, kind, number] = /^\[(\w+)#(\d+)\]/.exec(subject) ?? [];
  return kind && `<${kind}-${number}.${account_id}@${domain}>`;
}

/** The domain of an address as ids may hold it: ASCII, even where the address is not. */
function domainOf(address: string): string {
  return domainToASCII(address.slice(address.lastIndexOf('@') + 1)) || 'localhost';
}
