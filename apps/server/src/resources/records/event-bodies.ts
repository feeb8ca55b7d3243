import type { ReadContext, RecordEvent, WriteContext } from '../../calls/context.ts';
import { EVENTS, type EventType } from '../../calls/events.ts';
import { webhookTypes } from '../../generated/operations.ts';
import { writeJson } from '../../json.ts';
import { timestamp } from '../../rules/time.ts';
import type { NewEvent } from '../../store/webhooks.ts';
import { findRecord } from './rows.ts';
import { isSameForAll, recordView } from './views.ts';

const TYPES: ReadonlySet<string> = new Set(webhookTypes);

/**
 * The events of a call as they are sent: with the record as it is after the call, as an account-wide token reads it. Events
 * that the description does not name are left out.
 */
export async function eventBodies(
  context: WriteContext,
  events: readonly (RecordEvent & Pick<NewEvent, 'webhooks'>)[],
): Promise<NewEvent[]> {
  const reader = forAccount(context);
  const views = new Map<string, Promise<object>>();
  const viewOf = ({ record, view: callersView }: RecordEvent) => {
    const key = `${record.type} ${record.id}`;
    const view = views.get(key) ?? viewForAccount(context, record, callersView);
    views.set(key, view);
    return view;
  };
  const rank = ({ event }: RecordEvent) => EVENTS.indexOf(event);
  const bodies: NewEvent[] = [];
  for (const each of events.toSorted((a, b) => rank(a) - rank(b))) {
    const { record, event, data, webhooks } = each;
    const type = `${record.type}.${event}`;
    if (!isEventType(type)) continue;
    const content = { [record.type]: await viewOf(each), ...(await data?.(reader)) };
    bodies.push({
      record,
      event: type,
      body: writeJson({ type, timestamp: timestamp(context.now), data: content }),
      webhooks,
    });
  }
  return bodies;
}

/**
 * A record as an account-wide token reads it.
 *
 * @param callersView as the caller reads it
 */
async function viewForAccount(
  context: ReadContext,
  { type, id }: RecordEvent['record'],
  callersView: object | undefined,
): Promise<object> {
  if (callersView && (context.caller.user === null || isSameForAll(callersView))) return callersView;
  const reader = forAccount(context);
  return recordView(reader, type, await findRecord(reader, type, id));
}

function forAccount(context: ReadContext): ReadContext {
  return { ...context, caller: { ...context.caller, user: null } };
}

function isEventType(type: string): type is EventType {
  return TYPES.has(type);
}
