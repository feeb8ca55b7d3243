import type { Incident, IncidentWrite } from '@service-desk/client';
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

/** Only what was changed: a field that is absent is left alone, and so are a colleague's changes to it. */
export function changesOf(before: EditValues, after: EditValues): IncidentWrite {
  const changes: IncidentWrite = {};
  for (const field of ['title', 'priority_id', 'type_id', 'category_id'] as const) {
    if (after[field] !== before[field]) changes[field] = after[field];
  }
  for (const field of ['customer_id', 'owner_id'] as const) {
    if (after[field] !== before[field]) changes[field] = after[field] ?? '';
  }
  for (const field of ['opened_at', 'due_date'] as const) {
    if (after[field] !== before[field]) changes[field] = fromLocalInput(after[field]);
  }
  return changes;
}

function idOf(record: { id: number | string } | null): string | null {
  return record ? String(record.id) : null;
}
