import { setTimeout as wait } from 'node:timers/promises';
import { isAddress } from '../addresses.ts';
import { accountsWithDueMail, claimMails, type Mail, removeMail, returnMail } from '../store/outbox.ts';
import type { Id, Seconds } from '../store/schema.ts';
import type { Store } from '../store/store.ts';
import { messageOf, type Sender } from './message.ts';
import { RefusedError, type Transport } from './transport.ts';

/** How mail is delivered. */
export interface DeliveryOptions extends Sender {
  store: Store;
  transport: Transport;
  log: DeliveryLog;
  /** Told what became of each attempt. */
  count?: (outcome: MailOutcome) => void;
  /** Mails of an account that are under way at once. */
  parallel?: number;
  /** Seconds after which a mail whose sender has not been heard of is taken by another. */
  lease?: number;
  /** Milliseconds between looks for mail that this process was not told about. */
  poll?: number;
  /** How often a mail is tried before it is given up. */
  attempts?: number;
  /** Seconds until the next attempt, after so many. */
  delay?: (attempts: number) => number;
  /** The moment; the machine's clock unless given. */
  clock?: () => Seconds;
}

/** What became of an attempt to send a mail. */
export type MailOutcome = 'sent' | 'delayed' | 'failed';

/** Where the delivery says what an operator should know. */
export interface DeliveryLog {
  warn(about: object, text: string): void;
  error(about: object, text: string): void;
}

/** Mail on its way. */
export interface Delivery {
  /** Says that there is new mail of an account. */
  wake(account: Id): void;
  /** Finishes what is under way and begins no more. */
  stop(): Promise<void>;
}

const USUAL = {
  parallel: 5,
  lease: 120,
  poll: 15_000,
  attempts: 30,
  clock: () => Math.floor(Date.now() / 1000),
};

/** The first attempts follow soon, later ones once an hour: thirty take a day. */
const FIRST_DELAY = 30;
const LONGEST_DELAY = 3600;
/** Milliseconds of rest after nobody took mail, growing. */
const FIRST_REST = 1000;
const LONGEST_REST = 60_000;

function usualDelay(attempts: number): number {
  return Math.min(FIRST_DELAY * 2 ** (attempts - 1), LONGEST_DELAY);
}

function noAddress(recipient: string): RefusedError {
  const cause = new Error(`${JSON.stringify(recipient)} is not an address that mail can be sent to`);
  return new RefusedError(cause, { permanent: true });
}

/**
 * Delivers what is in the outbox, at least once. Several processes may do so from one database: each mail is taken by
 * one of them, and given back by time when that one dies.
 */
export function startDelivery({
  store,
  transport,
  log,
  count,
  delay = usualDelay,
  ...options
}: DeliveryOptions): Delivery {
  const { parallel, lease, poll, attempts, clock } = { ...USUAL, ...options };
  const told = new Set<Id>();
  const stopping = new AbortController();
  let nudge = new AbortController();
  let rest = 0;

  async function work(): Promise<void> {
    let nextLook = 0;
    while (!stopping.signal.aborted) {
      try {
        // By a clock that is never set.
        const looks = performance.now() >= nextLook;
        if (looks) nextLook = performance.now() + poll;
        const accounts = looks ? await accountsWithDueMail(store.reading, clock()) : [];
        const due = new Set([...accounts, ...told]);
        told.clear();
        await deliverAll(due);
        rest = 0;
      } catch (error) {
        rest = Math.min(Math.max(rest * 2, FIRST_REST), LONGEST_REST);
        nextLook = 0;
        log.warn({ err: error }, `Mail cannot be delivered; the next attempt is in ${rest / 1000} s`);
      }
      await pause(nextLook);
    }
  }

  /** Until there is something to do. After nobody took mail, new mail is no reason to try earlier. */
  async function pause(nextLook: number): Promise<void> {
    if (rest === 0 && told.size > 0) return;
    nudge = new AbortController();
    const signal = rest > 0 ? stopping.signal : AbortSignal.any([stopping.signal, nudge.signal]);
    const time = rest > 0 ? rest : Math.max(nextLook - performance.now(), 0);
    await wait(time, undefined, { signal, ref: false }).catch(() => undefined);
  }

  /** An account with much mail does not keep the others waiting: each has a few sent in turn. */
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

  /** @throws Error when nobody takes mail */
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

  /** @throws Error when it could not even be offered; it then waits for its next attempt like one that was refused */
  async function deliver(mail: Mail): Promise<void> {
    try {
      if (!isAddress(mail.recipient)) throw noAddress(mail.recipient);
      // Half the lease: whoever takes it over has to find it undisturbed.
      await transport.send(messageOf(mail, options), AbortSignal.timeout(lease * 500));
    } catch (error) {
      await putBack(mail, error as Error);
      if (error instanceof RefusedError) return;
      throw error;
    }
    count?.('sent');
    await store.write(mail.account_id, (db) => removeMail(db, mail));
  }

  async function putBack(mail: Mail, error: Error): Promise<void> {
    const now = clock();
    const permanent = error instanceof RefusedError && error.permanent;
    const givenUp = permanent || mail.attempts >= attempts;
    const outcome = {
      error: error.message,
      due_at: now + delay(mail.attempts),
      failed_at: givenUp ? now : null,
    };
    const about = { account: mail.account_id, mail: mail.id, attempts: mail.attempts, err: error };
    if (givenUp) log.error(about, 'A mail was given up');
    else if (error instanceof RefusedError) log.warn(about, 'A mail was put off');
    count?.(givenUp ? 'failed' : 'delayed');
    await store.write(mail.account_id, (db) => returnMail(db, mail, outcome));
  }

  const working = work();
  return {
    wake(account) {
      told.add(account);
      nudge.abort();
    },
    async stop() {
      stopping.abort();
      await working;
      transport.close();
    },
  };
}
