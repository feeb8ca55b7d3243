import type { IncidentWrite } from '@service-desk/client';

/** What the form of a new incident holds: every value as its input has it. */
export interface CreateValues {
  service_id: string;
  title: string;
  symptom: string;
  priority_id: string;
  type_id: string;
  category_id: string;
  customer_id: string | null;
  assigned_user_id: string | null;
}

/** The input of the API: what is mandatory, and of the rest what was filled in, as a blank would clear a default. */
export function creationOf(values: CreateValues): IncidentWrite & { title: string; service_id: string } {
  const { service_id, title, ...optional } = values;
  const filled = Object.entries(optional).filter(([, value]) => value !== null && value.trim() !== '');
  return { service_id, title, ...Object.fromEntries(filled) };
}

/** The values for another service: what belongs to the one before is taken out, and all that was typed stays. */
export function forService(values: CreateValues, service_id: string): CreateValues {
  return { ...values, service_id, priority_id: '', type_id: '', category_id: '', assigned_user_id: null };
}
