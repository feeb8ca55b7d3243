import { type Outcome, startWorker, WORKER_DEFAULTS, type WorkerOptions } from '../delivery/worker.ts';
import { isAddress } from '../mail-addresses.ts';
import { accountsWithDueMail, claimMails, type Mail, removeMail, returnMail } from '../store/outbox.ts';
import type { Id } from '../store/schema.ts';
import type { Store } from '../store/store.ts';
import { messageOf, type Sender } from './message.ts';
import { RefusedError, type Transport } from './transport.ts';

/** The options of the delivery. */
export interface DeliveryOptions extends Sender, WorkerOptions {
  store: Store;
  transport: Transport;
  /** The maximum number of attempts per mail. */
  attempts?: number;
  /** Seconds until the next attempt, by the number of attempts so far. */
  delay?: (attempts: number) => number;
}

/** The outcome of an attempt to send a mail. */
export type MailOutcome = Outcome;

/** A running delivery. */
export interface Delivery {
  /** Notifies it of new mail of an account. */
  wake(account: Id): void;
  /** Finishes pending attempts and starts no more. */
  stop(): Promise<void>;
}

const ATTEMPTS = 30;
/** Seconds between the attempts of a mail: exponential up to an hour, so thirty attempts take a day. */
const FIRST_DELAY = 30;
const MAX_DELAY = 3600;

function defaultDelay(attempts: number): number {
  return Math.min(FIRST_DELAY * 2 ** (attempts - 1), MAX_DELAY);
}

function invalidAddress(recipient: string): RefusedError {
  const cause = new Error(`${JSON.stringify(recipient)} is not a valid e-mail address`);
  return new RefusedError(cause, { permanent: true });
}

/** Delivers the mail of the outbox at least once, one account after the other, as there is one mail server. */
export function startDelivery({
  store,
  transport,
  count,
  attempts = ATTEMPTS,
  delay = defaultDelay,
  from,
  deskUrl,
  ...options
}: DeliveryOptions): Delivery {
  const settings = { ...WORKER_DEFAULTS, ...options };
  const { log, lease, clock } = settings;

  /** If the mail server cannot be reached, the mail is delayed like a refused one. */
  async function deliver(mail: Mail): Promise<() => Promise<void>> {
    try {
      if (!isAddress(mail.recipient)) throw invalidAddress(mail.recipient);
      // Half of the lease, so that the attempt has ended before another process can claim the mail.
      await transport.send(messageOf(mail, { from, deskUrl }), AbortSignal.timeout(lease * 500));
    } catch (error) {
      return async () => {
        await recordFailure(mail, error as Error);
        if (!(error instanceof RefusedError)) throw error;
      };
    }
    count?.('sent');
    return () => store.write(mail.account_id, (db) => removeMail(db, mail));
  }

  async function recordFailure(mail: Mail, error: Error): Promise<void> {
    const now = clock();
    const permanent = error instanceof RefusedError && error.permanent;
    const hasFailed = permanent || mail.attempts >= attempts;
    const outcome = {
      error: error.message,
      due_at: now + delay(mail.attempts),
      failed_at: hasFailed ? now : null,
    };
    const about = { account: mail.account_id, mail: mail.id, attempts: mail.attempts, err: error };
    if (hasFailed) log.error(about, 'A mail has failed permanently');
    else if (error instanceof RefusedError) log.warn(about, 'A mail was refused and will be retried');
    count?.(hasFailed ? 'failed' : 'delayed');
    await store.write(mail.account_id, (db) => returnMail(db, mail, outcome));
  }

  const worker = startWorker<Id, Mail>({
    ...settings,
    name: 'Mail',
    lanes: 1,
    keyOf: String,
    due: (now) => accountsWithDueMail(store.reading, now),
    claim: (account, claim) => store.write(account, (db) => claimMails(db, account, claim)),
    deliver,
  });
  return {
    wake: worker.wake,
    async stop() {
      await worker.stop();
      transport.close();
    },
  };
}
