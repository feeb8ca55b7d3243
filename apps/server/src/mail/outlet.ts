import type { Settings } from '../settings/table.ts';
import type { Store } from '../store/store.ts';
import { type Delivery, type DeliveryOptions, startDelivery } from './delivery.ts';
import { fileTransport, smtpTransport } from './transport.ts';

/** Connections to the mail server, and mails of an account that are under way at once. */
const PARALLEL = 5;
/** Who sends what nobody but the operator will see. */
const NOBODY = 'Service Desk <service-desk@localhost>';

/** Starts to deliver what is in the outbox, the way that the settings say. */
export function openOutlet(
  { smtpUrl, mailFrom, mailDir, mailLease, deskUrl }: MailSettings,
  store: Store,
  watch: Pick<DeliveryOptions, 'log' | 'count'>,
): Delivery {
  const transport = smtpUrl ? smtpTransport(smtpUrl, PARALLEL) : fileTransport(mailDir);
  const from = mailFrom ?? NOBODY;
  return startDelivery({ store, transport, ...watch, from, deskUrl, lease: mailLease, parallel: PARALLEL });
}

type MailSettings = Pick<Settings, 'smtpUrl' | 'mailFrom' | 'mailLease' | 'deskUrl'> & { mailDir: string };
