import type { Id, Incident, IncidentWrite } from '@service-desk/client';
import { fromLocalInput, toLocalInput } from '../format.ts';

/** What the edit form holds: every value as its input has it. */
export interface EditValues {
  title: string;
  priority_id: string;
  type_id: string;
  category_id: string;
  customer_id: string | null;
  owner_id: string | null;
  opened_at: string;
  due_date: string;
}

export function editValuesOf(incident: Incident): EditValues {
  return {
    title: incident.title,
    priority_id: idOf(incident.priority) ?? '',
    type_id: idOf(incident.service_activity_type) ?? '',
    category_id: idOf(incident.category) ?? '',
    customer_id: idOf(incident.customer),
    owner_id: idOf(incident.owner),
    opened_at: toLocalInput(incident.opened_at),
    due_date: toLocalInput(incident.due_date),
  };
}

export interface AssignValues {
  assigned_user_id: string | null;
}

export function assignValuesOf(incident: Incident): AssignValues {
  return { assigned_user_id: idOf(incident.assigned_user) };
}

/** Finds the name for an id, among records that may be missing. */
export function nameIn(
  known: readonly (({ id: Id } & ({ full_name: string } | { name: string })) | null)[],
): (id: string) => string {
  return (id) => {
    const found = known.find((record) => record && String(record.id) === id);
    if (!found) return `#${id}`;
    return 'name' in found ? found.name : found.full_name;
  };
}

/** The input of the API for the fields that were changed; a blank clears. */
export function editInputOf({ opened_at, due_date, ...changes }: Partial<EditValues>): IncidentWrite {
  const input: IncidentWrite = {};
  for (const field of [
    'title',
    'priority_id',
    'type_id',
    'category_id',
    'customer_id',
    'owner_id',
  ] as const) {
    if (changes[field] !== undefined) input[field] = changes[field] ?? '';
  }
  if (opened_at !== undefined) input.opened_at = fromLocalInput(opened_at);
  if (due_date !== undefined) input.due_date = fromLocalInput(due_date);
  return input;
}

function idOf(record: { id: number | string } | null): string | null {
  return record ? String(record.id) : null;
}
