import type { Settings } from '../settings/table.ts';
import type { Store } from '../store/store.ts';
import { permissionFor } from './addresses.ts';
import { startWebhookWorker, type WebhookOptions, type WebhookWorker } from './delivery.ts';
import { type EndpointSender, httpSender } from './sender.ts';

/** Starts the delivery to the endpoints that the settings permit. */
export function startWebhooks(
  settings: Pick<Settings, 'webhookAllow'>,
  store: Store,
  watch: Pick<WebhookOptions, 'log' | 'count'>,
): WebhookWorker {
  return startWebhookWorker({ store, sender: senderFor(settings), ...watch });
}

/** Sends requests to the endpoints that the settings permit. */
export function senderFor({ webhookAllow = [] }: Pick<Settings, 'webhookAllow'>): EndpointSender {
  return httpSender({ permission: permissionFor(webhookAllow) });
}
