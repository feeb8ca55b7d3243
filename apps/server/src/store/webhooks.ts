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

/** What a webhook is notified of. */
export type Subscription = Pick<Webhook, 'id' | 'events'>;

/** An event of a record, as it is sent. */
export interface NewEvent {
  record: { type: RecordType; id: Id };
  /** Its type: `incident.created`. */
  event: string;
  body: string;
  /** Whether the body lacks the record; see {@link incompleteDeliveries}. */
  incomplete: boolean;
  /** The webhooks that are notified of it. */
  webhooks: readonly Id[];
}

/** Whether a webhook is notified of an event, by its patterns: `*`, `incident.*`, `*.closed` or a type. */
export function isNotifiedOf({ events }: Pick<Subscription, 'events'>, event: string): boolean {
  const [record, name] = event.split('.');
  return events.split(',').some((pattern) => {
    const [of, which = '*'] = pattern.split('.');
    return (of === '*' || of === record) && (which === '*' || which === name);
  });
}

/** The number of rows per statement: databases limit its parameters. */
const ROWS = 100;

/**
 * Puts events into the outboxes of their webhooks, in the transaction of the change that causes them. An event waits while
 * an earlier one of its record does.
 */
export async function putEvents(
  db: Db,
  account: Id,
  events: readonly NewEvent[],
  now: Seconds,
): Promise<void> {
  const rows = events.flatMap(({ webhooks, ...event }) => webhooks.map((webhook) => ({ webhook, ...event })));
  if (rows.length === 0) return;
  const first = await nextNumbers(db, account, 'webhook_delivery', rows.length);
  for (let at = 0; at < rows.length; at += ROWS) {
    const some = rows.slice(at, at + ROWS);
    const queues = some.map(({ webhook, record: { type, id } }) => `${webhook} ${type} ${id}`);
    const stored: StoredDeliveries = {
      account,
      ids: some.map((_, index) => first + at + index),
      webhooks: some.map(({ webhook }) => webhook),
      recordTypes: some.map(({ record }) => record.type),
      recordIds: some.map(({ record }) => record.id),
      keys: some.map(() => `evt_${randomUUID().replaceAll('-', '')}`),
      events: some.map(({ event }) => event),
      bodies: some.map(({ body }) => body),
      incomplete: some.map(({ incomplete }) => Number(incomplete)),
      now,
    };
    // A statement does not see the rows that it inserts.
    await storeDeliveries(
      db,
      stored,
      queues.map((queue, index) => queues.indexOf(queue) < index),
    );
  }
}

interface StoredDeliveries extends Record<string, Id | readonly (Id | string)[]> {
  account: Id;
  ids: readonly Id[];
  webhooks: readonly Id[];
  recordTypes: readonly RecordType[];
  recordIds: readonly Id[];
  keys: readonly string[];
  events: readonly string[];
  bodies: readonly string[];
  incomplete: readonly number[];
  now: Seconds;
}

/** @param waits for each row, whether an earlier one of the statement is of its record and webhook */
const storeDeliveries = prepared((db: Db, rows: StoredDeliveries, waits: readonly boolean[]) =>
  db.insertInto('webhook_deliveries').values((eb) =>
    rows.ids.map((id, index) => {
      const [webhook, type, record] = [
        rows.webhooks[index],
        rows.recordTypes[index],
        rows.recordIds[index],
      ] as [Id, RecordType, Id];
      const earlier = eb
        .selectFrom('webhook_deliveries as earlier')
        .select('earlier.id')
        .where('earlier.account_id', '=', rows.account)
        .where('earlier.webhook_id', '=', webhook)
        .where('earlier.record_type', '=', type)
        .where('earlier.record_id', '=', record)
        .where('earlier.failed_at', 'is', null);
      return {
        account_id: rows.account,
        id,
        webhook_id: webhook,
        record_type: type,
        record_id: record,
        event_key: rows.keys[index] as string,
        event: rows.events[index] as string,
        body: rows.bodies[index] as string,
        incomplete: rows.incomplete[index] as 0 | 1,
        created_at: rows.now,
        attempts: sql.lit(0),
        failed_at: null,
        error: sql.lit(''),
        due_at: waits[index] ? null : eb.case().when(eb.exists(earlier)).then(null).else(sql.lit(0)).end(),
      };
    }),
  ),
);

/** A delivery whose body lacks the record. */
export type IncompleteDelivery = Pick<WebhookDelivery, 'id' | 'record_type' | 'record_id' | 'body'>;

/** The deliveries of an account whose body lacks the record. */
export const incompleteDeliveries: (db: ReadDb, of: { account: Id }) => Promise<IncompleteDelivery[]> =
  prepared((db, { account }: { account: Id }) =>
    db
      .selectFrom('webhook_deliveries')
      .select(['id', 'record_type', 'record_id', 'body'])
      .where('account_id', '=', account)
      .where('incomplete', '=', sql.lit(1))
      .orderBy('id'),
  );

/** Stores the complete body of a delivery. */
export const completeDelivery: (
  db: Db,
  delivery: { account: Id; id: Id; body: string },
) => Promise<unknown[]> = prepared((db: Db, { account, id, body }: { account: Id; id: Id; body: string }) =>
  db
    .updateTable('webhook_deliveries')
    .set({ body, incomplete: sql.lit(0) })
    .where('account_id', '=', account)
    .where('id', '=', id)
    .returning('id'),
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
  return deliveries.map((delivery) => ({ webhook, delivery }));
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
