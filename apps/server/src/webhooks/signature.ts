import { createHmac, randomBytes } from 'node:crypto';
import type { Seconds } from '../store/schema.ts';
import type { Webhook } from '../store/webhooks.ts';

/*
 * Signatures after the Standard Webhooks specification.
 */

const PREFIX = 'whsec_';
/** The length of a new key in bytes. */
const KEY_LENGTH = 32;

/** Creates a random secret. */
export function newSecret(): string {
  return PREFIX + randomBytes(KEY_LENGTH).toString('base64');
}

/** What is sent with an event. */
export interface SignedHeaders extends Record<string, string> {
  'content-type': string;
  'webhook-id': string;
  'webhook-timestamp': string;
  'webhook-signature': string;
}

/** The headers of an attempt. After a rotation, it is signed by the old secret as well until that one expires. */
export function signedHeaders(
  webhook: Pick<Webhook, 'secret' | 'old_secret' | 'old_secret_until'>,
  { id, body }: { id: string; body: string },
  now: Seconds,
): SignedHeaders {
  const { secret, old_secret, old_secret_until } = webhook;
  const secrets = old_secret !== null && (old_secret_until ?? 0) > now ? [secret, old_secret] : [secret];
  return {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(now),
    'webhook-signature': secrets.map((each) => signature(each, `${id}.${now}.${body}`)).join(' '),
  };
}

function signature(secret: string, content: string): string {
  const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
  return `v1,${createHmac('sha256', key).update(content).digest('base64')}`;
}
