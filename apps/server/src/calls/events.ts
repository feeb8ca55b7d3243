import type { webhookTypes } from '../generated/operations.ts';
import type { RecordType } from '../store/schema.ts';

/** The type of an event: `incident.created`. */
export type EventType = (typeof webhookTypes)[number];

/** The events of each type of record. */
export type EventOf<Type extends RecordType> = EventType extends infer Each
  ? Each extends `${Type}.${infer Event}`
    ? Event
    : never
  : never;

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
