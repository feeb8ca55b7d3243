import { startWorker, WORKER_DEFAULTS, type WorkerOptions } from '../delivery/worker.ts';
import type { Id } from '../store/schema.ts';
import type { Store } from '../store/store.ts';
import {
  dueWebhooks,
  removeDelivery,
  returnDelivery,
  type Webhook,
  type WebhookDelivery,
  type WebhookLane,
} from '../store/webhooks.ts';
import { type ClaimedEvent, claimEvents } from './claim-events.ts';
import type { EndpointSender } from './sender.ts';
import { signedHeaders } from './signature.ts';

/** The options of the delivery. */
export interface WebhookOptions extends WorkerOptions {
  store: Store;
  sender: EndpointSender;
  /** Seconds from the first attempt until a delivery is parked. */
  retryFor?: number;
  /** Seconds until the next attempt, by the number of attempts so far. */
  delay?: (attempts: number) => number;
  /** Milliseconds until the next attempt at an endpoint, by the number of failures in a row. */
  rest?: (failures: number) => number;
}

/** A running delivery. */
export interface WebhookWorker {
  /** Notifies it of new events for a webhook. */
  wake(account: Id, webhook: Id): void;
  /** Finishes pending attempts and starts no more. */
  stop(): Promise<void>;
}

/** The maximum number of webhooks that are served at the same time. */
const LANES = 20;
const DAY = 86_400;
/** Seconds between the attempts of an event: exponential up to an hour. */
const FIRST_DELAY = 5;
const MAX_DELAY = 3600;
/** An endpoint is left alone after this number of failures in a row. It gets one attempt at a time until it responds. */
const MAX_FAILURES = 5;
const FIRST_REST = 1000;
const MAX_REST = 60_000;
/** Milliseconds until new events are delivered, so that the response to their call is sent first. */
const WAKE_DELAY = 20;
/** The maximum length of an error that is stored. */
const MAX_ERROR = 500;

function defaultDelay(attempts: number): number {
  return Math.min(FIRST_DELAY * 2 ** (attempts - 1), MAX_DELAY);
}

function defaultRest(failures: number): number {
  return Math.min(FIRST_REST * 2 ** (failures - MAX_FAILURES), MAX_REST);
}

/**
 * Delivers the events of the outbox to the endpoints of webhooks, at least once, and those of a record one after the other.
 * An endpoint that fails does not delay others.
 */
export function startWebhookWorker({
  store,
  sender,
  count,
  retryFor = DAY,
  delay = defaultDelay,
  rest = defaultRest,
  ...options
}: WebhookOptions): WebhookWorker {
  const settings = { ...WORKER_DEFAULTS, ...options };
  const { log, clock } = settings;
  /** The endpoints that are failing. */
  const failing = new Map<string, { failures: number; restsUntil: number }>();
  const timers = new Set<NodeJS.Timeout>();
  /** The lanes that are about to be served. */
  const woken = new Set<string>();

  const keyOf = ({ account, webhook }: WebhookLane) => `${account} ${webhook}`;
  const laneOf = ({ account_id, webhook_id }: WebhookDelivery) => ({
    account: account_id,
    webhook: webhook_id,
  });

  async function deliver({ webhook, delivery }: ClaimedEvent): Promise<() => Promise<void>> {
    const error = await attempt(webhook, delivery);
    const lane = laneOf(delivery);
    if (error !== undefined) {
      noteFailure(lane);
      return () => recordFailure(delivery, error);
    }
    failing.delete(keyOf(lane));
    count?.('sent');
    return () => store.write(lane.account, (db) => removeDelivery(db, delivery));
  }

  /** @returns the error, if it failed */
  async function attempt({ url, ...secrets }: Webhook, { event_key: id, body }: WebhookDelivery) {
    try {
      const { status, text } = await sender.send(url, signedHeaders(secrets, { id, body }, clock()), body);
      if (status >= 200 && status < 300) return undefined;
      return text ? `HTTP ${status}: ${text}` : `HTTP ${status}`;
    } catch (error) {
      return (error as Error).message || String((error as NodeJS.ErrnoException).code ?? error);
    }
  }

  async function recordFailure(delivery: WebhookDelivery, error: string): Promise<void> {
    const now = clock();
    const isParked = now - (delivery.tried_since ?? now) >= retryFor;
    const { account_id: account, webhook_id: webhook, id, event, attempts } = delivery;
    const about = { account, webhook, delivery: id, event, attempts, error };
    if (isParked) log.error(about, 'An event was parked: its endpoint has not received it for too long');
    else log.warn(about, 'An event was not received and will be retried');
    count?.(isParked ? 'failed' : 'delayed');
    const outcome = {
      error: error.slice(0, MAX_ERROR),
      due_at: now + delay(attempts),
      failed_at: isParked ? now : null,
    };
    await store.write(account, (db) => returnDelivery(db, delivery, outcome));
  }

  /** Leaves an endpoint alone for a while if it has failed several times in a row. */
  function noteFailure(lane: WebhookLane): void {
    const key = keyOf(lane);
    const failures = (failing.get(key)?.failures ?? 0) + 1;
    const time = failures < MAX_FAILURES ? 0 : rest(failures);
    failing.set(key, { failures, restsUntil: performance.now() + time });
    if (time === 0) return;
    const timer = setTimeout(() => {
      timers.delete(timer);
      worker.wake(lane);
    }, time).unref();
    timers.add(timer);
  }

  const isResting = (lane: WebhookLane) => (failing.get(keyOf(lane))?.restsUntil ?? 0) > performance.now();

  const worker = startWorker<WebhookLane, ClaimedEvent>({
    ...settings,
    name: 'Webhooks',
    lanes: LANES,
    keyOf,
    due: async (now) => (await dueWebhooks(store.reading, now)).filter((lane) => !isResting(lane)),
    async claim(lane, claim, pending) {
      const isFailing = (failing.get(keyOf(lane))?.failures ?? 0) >= MAX_FAILURES;
      if (isResting(lane) || (isFailing && pending > 0)) return [];
      const limit = isFailing ? 1 : claim.limit;
      return claimEvents(store, lane, { ...claim, limit });
    },
    deliver,
  });
  return {
    wake(account, webhook) {
      const lane = { account, webhook };
      if (woken.has(keyOf(lane))) return;
      woken.add(keyOf(lane));
      const timer = setTimeout(() => {
        timers.delete(timer);
        woken.delete(keyOf(lane));
        worker.wake(lane);
      }, WAKE_DELAY).unref();
      timers.add(timer);
    },
    async stop() {
      for (const timer of timers) clearTimeout(timer);
      await worker.stop();
      sender.close();
    },
  };
}
