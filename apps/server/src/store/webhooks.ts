import { randomUUID } from 'node:crypto';
import { type Selectable, sql } from 'kysely';
import {
  type Claim,
  claimRows,
  countRows,
  type FailedAttempt,
  type Lane,
  lateAt,
  removeRow,
  returnRow,
} from './deliveries.ts';
import type { Db, ReadDb } from './engine.ts';
import { prepared } from './prepared.ts';
import type { Id, RecordType, Seconds, WebhookDeliveriesTable, WebhooksTable } from './schema.ts';
import { nextNumbers } from './sequences.ts';

/** An endpoint that is notified of events. */
export type Webhook = Selectable<WebhooksTable>;

/** An event that an endpoint has not received. */
export type WebhookDelivery = Selectable<WebhookDeliveriesTable>;

/** The lane of a webhook. */
export type WebhookLane = Required<Lane>;

/** An event of a record, as it is sent. */
export interface NewEvent {
  record: { type: RecordType; id: Id };
  /** Its type: `incident.created`. */
  event: string;
  body: string;
}

/** Whether a webhook is notified of an event, by its patterns: `*`, `incident.*`, `*.closed` or a type. */
export function isNotifiedOf({ events }: Pick<Webhook, 'events'>, event: string): boolean {
  const [record, name] = event.split('.');
  return events.split(',').some((pattern) => {
    const [of, which = '*'] = pattern.split('.');
    return (of === '*' || of === record) && (which === '*' || which === name);
  });
}

/** The webhooks of an account that are not disabled. */
export function enabledWebhooks(db: ReadDb, account: Id): Promise<Webhook[]> {
  return enabled(db, { account });
}

const enabled = prepared((db, { account }: { account: Id }) =>
  db
    .selectFrom('webhooks')
    .selectAll()
    .where('account_id', '=', account)
    .where('disabled_at', 'is', null)
    .orderBy('id'),
);

/**
 * Puts the events of a record into the outboxes of these webhooks, in the transaction of the change that causes them. An
 * event waits while an earlier one of its record does.
 */
export async function putEvents(
  db: Db,
  account: Id,
  webhooks: readonly Webhook[],
  events: readonly NewEvent[],
  now: Seconds,
): Promise<void> {
  const rows = webhooks.flatMap((webhook) =>
    events
      .filter(({ event }) => isNotifiedOf(webhook, event))
      .map(({ record, event, body }) => ({ webhook, record, event, body })),
  );
  if (rows.length === 0) return;
  let id = await nextNumbers(db, account, 'webhook_delivery', rows.length);
  for (const { webhook, record, event, body } of rows) {
    await storeDelivery(db, {
      account,
      id,
      webhook: webhook.id,
      recordType: record.type,
      recordId: record.id,
      key: `evt_${randomUUID().replaceAll('-', '')}`,
      event,
      body,
      now,
    });
    id += 1;
  }
}

interface StoredDelivery extends Record<string, Id | string> {
  account: Id;
  id: Id;
  webhook: Id;
  recordType: RecordType;
  recordId: Id;
  key: string;
  event: string;
  body: string;
  now: Seconds;
}

const storeDelivery = prepared((db: Db, row: StoredDelivery) =>
  db.insertInto('webhook_deliveries').values((eb) => ({
    account_id: row.account,
    id: row.id,
    webhook_id: row.webhook,
    record_type: row.recordType,
    record_id: row.recordId,
    event_key: row.key,
    event: row.event,
    body: row.body,
    created_at: row.now,
    attempts: 0,
    failed_at: null,
    error: '',
    due_at: eb
      .case()
      .when(
        eb.exists(
          eb
            .selectFrom('webhook_deliveries as earlier')
            .select('earlier.id')
            .where('earlier.account_id', '=', row.account)
            .where('earlier.webhook_id', '=', row.webhook)
            .where('earlier.record_type', '=', row.recordType)
            .where('earlier.record_id', '=', row.recordId)
            .where('earlier.failed_at', 'is', null),
        ),
      )
      .then(null)
      .else(sql.lit(0))
      .end(),
  })),
);

/** The enabled webhooks with deliveries that are due. */
export async function dueWebhooks(db: ReadDb, now: Seconds): Promise<WebhookLane[]> {
  const rows = await due(db, { now, late: lateAt(now) });
  return rows.map(({ account_id, id }) => ({ account: account_id, webhook: id }));
}

// The first and the last waiting delivery of a webhook come from an index, independent of their number.
const due = prepared((db, { now, late }: { now: Seconds; late: Seconds }) =>
  db
    .selectFrom('webhooks')
    .innerJoin('accounts', 'accounts.id', 'webhooks.account_id')
    .select(['webhooks.account_id', 'webhooks.id'])
    .where((eb) => {
      const waiting = (order: 'asc' | 'desc') =>
        eb
          .selectFrom('webhook_deliveries')
          .select('due_at')
          .whereRef('webhook_deliveries.account_id', '=', 'webhooks.account_id')
          .whereRef('webhook_deliveries.webhook_id', '=', 'webhooks.id')
          .where('failed_at', 'is', null)
          .where('due_at', 'is not', null)
          .orderBy('due_at', order)
          .limit(1);
      return eb.or([eb(waiting('asc'), '<=', now), eb(waiting('desc'), '>', late)]);
    })
    .where('webhooks.disabled_at', 'is', null)
    .where('accounts.removed_at', 'is', null),
);

/** Claims deliveries of a webhook, with the webhook; none if it was disabled or removed. */
export async function claimDeliveries(
  db: Db,
  lane: WebhookLane,
  claim: Claim,
): Promise<{ webhook: Webhook; delivery: WebhookDelivery }[]> {
  const [webhook] = await webhookById(db, lane);
  if (!webhook || webhook.disabled_at !== null) return [];
  const deliveries = await claimRows(db, 'webhook_deliveries', lane, claim);
  const untried = deliveries.filter(({ tried_since }) => tried_since === null);
  if (untried.length > 0)
    await db
      .updateTable('webhook_deliveries')
      .set({ tried_since: claim.now })
      .where('account_id', '=', lane.account)
      .where(
        'id',
        'in',
        untried.map(({ id }) => id),
      )
      .execute();
  return deliveries.map((delivery) => ({
    webhook,
    delivery: { ...delivery, tried_since: delivery.tried_since ?? claim.now },
  }));
}

const webhookById = prepared((db, { account, webhook }: WebhookLane & Record<string, Id>) =>
  db.selectFrom('webhooks').selectAll().where('account_id', '=', account).where('id', '=', webhook),
);

/** Removes a delivery that was received. The next event of its record is due then. */
export async function removeDelivery(db: Db, delivery: WebhookDelivery): Promise<void> {
  if (await removeRow(db, 'webhook_deliveries', delivery)) await releaseNext(db, delivery);
}

/** Records that an attempt failed. If it was the last one, the next event of its record is due. */
export async function returnDelivery(
  db: Db,
  delivery: WebhookDelivery,
  outcome: FailedAttempt,
): Promise<void> {
  const returned = await returnRow(db, 'webhook_deliveries', delivery, outcome);
  if (returned && outcome.failed_at !== null) await releaseNext(db, delivery);
}

async function releaseNext(db: Db, delivery: WebhookDelivery): Promise<void> {
  const { account_id: account, webhook_id: webhook, record_type: recordType, record_id: recordId } = delivery;
  await releasedNext(db, { account, webhook, recordType, recordId });
}

interface RecordOfWebhook extends Record<string, Id | string> {
  account: Id;
  webhook: Id;
  recordType: RecordType;
  recordId: Id;
}

const releasedNext = prepared((db: Db, of: RecordOfWebhook) =>
  db
    .updateTable('webhook_deliveries')
    .set({ due_at: 0 })
    .where('account_id', '=', of.account)
    .where('due_at', 'is', null)
    .where('id', '=', (eb) =>
      eb
        .selectFrom('webhook_deliveries as first')
        .select((first) => first.fn.min('first.id').as('id'))
        .where('first.account_id', '=', of.account)
        .where('first.webhook_id', '=', of.webhook)
        .where('first.record_type', '=', of.recordType)
        .where('first.record_id', '=', of.recordId)
        .where('first.failed_at', 'is', null),
    )
    .returning('id'),
);

/** Makes the parked deliveries of a webhook due again, before the later events of their records; returns their number. */
export async function retryParked(db: Db, { account, webhook }: WebhookLane): Promise<number> {
  const { numUpdatedRows } = await db
    .updateTable('webhook_deliveries')
    .set({ failed_at: null, tried_since: null, attempts: 0, error: '', due_at: 0 })
    .where('account_id', '=', account)
    .where('webhook_id', '=', webhook)
    .where('failed_at', 'is not', null)
    .executeTakeFirst();
  // Only the first event of each record is due. An attempt that is in progress is not interrupted.
  await db
    .updateTable('webhook_deliveries')
    .set({ due_at: null })
    .where('account_id', '=', account)
    .where('webhook_id', '=', webhook)
    .where('failed_at', 'is', null)
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('webhook_deliveries as earlier')
          .select('earlier.id')
          .whereRef('earlier.account_id', '=', 'webhook_deliveries.account_id')
          .whereRef('earlier.webhook_id', '=', 'webhook_deliveries.webhook_id')
          .whereRef('earlier.record_type', '=', 'webhook_deliveries.record_type')
          .whereRef('earlier.record_id', '=', 'webhook_deliveries.record_id')
          .whereRef('earlier.id', '<', 'webhook_deliveries.id')
          .where('earlier.failed_at', 'is', null),
      ),
    )
    .execute();
  return Number(numUpdatedRows);
}

/** The numbers of waiting and parked deliveries in all accounts. */
export function countDeliveries(db: ReadDb): Promise<{ waiting: number; failed: number }> {
  return countRows(db, 'webhook_deliveries');
}
