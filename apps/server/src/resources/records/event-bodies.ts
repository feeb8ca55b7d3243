import type { ReadContext, WriteContext } from '../../calls/context.ts';
import { EVENTS, type EventType, type RecordEvent } from '../../calls/events.ts';
import { webhookTypes } from '../../generated/operations.ts';
import { writeJson } from '../../json.ts';
import { timestamp } from '../../rules/time.ts';
import type { RecordType } from '../../store/schema.ts';
import type { NewEvent } from '../../store/webhooks.ts';
import { findRecord } from './rows.ts';
import { recordView } from './views.ts';

const TYPES: ReadonlySet<string> = new Set(webhookTypes);

/**
 * The events of a call as they are sent: with the record as it is after the call, as an account-wide token reads it. Events
 * that the description does not name are left out.
 */
export async function eventBodies(
  context: WriteContext,
  events: readonly RecordEvent[],
): Promise<NewEvent[]> {
  const reader: ReadContext = { ...context, caller: { ...context.caller, user: null } };
  const views = new Map<string, Promise<object>>();
  const viewOf = ({ type, id }: RecordEvent['record']) => {
    const key = `${type} ${id}`;
    const view = views.get(key) ?? viewOfRecord(reader, type, id);
    views.set(key, view);
    return view;
  };
  const rank = ({ event }: RecordEvent) => EVENTS.indexOf(event);
  const bodies: NewEvent[] = [];
  for (const { record, event, data } of events.toSorted((a, b) => rank(a) - rank(b))) {
    const type = `${record.type}.${event}`;
    if (!isEventType(type)) continue;
    const content = { [record.type]: await viewOf(record), ...(await data?.(reader)) };
    bodies.push({
      record,
      event: type,
      body: writeJson({ type, timestamp: timestamp(context.now), data: content }),
    });
  }
  return bodies;
}

async function viewOfRecord(context: ReadContext, type: RecordType, id: RecordEvent['record']['id']) {
  return recordView(context, type, await findRecord(context, type, id));
}

function isEventType(type: string): type is EventType {
  return TYPES.has(type);
}
