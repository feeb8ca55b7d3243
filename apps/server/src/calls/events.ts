import type { webhookTypes } from '../generated/operations.ts';
import type { Id, RecordType } from '../store/schema.ts';
import type { ReadContext } from './context.ts';

/** The type of an event: `incident.created`. */
export type EventType = (typeof webhookTypes)[number];

/** The events of each type of record. */
export type EventOf<Type extends RecordType> = EventType extends infer Each
  ? Each extends `${Type}.${infer Event}`
    ? Event
    : never
  : never;

/** What a call did to a record. Webhooks are notified of it when the call is committed. */
export interface RecordEvent {
  record: { type: RecordType; id: Id };
  /** What happened, in the order of {@link EVENTS}. */
  event: EventName;
  /** The record after the call, as the caller reads it, if the call has read it. */
  view?: object;
  /** Reads what the event is about beside the record, as v1 returns it. */
  data?(context: ReadContext): Promise<object>;
}

/** The events of records, in the order in which those of one call are sent. */
export const EVENTS = [
  'created',
  'updated',
  'assigned',
  'resolved',
  'reopened',
  'closed',
  'note_added',
  'watch_added',
  'time_entered',
] as const satisfies readonly EventOf<RecordType>[];

/** The name of an event, without the type of its record. */
export type EventName = (typeof EVENTS)[number];
