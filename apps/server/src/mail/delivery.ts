import { setTimeout as wait } from 'node:timers/promises';
import { isAddress } from '../addresses.ts';
import { accountsWithDueMail, claimMails, type Mail, removeMail, returnMail } from '../store/outbox.ts';
import type { Id, Seconds } from '../store/schema.ts';
import type { Store } from '../store/store.ts';
import { messageOf, type Sender } from './message.ts';
import { RefusedError, type Transport } from './transport.ts';

/** The options of the delivery. */
export interface DeliveryOptions extends Sender {
  store: Store;
  transport: Transport;
  log: DeliveryLog;
  /** Called with the outcome of each attempt. */
  count?: (outcome: MailOutcome) => void;
  /** The maximum number of an account's mails that are sent at the same time. */
  parallel?: number;
  /** Seconds until another process may claim a mail whose sender has died. */
  lease?: number;
  /** Milliseconds between checks for mail of other processes. */
  poll?: number;
  /** The maximum number of attempts per mail. */
  attempts?: number;
  /** Seconds until the next attempt, by the number of attempts so far. */
  delay?: (attempts: number) => number;
  /** The current time; the system clock by default. */
  clock?: () => Seconds;
}

/** The outcome of an attempt to send a mail. */
export type MailOutcome = 'sent' | 'delayed' | 'failed';

/** The log of the delivery. */
export interface DeliveryLog {
  warn(about: object, text: string): void;
  error(about: object, text: string): void;
}

/** A running delivery. */
export interface Delivery {
  /** Notifies it of new mail of an account. */
  wake(account: Id): void;
  /** Finishes pending attempts and starts no more. */
  stop(): Promise<void>;
}

const DEFAULTS = {
  parallel: 5,
  lease: 120,
  poll: 15_000,
  attempts: 30,
  clock: () => Math.floor(Date.now() / 1000),
};

/** Seconds between the attempts of a mail: exponential up to an hour, so thirty attempts take a day. */
const FIRST_DELAY = 30;
const MAX_DELAY = 3600;
/** Milliseconds of backoff during an outage of the mail server, growing exponentially. */
const FIRST_BACKOFF = 1000;
const MAX_BACKOFF = 60_000;

function defaultDelay(attempts: number): number {
  return Math.min(FIRST_DELAY * 2 ** (attempts - 1), MAX_DELAY);
}

function invalidAddress(recipient: string): RefusedError {
  const cause = new Error(`${JSON.stringify(recipient)} is not a valid e-mail address`);
  return new RefusedError(cause, { permanent: true });
}

/**
 * Delivers the mail of the outbox at least once. Several processes may do so on one database: each mail is claimed by one of
 * them, and its claim expires if that process dies.
 */
export function startDelivery({
  store,
  transport,
  log,
  count,
  delay = defaultDelay,
  ...options
}: DeliveryOptions): Delivery {
  const { parallel, lease, poll, attempts, clock } = { ...DEFAULTS, ...options };
  const notified = new Set<Id>();
  const stopping = new AbortController();
  let waking = new AbortController();
  let backoff = 0;

  async function work(): Promise<void> {
    let nextPoll = 0;
    while (!stopping.signal.aborted) {
      try {
        // The monotonic clock is independent of changes of the system time.
        const isPollDue = performance.now() >= nextPoll;
        if (isPollDue) nextPoll = performance.now() + poll;
        const accounts = isPollDue ? await accountsWithDueMail(store.reading, clock()) : [];
        const due = new Set([...accounts, ...notified]);
        notified.clear();
        await deliverAll(due);
        backoff = 0;
      } catch (error) {
        backoff = Math.min(Math.max(backoff * 2, FIRST_BACKOFF), MAX_BACKOFF);
        nextPoll = 0;
        log.warn({ err: error }, `Mail cannot be delivered; the next attempt is in ${backoff / 1000} s`);
      }
      await pause(nextPoll);
    }
  }

  /** Waits until there is something to do. During a backoff, new mail does not end the wait. */
  async function pause(nextPoll: number): Promise<void> {
    if (backoff === 0 && notified.size > 0) return;
    waking = new AbortController();
    const signal = backoff > 0 ? stopping.signal : AbortSignal.any([stopping.signal, waking.signal]);
    const time = backoff > 0 ? backoff : Math.max(nextPoll - performance.now(), 0);
    await wait(time, undefined, { signal, ref: false }).catch(() => undefined);
  }

  /** Sends a few mails of each account in turn, so that an account with much mail does not delay the others. */
  async function deliverAll(accounts: Iterable<Id>): Promise<void> {
    let waiting = [...accounts];
    while (waiting.length > 0 && !stopping.signal.aborted) {
      const more: Id[] = [];
      for (const account of waiting) {
        if (stopping.signal.aborted) return;
        if ((await deliverSome(account)) === parallel) more.push(account);
      }
      waiting = more;
    }
  }

  /** @throws Error if the mail server does not accept mail */
  async function deliverSome(account: Id): Promise<number> {
    const now = clock();
    const mails = await store.write(account, (db) =>
      claimMails(db, account, { now, until: now + lease, limit: parallel }),
    );
    const outcomes = await Promise.allSettled(mails.map(deliver));
    const outage = outcomes.find((outcome) => outcome.status === 'rejected');
    if (outage) throw outage.reason;
    return mails.length;
  }

  /** @throws Error if the mail server could not be reached; the mail is then delayed like a refused one */
  async function deliver(mail: Mail): Promise<void> {
    try {
      if (!isAddress(mail.recipient)) throw invalidAddress(mail.recipient);
      // Half of the lease, so that the attempt has ended before another process can claim the mail.
      await transport.send(messageOf(mail, options), AbortSignal.timeout(lease * 500));
    } catch (error) {
      await recordFailure(mail, error as Error);
      if (error instanceof RefusedError) return;
      throw error;
    }
    count?.('sent');
    await store.write(mail.account_id, (db) => removeMail(db, mail));
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

  const working = work();
  return {
    wake(account) {
      notified.add(account);
      waking.abort();
    },
    async stop() {
      stopping.abort();
      await working;
      transport.close();
    },
  };
}
