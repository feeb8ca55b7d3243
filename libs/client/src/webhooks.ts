import type { webhooks } from './generated/types.ts';
import { exactText } from './json.ts';

/** The name of an event, such as `incident.created`. */
export type WebhookType = keyof webhooks;

/**
 * An event that a provider sent: `type` is its type, `timestamp` its time, and `data` has the record as `get` returns it.
 * `WebhookEvent<'incident.created'>` is the event of one type.
 */
export type WebhookEvent<Type extends WebhookType = WebhookType> = {
  [Each in Type]: webhooks[Each]['post']['requestBody']['content']['application/json'];
}[Type];

/** The headers of a request: of `fetch`, of Node, or a plain object with names in upper or lower case. */
export type WebhookHeaders =
  | { get(name: string): string | null }
  | Readonly<Record<string, string | readonly string[] | undefined>>;

/** Options of {@link verifyWebhook}. */
export interface WebhookOptions {
  /** How many seconds the timestamp may differ from the clock. Default, 300. */
  tolerance?: number;
}

/**
 * The check that a request did not pass: a header is missing, the timestamp is no number or too far from the clock, no
 * signature was made with the secret, or the body is no event.
 */
export type WebhookCheck = 'headers' | 'timestamp' | 'signature' | 'body';

/** A request is not a webhook of the provider: respond with 400, and do not use its body. */
export class WebhookError extends Error {
  override name = 'WebhookError';
  /** The check that failed. */
  readonly check: WebhookCheck;

  constructor(check: WebhookCheck, text: string, options?: ErrorOptions) {
    super(text, options);
    this.check = check;
  }
}

/** Whether an error means that a request is not a webhook of the provider. */
export function isWebhookError(error: unknown): error is WebhookError {
  return error instanceof WebhookError;
}

const PREFIX = 'whsec_';
const DEFAULT_TOLERANCE = 300;

/**
 * Verifies a request by the Standard Webhooks specification, and returns its event. Integers beyond 2^53 are strings of
 * their digits, as in the results of calls.
 *
 * @param body the text or the bytes of the body as they were received: the signature is of these
 * @param secret the secret of the endpoint, `whsec_` and base64
 * @throws WebhookError if a check fails
 * @throws TypeError if an argument cannot be used, such as a parsed body
 */
export async function verifyWebhook(
  headers: WebhookHeaders,
  body: string | ArrayBuffer | ArrayBufferView,
  secret: string,
  { tolerance = DEFAULT_TOLERANCE }: WebhookOptions = {},
): Promise<WebhookEvent> {
  if (!(tolerance >= 0)) throw new TypeError(`tolerance must be 0 or more seconds, not ${tolerance}`);
  const bytes = bytesOf(body);
  const key = await keyOf(secret);
  const [id, timestamp, signatures] = ['id', 'timestamp', 'signature'].map((name) =>
    headerOf(headers, `webhook-${name}`),
  ) as [string, string, string];
  checkTimestamp(timestamp, tolerance);
  const signed = joined(new TextEncoder().encode(`${id}.${timestamp}.`), bytes);
  const matches = signatures.split(' ').map(async (signature) => {
    const [, encoded] = /^v1,(.+)$/.exec(signature) ?? [];
    const code = encoded && fromBase64(encoded);
    // Compares in constant time.
    return code ? crypto.subtle.verify('HMAC', key, code, signed) : false;
  });
  if (!(await Promise.all(matches)).includes(true))
    throw new WebhookError('signature', 'No signature of the webhook was made with this secret');
  return eventOf(new TextDecoder().decode(bytes));
}

/** @throws TypeError that says what the body has to be */
function bytesOf(body: unknown): Uint8Array {
  if (typeof body === 'string') return new TextEncoder().encode(body);
  if (ArrayBuffer.isView(body)) return new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
  if (Object.prototype.toString.call(body) === '[object ArrayBuffer]')
    return new Uint8Array(body as ArrayBuffer);
  throw new TypeError('body must be the text or the bytes of the request as received, before it is parsed');
}

/** @throws TypeError that does not show the secret */
function keyOf(secret: unknown) {
  const bytes =
    typeof secret === 'string' && secret.startsWith(PREFIX) && fromBase64(secret.slice(PREFIX.length));
  if (!bytes || bytes.length === 0) throw new TypeError(`secret must be ${PREFIX} and base64`);
  return crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['verify']);
}

/** The bytes of a base64 text; undefined if it is none. */
function fromBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}

/** @throws WebhookError if the header is missing */
function headerOf(headers: WebhookHeaders, name: string): string {
  const value =
    typeof headers.get === 'function'
      ? headers.get(name)
      : Object.entries(headers).find(([each]) => each.toLowerCase() === name)?.[1];
  // A header that was sent more than once.
  const text = Array.isArray(value) ? value.join(' ') : value;
  if (!text) throw new WebhookError('headers', `The header ${name} is missing`);
  return text as string;
}

/** @throws WebhookError if the timestamp is no number, or too far from the clock */
function checkTimestamp(timestamp: string, tolerance: number): void {
  if (!/^\d+$/.test(timestamp))
    throw new WebhookError('timestamp', `webhook-timestamp is not a number of seconds: ${timestamp}`);
  const age = Date.now() / 1000 - Number(timestamp);
  if (Math.abs(age) <= tolerance) return;
  const distance = `${Math.round(Math.abs(age))} seconds ${age > 0 ? 'ago' : 'in the future'}`;
  throw new WebhookError('timestamp', `The webhook was sent ${distance}; the tolerance is ${tolerance}`);
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

/** @throws WebhookError if the text is no event */
function eventOf(text: string): WebhookEvent {
  let event: Partial<WebhookEvent> | null;
  try {
    event = JSON.parse(exactText(text));
  } catch (cause) {
    throw new WebhookError('body', 'The body of the webhook is not JSON', { cause });
  }
  if (typeof event?.type !== 'string' || typeof event.data !== 'object' || event.data === null)
    throw new WebhookError('body', 'The body of the webhook has no type and data');
  return event as WebhookEvent;
}
