import type { ReadContext, RecordEvent, WriteContext } from '../../calls/context.ts';
import { EVENTS, type EventType } from '../../calls/events.ts';
import { webhookTypes } from '../../generated/operations.ts';
import { writeJson } from '../../json.ts';
import { timestamp } from '../../rules/time.ts';
import type { NewEvent } from '../../store/webhooks.ts';
import { linksFrom } from '../links/rows.ts';
import { findRecord } from './rows.ts';
import { recordView } from './views.ts';

const TYPES: ReadonlySet<string> = new Set(webhookTypes);

/**
 * The events of a call as they are sent: with the record as it is after the call, as an account-wide token reads it. Events
 * that the description does not name are left out.
 */
export async function eventBodies(
  context: WriteContext,
  events: readonly (RecordEvent & Pick<NewEvent, 'webhooks'>)[],
): Promise<NewEvent[]> {
  const seesAll = context.caller.user === null;
  const reader: ReadContext = { ...context, caller: { ...context.caller, user: null } };
  const views = new Map<string, Promise<object>>();
  const viewOf = ({ record, view: callersView }: RecordEvent) => {
    const key = `${record.type} ${record.id}`;
    const known = seesAll && callersView ? Promise.resolve(callersView) : undefined;
    const view = views.get(key) ?? known ?? viewForAccount(reader, record, callersView);
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
 * @param callersView as the caller reads it. Only links that the caller does not see make a difference.
 */
async function viewForAccount(
  context: ReadContext,
  record: RecordEvent['record'],
  callersView: object | undefined,
): Promise<object> {
  const { type, id } = record;
  if (callersView && (await linksFrom(context, record)).length === 0) return callersView;
  return recordView(context, type, await findRecord(context, type, id));
}

function isEventType(type: string): type is EventType {
  return TYPES.has(type);
}
