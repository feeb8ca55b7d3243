import { randomUUID } from 'node:crypto';
import { CallError } from '../calls/faults.ts';
import { timestamp } from '../rules/time.ts';
import type { Seconds } from '../store/schema.ts';
import type { Webhook } from '../store/webhooks.ts';
import type { EndpointSender } from './sender.ts';
import { signedHeaders } from './signature.ts';

/**
 * Sends a test event to an endpoint, once.
 *
 * @returns the status of the response, the beginning of its text, and milliseconds
 * @throws CallError if the endpoint did not receive it
 */
export async function testEndpoint(sender: EndpointSender, webhook: Webhook, now: Seconds) {
  const id = `evt_${randomUUID().replaceAll('-', '')}`;
  const body = JSON.stringify({ type: 'test', timestamp: timestamp(now), data: {} });
  const began = performance.now();
  const outcome = await sender
    .send(webhook.url, signedHeaders(webhook, { id, body }, now), body)
    .catch((error: Error) => error);
  const milliseconds = Math.round(performance.now() - began);
  if (outcome instanceof Error) throw new CallError(`the endpoint did not receive it: ${outcome.message}`);
  const { status, text } = outcome;
  if (status < 200 || status > 299)
    throw new CallError(`the endpoint did not receive it: HTTP ${status}${text ? `: ${text}` : ''}`);
  return { webhook: webhook.id, id, status, text, milliseconds };
}
