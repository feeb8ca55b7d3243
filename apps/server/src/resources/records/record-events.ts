import type { EventName } from '../../calls/events.ts';
import { changedColumns } from '../../rules/values.ts';
import type { Id, Seconds } from '../../store/schema.ts';

/** The columns of a record that decide its events. */
interface Eventful {
  assigned_user_id: Id | null;
  /** Not every type can be resolved. */
  resolved_at?: Seconds | null;
  closed_at: Seconds | null;
}

/** The columns that a call changes in addition to those that it names. */
const STAMPS = ['last_active_at', 'last_notified_at', 'updated_at', 'updated_by_user_id'];

/**
 * The events of a call that created or updated a record: what is true after it and was not before.
 *
 * @param before undefined if the call created it
 */
export function eventsBetween(before: Eventful | undefined, after: Eventful): EventName[] {
  const became = (column: 'resolved_at' | 'closed_at') => Boolean(after[column]) && !before?.[column];
  const noLonger = (column: 'resolved_at' | 'closed_at') => !after[column] && Boolean(before?.[column]);
  const isAssigned = after.assigned_user_id !== null && after.assigned_user_id !== before?.assigned_user_id;
  const happened: [EventName, boolean][] = [
    ['created', !before],
    ['updated', before !== undefined && hasChanged(before, after)],
    ['assigned', isAssigned],
    ['resolved', became('resolved_at')],
    ['reopened', noLonger('resolved_at') || noLonger('closed_at')],
    ['closed', became('closed_at')],
  ];
  return happened.flatMap(([event, is]) => (is ? [event] : []));
}

function hasChanged(before: Eventful, after: Eventful): boolean {
  return Object.keys(changedColumns(before, after)).some((column) => !STAMPS.includes(column));
}
