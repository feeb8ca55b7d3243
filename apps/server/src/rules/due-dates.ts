import type { CallFaults } from '../calls/faults.ts';
import type { NamedRow, Seconds, ServicePrioritiesTable } from '../store/schema.ts';
import { LAST_MOMENT } from './time.ts';

const HOUR = 3600;
/** The default hours until due, per level of the priority. */
const HOURS_PER_LEVEL = 24;

/**
 * The due date and escalation date of an incident by its priority; null without one. A date that v1's format cannot
 * represent is a fault.
 *
 * @param chosen an explicit due date, which takes precedence
 */
export function dueDates(
  faults: CallFaults,
  openedAt: Seconds,
  priority: Pick<NamedRow<ServicePrioritiesTable>, 'level' | 'due_hours' | 'escalation_hours'> | undefined,
  chosen: Seconds | null | undefined,
): { due_date: Seconds | null; due_to_escalate_at: Seconds | null } {
  if (!priority) return { due_date: chosen ?? null, due_to_escalate_at: null };
  const { level, due_hours, escalation_hours } = priority;
  const dates = {
    due_date: chosen ?? openedAt + (due_hours ?? HOURS_PER_LEVEL * level) * HOUR,
    due_to_escalate_at: escalation_hours === null ? null : openedAt + escalation_hours * HOUR,
  };
  for (const [name, at] of Object.entries(dates)) {
    if (at !== null && at > LAST_MOMENT) faults.add(name, 'would be after the year 9999');
  }
  return dates;
}
