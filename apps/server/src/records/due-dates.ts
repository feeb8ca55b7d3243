import type { Seconds } from '../store/schema.ts';
import type { PriorityRow } from './services.ts';

const HOUR = 3600;
/** Calendar hours until due, a level, where a priority sets none. */
const HOURS_A_LEVEL = 24;

/** When an incident is due and when it escalates, by its priority. Both are unset without one. */
export function dueDates(
  openedAt: Seconds,
  priority: PriorityRow | undefined,
): { due_date: Seconds | null; due_to_escalate_at: Seconds | null } {
  if (!priority) return { due_date: null, due_to_escalate_at: null };
  const { level, due_hours, escalation_hours } = priority;
  return {
    due_date: openedAt + (due_hours ?? HOURS_A_LEVEL * level) * HOUR,
    due_to_escalate_at: escalation_hours === null ? null : openedAt + escalation_hours * HOUR,
  };
}
