import type { Settings } from '../settings/table.ts';
import type { Store } from '../store/store.ts';
import { type Delivery, type DeliveryOptions, startDelivery } from './mail-delivery.ts';
import { fileTransport, smtpTransport } from './transport.ts';

/** The number of connections to the mail server, and of an account's mails that are sent at the same time. */
const PARALLEL = 5;
/** The sender of mail that is written to files. */
const DEFAULT_SENDER = 'Service Desk <service-desk@localhost>';

/** Starts the delivery with the transport of the settings. */
export function startMail(
  { smtpUrl, mailFrom, mailDir, mailLease, deskUrl }: MailSettings,
  store: Store,
  watch: Pick<DeliveryOptions, 'log' | 'count'>,
): Delivery {
  const transport = smtpUrl ? smtpTransport(smtpUrl, PARALLEL) : fileTransport(mailDir);
  const from = mailFrom ?? DEFAULT_SENDER;
  return startDelivery({ store, transport, ...watch, from, deskUrl, lease: mailLease, parallel: PARALLEL });
}

type MailSettings = Pick<Settings, 'smtpUrl' | 'mailFrom' | 'mailLease' | 'deskUrl'> & { mailDir: string };
