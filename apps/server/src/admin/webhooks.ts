import type { ReadContext, WriteContext } from '../calls/context.ts';
import { EVENTS } from '../calls/events.ts';
import { CallError } from '../calls/faults.ts';
import { webhookTypes } from '../generated/operations.ts';
import { timestamp } from '../rules/time.ts';
import type { Id, Seconds } from '../store/schema.ts';
import { nextNumber } from '../store/sequences.ts';
import { isNotifiedOf, retryParked, type Webhook } from '../store/webhooks.ts';
import { newSecret } from '../webhooks/signature.ts';
import { idOf } from './find.ts';

/** The input for a webhook. */
export interface WebhookInput {
  url: string;
  /** Patterns of events. */
  events: readonly string[];
}

/** Seconds for which the secret before a rotation signs as well. */
const ROTATION = 86_400;
/** The longest URL of an endpoint. */
const MAX_URL = 2000;

/** Creates a webhook. Its secret is returned only here. */
export async function createWebhook(context: WriteContext, { url, events }: WebhookInput) {
  const { db, caller, now, faults } = context;
  const unknown = events.filter((pattern) => !isPattern(pattern));
  if (unknown.length > 0) {
    const example = `such as incident.created, incident.* or *.closed, of the events ${EVENTS.join(', ')}`;
    faults.say('events', `${unknown.join(', ')}: no webhook has such an event, ${example}`);
  }
  if (url.length > MAX_URL) faults.say('url', `the URL has more than ${MAX_URL} characters`);
  faults.throwIfAny();
  const webhook: Webhook = {
    account_id: caller.account,
    id: await nextNumber(db, 'webhook'),
    url,
    events: events.join(','),
    secret: newSecret(),
    old_secret: null,
    old_secret_until: null,
    created_at: now,
    disabled_at: null,
  };
  await db.insert('webhooks', webhook).execute();
  const { id, events: stored, secret } = webhook;
  return { id, url, events: stored, secret };
}

/** Whether a text is a pattern that fits an event: `*`, `incident.*`, `*.closed` or `incident.closed`. */
function isPattern(text: string): boolean {
  return (
    /^(\*|\w+\.(\*|\w+)|\*\.\w+)$/.test(text) &&
    webhookTypes.some((type) => isNotifiedOf({ events: text }, type))
  );
}

/** Lists the webhooks with what they have not received. */
export async function listWebhooks({ db }: ReadContext) {
  const webhooks = await db.from('webhooks').selectAll().orderBy('id').execute();
  const counts = await db
    .from('webhook_deliveries')
    .select(({ fn }) => [
      'webhook_id',
      fn.countAll<number>().as('all'),
      fn.count<number>('failed_at').as('parked'),
    ])
    .groupBy('webhook_id')
    .execute();
  return webhooks.map((webhook) => {
    const { all = 0, parked = 0 } = counts.find(({ webhook_id }) => webhook_id === webhook.id) ?? {};
    return { ...webhookView(webhook), waiting: all - parked, parked };
  });
}

/** Lists the events that webhooks have not received, oldest first. */
export async function listDeliveries({ db }: ReadContext, { parked }: { parked: boolean }) {
  // Without the bodies: thousands of events may wait.
  let query = db
    .from('webhook_deliveries')
    .select(['id', 'webhook_id', 'event', 'record_id', 'created_at', 'attempts', 'failed_at', 'error'])
    .orderBy('id');
  if (parked) query = query.where('failed_at', 'is not', null);
  const rows = await query.execute();
  return rows.map(({ id, webhook_id, event, record_id, created_at, attempts, failed_at, error }) => ({
    id,
    webhook: webhook_id,
    event,
    record: record_id,
    caused_at: timestamp(created_at),
    attempts,
    parked_at: timestamp(failed_at),
    error,
  }));
}

/**
 * A webhook by its id or URL.
 *
 * @throws CallError if there is none, or several have the URL
 */
export async function findWebhook({ db }: ReadContext, text: string): Promise<Webhook> {
  const id = idOf(text);
  const byId = id === undefined ? undefined : await db.byId('webhooks', id);
  if (byId) return byId;
  const [webhook, ...others] = await db.from('webhooks').selectAll().where('url', '=', text).execute();
  if (!webhook) throw new CallError(`no webhook ${JSON.stringify(text)} found: give its id or its URL`);
  if (others.length > 0) {
    const ids = [webhook, ...others].map((each) => each.id).join(', ');
    throw new CallError(`several webhooks have this URL: ${ids}; give the id of one`);
  }
  return webhook;
}

/** Enables a webhook, or disables it. A disabled one gets nothing: what was waiting stays, and new events are left out. */
export async function setDisabled(context: WriteContext, text: string, disabledAt: Seconds | null) {
  const { id } = await findWebhook(context, text);
  await context.db.update('webhooks').set({ disabled_at: disabledAt }).where('id', '=', id).execute();
  return webhookView(await webhookWithId(context, id));
}

/** Removes a webhook with what it has not received. */
export async function removeWebhook(context: WriteContext, text: string) {
  const { db } = context;
  const webhook = await findWebhook(context, text);
  const { numDeletedRows } = await db
    .remove('webhook_deliveries')
    .where('webhook_id', '=', webhook.id)
    .executeTakeFirst();
  await db.remove('webhooks').where('id', '=', webhook.id).execute();
  return { ...webhookView(webhook), removed_events: Number(numDeletedRows) };
}

/** Gives a webhook a new secret, which is returned only here. The one before signs as well for a day. */
export async function rotateSecret(context: WriteContext, text: string) {
  const { db, now } = context;
  const { id, secret: old_secret } = await findWebhook(context, text);
  const secret = newSecret();
  const old_secret_until = now + ROTATION;
  await db.update('webhooks').set({ secret, old_secret, old_secret_until }).where('id', '=', id).execute();
  return { id, secret, old_secret_until: timestamp(old_secret_until) };
}

/** Sends the parked events of a webhook again and returns their number. */
export async function retryWebhook(context: WriteContext, text: string) {
  const { db } = context;
  const { id } = await findWebhook(context, text);
  return { retried: await retryParked(db.source, { account: db.account, webhook: id }) };
}

async function webhookWithId({ db }: ReadContext, id: Id): Promise<Webhook> {
  const webhook = await db.byId('webhooks', id);
  if (!webhook) throw new CallError(`no webhook ${id} found`);
  return webhook;
}

/** A webhook without its secrets. */
function webhookView({ id, url, events, created_at, disabled_at }: Webhook) {
  return { id, url, events, created_at: timestamp(created_at), disabled_at: timestamp(disabled_at) };
}
