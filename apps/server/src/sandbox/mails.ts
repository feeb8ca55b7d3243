import { isAddress } from '../mail-addresses.ts';
import { mailsOf } from '../store/outbox.ts';
import type { Id } from '../store/schema.ts';
import type { Store } from '../store/store.ts';

/** A mail that the provider would have sent. */
export interface SandboxMail {
  /** One address. */
  to: string;
  /** The name of the recipient; `""` if it is not known. */
  name: string;
  /** Starts with the number of the record: `[B#13543] Customers charged twice`. */
  subject: string;
  body: string;
  /** When it was created, in ISO 8601. */
  at: string;
}

/** The waiting mails of an account, oldest first. */
export async function mailsIn(store: Store, account: Id): Promise<SandboxMail[]> {
  const mails = await mailsOf(store.reading, account);
  const sendable = mails.filter(({ recipient }) => isAddress(recipient));
  return sendable.map(({ recipient, recipient_name, subject, body, created_at }) => ({
    to: recipient,
    name: recipient_name,
    subject,
    body,
    at: new Date(created_at * 1000).toISOString().replace('.000Z', 'Z'),
  }));
}
