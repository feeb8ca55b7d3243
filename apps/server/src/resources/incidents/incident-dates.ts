import type { ReadContext } from '../../calls/context.ts';
import { dueDates } from '../../rules/due-dates.ts';
import type { NewRecord, RecordInput } from '../records/kind.ts';
import type { RecordRows } from '../records/rows.ts';
import { findPriority, type PriorityRow } from '../services/rows.ts';

type IncidentRow = RecordRows['incident'];
type IncidentInput = RecordInput<'incident'>;
/** What the priority and the opening of an incident decide. */
type Derived = Pick<
  IncidentRow,
  'opened_at' | 'priority_level' | 'due_date' | 'due_to_escalate_at' | 'due_outdated'
>;

/** The dates of a new incident. */
export function datesOfNew(
  { faults }: ReadContext,
  incident: NewRecord<'incident'>,
  input: IncidentInput,
  priority: PriorityRow | undefined,
): Derived {
  const opened_at = openedAt(input) ?? incident.opened_at;
  return {
    opened_at,
    priority_level: priority?.level ?? null,
    ...dueDates(faults, opened_at, priority, input.due_date),
    due_outdated: 0,
  };
}

/** The dates of an incident after a call. */
export async function datesAfter(
  context: ReadContext,
  before: IncidentRow,
  after: IncidentRow,
  input: IncidentInput,
): Promise<Derived> {
  const { service_id, priority_id } = after;
  const opened_at = openedAt(input) ?? before.opened_at;
  const priority = priority_id === null ? undefined : await findPriority(context, service_id, priority_id);
  return {
    opened_at,
    priority_level: priority_id === before.priority_id ? before.priority_level : (priority?.level ?? null),
    ...dueAfter(context, before, { ...after, opened_at }, input, priority),
  };
}

/**
 * Priority, service and opening decide, until a call chooses a date or the incident is resolved. What changes them
 * while it is resolved or closed counts once it is open again.
 */
function dueAfter(
  { faults }: ReadContext,
  before: IncidentRow,
  after: IncidentRow,
  input: IncidentInput,
  priority: PriorityRow | undefined,
): Pick<IncidentRow, 'due_date' | 'due_to_escalate_at' | 'due_outdated'> {
  const moved =
    after.priority_id !== before.priority_id ||
    after.service_id !== before.service_id ||
    after.opened_at !== before.opened_at;
  // A date that is sent back as it was read is no choice.
  const chosen = input.due_date && input.due_date !== before.due_date ? input.due_date : undefined;
  const cleared = input.due_date === null && before.due_date !== null;
  const outdated = moved || cleared || before.due_outdated === 1;
  if (!outdated || after.resolved_at !== null) {
    const { due_date, due_to_escalate_at } = before;
    return { due_date: chosen ?? due_date, due_to_escalate_at, due_outdated: outdated && !chosen ? 1 : 0 };
  }
  return { ...dueDates(faults, after.opened_at, priority, chosen), due_outdated: 0 };
}

/** `opened_at` has two other names. An incident is never without it, so a blank one is as good as none. */
function openedAt(input: IncidentInput): number | undefined {
  return input.opened_at ?? input.occurred_at ?? input.occured_at ?? undefined;
}
