import type { ReadContext, RecordEvent, WriteContext } from '../../calls/context.ts';
import { EVENTS, type EventType } from '../../calls/events.ts';
import { CallFaults } from '../../calls/faults.ts';
import { webhookTypes } from '../../generated/operations.ts';
import { readJson, writeJson } from '../../json.ts';
import { timestamp } from '../../rules/time.ts';
import { Reader } from '../../store/rows.ts';
import type { Id } from '../../store/schema.ts';
import type { Db } from '../../store/store.ts';
import { completeDelivery, incompleteDeliveries, type NewEvent } from '../../store/webhooks.ts';
import { findRecord } from './rows.ts';
import { isSameForAll, recordView } from './views.ts';

const TYPES: ReadonlySet<string> = new Set(webhookTypes);

/**
 * The events of a call as they are sent: with the record as it is after the call, as an account-wide token reads it. If the
 * call has not read it so, the event stays incomplete, because reading it would delay the response. Events that the
 * description does not name are left out.
 */
export async function eventBodies(
  context: WriteContext,
  events: readonly (RecordEvent & Pick<NewEvent, 'webhooks'>)[],
): Promise<NewEvent[]> {
  const reader = { ...context, caller: { ...context.caller, user: null } };
  const rank = ({ event }: RecordEvent) => EVENTS.indexOf(event);
  const bodies: NewEvent[] = [];
  for (const { record, event, view, data, webhooks } of events.toSorted((a, b) => rank(a) - rank(b))) {
    const type = `${record.type}.${event}`;
    if (!isEventType(type)) continue;
    const isComplete = view !== undefined && (context.caller.user === null || isSameForAll(view));
    const content = { [record.type]: isComplete ? view : null, ...(await data?.(reader)) };
    const body = writeJson({ type, timestamp: timestamp(context.now), data: content });
    bodies.push({ record, event: type, body, incomplete: !isComplete, webhooks });
  }
  return bodies;
}

/**
 * Adds the record to the events of an account that are incomplete. Each change of the account begins with this, so that the
 * record is as it was after the call that caused the event.
 */
export async function completeEvents(db: Db, account: Id): Promise<void> {
  const caller = { account, timeZone: 'UTC', user: null, person: 0, token: '' };
  const context: ReadContext = { db: new Reader(db, account), caller, faults: new CallFaults([]) };
  const views = new Map<string, Promise<object>>();
  for (const { id, record_type: type, record_id, body } of await incompleteDeliveries(db, { account })) {
    const key = `${type} ${record_id}`;
    const view =
      views.get(key) ??
      findRecord(context, type, record_id).then((record) => recordView(context, type, record));
    views.set(key, view);
    const event = readJson(body) as { data: object };
    // The record keeps its place, the first.
    Object.assign(event.data, { [type]: await view });
    await completeDelivery(db, { account, id, body: writeJson(event) });
  }
}

function isEventType(type: string): type is EventType {
  return TYPES.has(type);
}
