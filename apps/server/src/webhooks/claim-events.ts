import { completeEvents } from '../resources/records/event-bodies.ts';
import type { Claim } from '../store/deliveries.ts';
import type { Store } from '../store/store.ts';
import { claimDeliveries, type Webhook, type WebhookDelivery, type WebhookLane } from '../store/webhooks.ts';

/** An event that is to be sent, with its webhook. */
export interface ClaimedEvent {
  webhook: Webhook;
  delivery: WebhookDelivery;
}

/** Claims events of a webhook, none of which lacks its record; none if the webhook was disabled or removed. */
export function claimEvents(store: Store, lane: WebhookLane, claim: Claim): Promise<ClaimedEvent[]> {
  return store.write(lane.account, async (db) => {
    await completeEvents(db, lane.account);
    return claimDeliveries(db, lane, claim);
  });
}
