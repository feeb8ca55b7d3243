import type { SendMailOptions } from 'nodemailer';
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
  return {
    from,
    to: { name: mail.recipient_name, address: mail.recipient },
    subject: mail.subject,
    text: `${mail.body}${link}\n`,
    date: new Date(mail.created_at * 1000),
    messageId: `<${mail.message_key}@${domainOf(from)}>`,
    // Nobody's absence is told to a program.
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

function domainOf(from: string): string {
  return /@([^\s@<>]+)>?\s*$/.exec(from)?.[1] ?? 'localhost';
}
