import type { ActivityType, Service } from '@service-desk/client';
import { priorityLabel } from '../format.ts';
import type { Choice } from '../forms/fields.ts';

/**
 * Choices of priorities. Each type of record has its own set, but v1 does not say which, so equal labels are merged.
 *
 * @param current the selected label, or the level if v1 provides nothing else
 */
export function priorityChoices(
  service: Pick<Service, 'service_priorities'> | undefined,
  current = '',
): Choice[] {
  const labels = (service?.service_priorities ?? []).map((item) => priorityLabel(item.service_priority));
  const known = [...new Set(labels)].sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10));
  const bare = /^\d+$/.test(current) ? known.findIndex((label) => label.startsWith(`${current} `)) : -1;
  return known.map((label, at) => ({ value: at === bare ? current : label, label }));
}

export function typeChoices(types: readonly ActivityType[] | undefined): Choice[] {
  return [...new Set((types ?? []).map(({ name }) => name))].map((name) => ({ value: name, label: name }));
}

export function categoryChoices(service: Pick<Service, 'beetil_categories'> | undefined): Choice[] {
  return (service?.beetil_categories ?? []).map(({ beetil_category: { id, name } }) => ({
    value: String(id),
    label: name,
  }));
}
