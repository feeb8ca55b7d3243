import type { Id } from '../store/schema.ts';
import { nextNumbers } from '../store/sequences.ts';
import type { Store } from '../store/store.ts';
import { removeDelivery } from '../store/webhooks.ts';
import { claimEvents } from '../webhooks/claim-events.ts';
import { newSecret, signedHeaders } from '../webhooks/signature.ts';

/** An event as the provider would send it to an endpoint. */
export interface SandboxEvent {
  /** Its `webhook-id`. */
  id: string;
  /** Such as `incident.created`. */
  type: string;
  /** The headers of the request. Its timestamp is the real time, so that a receiver accepts it. */
  headers: Record<string, string>;
  /** The body of the request, which is signed as it is. */
  body: string;
  /** Why the receiver did not take it, if it failed. */
  error?: string;
}

/** Takes an event: a function in this process, or the URL of an endpoint. An event whose receiver fails is not repeated. */
export type SandboxReceiver = ((event: SandboxEvent) => unknown) | string | URL;

/** The options of {@link SandboxWebhooks.listen}. */
export interface ListenOptions {
  /** Patterns of events, such as `incident.*`; all by default. */
  events?: readonly string[];
}

/** The webhooks of a sandbox, which are delivered in its process. */
export class SandboxWebhooks {
  /** The secret of the signatures. */
  readonly secret: string = newSecret();
  readonly #store: Store;
  readonly #account: Id;
  readonly #receivers = new Map<Id, SandboxReceiver | undefined>();
  #sent: SandboxEvent[] = [];
  #delivering: Promise<void> = Promise.resolve();

  constructor(store: Store, account: Id) {
    this.#store = store;
    this.#account = account;
  }

  /**
   * Delivers the events of later calls, one after the other, until the next reset.
   *
   * @param receiver takes each of them; without it they are only recorded
   */
  async listen(receiver?: SandboxReceiver, { events = ['*'] }: ListenOptions = {}): Promise<void> {
    const id = await this.#store.write(this.#account, async (db) => {
      const next = await nextNumbers(db, this.#account, 'webhook', 1);
      const { secret } = this;
      const row = { account_id: this.#account, id: next, url: 'sandbox:', events: events.join(','), secret };
      await db
        .insertInto('webhooks')
        .values({ ...row, created_at: 0 })
        .execute();
      return next;
    });
    this.#receivers.set(id, receiver);
  }

  /** The events since the last reset, after all of them were delivered. */
  async sent(): Promise<SandboxEvent[]> {
    await this.#delivering;
    return [...this.#sent];
  }

  /** Delivers what is waiting for a webhook, if it is one of {@link listen}. */
  deliver(webhook: Id): void {
    if (!this.#receivers.has(webhook)) return;
    this.#delivering = this.#delivering.then(() => this.#deliverAll(webhook));
  }

  /** Forgets all receivers and events. */
  clear(): void {
    this.#receivers.clear();
    this.#sent = [];
  }

  async #deliverAll(webhook: Id): Promise<void> {
    const lane = { account: this.#account, webhook };
    const claim = { now: 0, until: 1, limit: 1 };
    for (;;) {
      const [claimed] = await claimEvents(this.#store, lane, claim);
      if (!claimed) return;
      const { event_key: id, event: type, body } = claimed.delivery;
      const headers = signedHeaders(claimed.webhook, { id, body }, Math.floor(Date.now() / 1000));
      const event: SandboxEvent = { id, type, headers, body };
      await call(this.#receivers.get(webhook), event).catch((error: Error) => {
        event.error = error.message;
      });
      this.#sent.push(event);
      await this.#store.write(lane.account, (db) => removeDelivery(db, claimed.delivery));
    }
  }
}

async function call(receiver: SandboxReceiver | undefined, event: SandboxEvent): Promise<void> {
  if (typeof receiver === 'function') await receiver({ ...event });
  else if (receiver !== undefined) {
    const { headers, body } = event;
    const { ok, status } = await fetch(receiver, { method: 'POST', headers, body, redirect: 'manual' });
    if (!ok) throw new Error(`HTTP ${status}`);
  }
}
